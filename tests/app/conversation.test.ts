import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Conversation } from '../../src/app/conversation.svelte.ts'
import { present } from '../../src/base/assert.ts'
import type { Intent, Refusal } from '../../src/node/api-intents.ts'
import { fakeHost, type FakeHost } from '../fixtures/fake-host.ts'
import { channel, emptyWorld, message, person } from '../fixtures/fake-world.ts'
import { reading, settled } from './reading.svelte.ts'

const me = person({ name: 'Mara', role: 'owner', mine: true, devices: [] })
const anna = person({ name: 'Anna', role: 'member', devices: [] })
const lines = [
  message({ by: anna, text: 'one', at: 60_000 }, 1),
  message({ by: me, text: 'two', at: 120_000 }, 1),
  message({ by: anna, text: 'three', at: 180_000 }, 1)
]
const [one, two, three] = [0, 1, 2].map((index) => present(lines[index], 'there are three')) as [
  (typeof lines)[0],
  (typeof lines)[0],
  (typeof lines)[0]
]

interface Opened {
  readonly host: FakeHost
  readonly conversation: Conversation
  close(): void
}

async function open({
  draft = '',
  read = three.message,
  refuse
}: { draft?: string; read?: string; refuse?: Refusal } = {}): Promise<Opened> {
  const everyone = channel('', lines, {
    everyone: true,
    draft,
    read: lines.find((each) => each.message === read)?.message
  })
  const host = fakeHost({ ...emptyWorld(), members: [me, anna], conversations: [everyone], refuse })
  const conversation = new Conversation(host.node, everyone.id, undefined)
  const stop = conversation.start()
  const rows = reading(() => conversation.rows)
  await settled()
  return {
    host,
    conversation,
    close() {
      stop()
      rows.stop()
    }
  }
}

const typesOf = (intents: readonly Intent[]): readonly string[] => intents.map(({ type }) => type)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('drafts', () => {
  test('a draft of last time stands in the field', async () => {
    const { conversation, close } = await open({ draft: 'half a sen' })
    const { text } = conversation
    close()
    expect(text).toBe('half a sen')
  })

  test('what was typed before the draft arrived stays', async () => {
    const everyone = channel('', [], { draft: 'old' })
    const host = fakeHost({ ...emptyWorld(), conversations: [everyone] })
    const conversation = new Conversation(host.node, everyone.id, undefined)
    const stop = conversation.start()
    conversation.text = 'new'
    await settled()
    stop()
    expect(conversation.text).toBe('new')
  })

  test('while somebody types it is kept again and again, not only at the end', async () => {
    const { host, conversation, close } = await open()
    for (let second = 0; second < 30; second += 1) {
      conversation.text += 'x'
      vi.advanceTimersByTime(100)
    }
    const kept = host.intents.length
    close()
    expect([kept > 5, kept <= 10, present(host.world.conversations[0], 'one').draft.length]).toEqual([true, true, 30])
  })

  test('leaving keeps what was typed a moment ago', async () => {
    const { host, conversation, close } = await open()
    conversation.text = 'nearly lost'
    close()
    expect(present(host.world.conversations[0], 'one').draft).toBe('nearly lost')
  })

  test('nothing is kept where nothing was typed', async () => {
    const { host, close } = await open({ draft: 'old' })
    close()
    expect(host.intents).toEqual([])
  })
})

describe('sending', () => {
  test('the field is free at once, and the draft is forgotten after the message', async () => {
    const { host, conversation, close } = await open()
    conversation.text = 'hello \n'
    const sent = conversation.send()
    const atOnce = conversation.text
    await sent
    close()
    expect([atOnce, host.intents.slice(0, 2)]).toEqual([
      '',
      [
        { type: 'post', conversation: conversation.id, text: 'hello', reply: undefined },
        { type: 'keep-draft', conversation: conversation.id, text: '' }
      ]
    ])
  })

  test('a text that is refused is back, before what was typed since', async () => {
    const { conversation, close } = await open({ refuse: 'disk-full' })
    conversation.text = 'first'
    const sent = conversation.send()
    conversation.text = 'second'
    const outcome = await sent
    close()
    expect([outcome.ok, conversation.text]).toEqual([false, 'first\nsecond'])
  })

  test('blanks are not sent', async () => {
    const { host, conversation, close } = await open()
    conversation.text = ' \n\t '
    await conversation.send()
    const posted = typesOf(host.intents).includes('post')
    close()
    expect(posted).toBe(false)
  })

  test('a reply names its message, and the next one does not', async () => {
    const { host, conversation, close } = await open()
    conversation.reply(one)
    conversation.text = 'yes'
    await conversation.send()
    conversation.text = 'and'
    await conversation.send()
    close()
    const replies = host.intents.flatMap((intent) => (intent.type === 'post' ? [intent.reply] : []))
    expect(replies).toEqual([one.message, undefined])
  })

  test('a reply that is refused is still a reply', async () => {
    const { conversation, close } = await open({ refuse: 'slow-down' })
    conversation.reply(one)
    conversation.text = 'yes'
    await conversation.send()
    close()
    expect([conversation.writing, conversation.text]).toEqual([{ type: 'reply', to: one }, 'yes'])
  })
})

describe('editing', () => {
  test('the last own message is the one that ↑ takes', async () => {
    const { conversation, close } = await open()
    const own = conversation.lastOwn?.message
    close()
    expect(own).toBe(two.message)
  })

  test('an edit is sent as one, and the draft from before is back', async () => {
    const { host, conversation, close } = await open({ draft: 'a draft' })
    conversation.edit(two)
    conversation.text = 'two, corrected'
    await conversation.send()
    const state = [conversation.text, conversation.writing.type]
    close()
    expect([host.intents.find(({ type }) => type === 'edit'), state]).toEqual([
      { type: 'edit', conversation: conversation.id, target: two.message, text: 'two, corrected' },
      ['a draft', 'post']
    ])
  })

  test('giving up an edit brings the draft back and sends nothing', async () => {
    const { host, conversation, close } = await open({ draft: 'a draft' })
    conversation.edit(two)
    conversation.text = 'something else'
    conversation.stopWriting()
    const text = conversation.text
    close()
    expect([text, typesOf(host.intents).includes('edit')]).toEqual(['a draft', false])
  })

  test('while an edit is written the kept draft is the one from before', async () => {
    const { host, conversation, close } = await open({ draft: 'a draft' })
    conversation.edit(two)
    conversation.text = 'half an edit'
    close()
    expect(present(host.world.conversations[0], 'one').draft).toBe('a draft')
  })

  test('an edit that changes nothing is not sent', async () => {
    const { host, conversation, close } = await open()
    conversation.edit(two)
    await conversation.send()
    close()
    expect([typesOf(host.intents), conversation.writing.type]).toEqual([[], 'post'])
  })

  test('an edit that is refused goes on', async () => {
    const { host, conversation, close } = await open()
    conversation.edit(two)
    conversation.text = 'corrected'
    host.change((world) => {
      world.refuse = 'not-editable'
    })
    await conversation.send()
    const state = [conversation.writing.type, conversation.text]
    close()
    expect(state).toEqual(['edit', 'corrected'])
  })
})

describe('reading', () => {
  test('a mark moves forward only, and not where nothing is unread', async () => {
    const { host, conversation, close } = await open({ read: one.message })
    conversation.markRead(three)
    conversation.markRead(two)
    conversation.markRead(three)
    await settled()
    conversation.markRead({ ...three, ts: three.ts + 1 })
    close()
    expect(host.intents).toEqual([{ type: 'mark-read', conversation: conversation.id, upTo: three.message }])
  })

  test('[C6] what came late is said to be seen once it stood on the screen, also before the mark', async () => {
    const { host, conversation, close } = await open({ read: one.message })
    const late = { ...two, late: true }
    conversation.markRead(three, [three])
    conversation.markRead(three, [late, three])
    conversation.markRead(three, [late, three])
    close()
    const read = { type: 'mark-read', conversation: conversation.id, upTo: three.message }
    expect(host.intents).toEqual([read, { ...read, late: [two.message] }])
  })

  test('the divider stays where it was when everything has been read', async () => {
    const { conversation, close } = await open({ read: two.message })
    conversation.markRead(three)
    await settled()
    const divider = conversation.rows?.findIndex((row) => row.startsUnread)
    close()
    expect([divider, conversation.unreadAtOpening]).toEqual([2, 1])
  })

  test('a message that is shown is only marked; one that is not is gone to', async () => {
    const { conversation, close } = await open()
    const before = conversation.window
    conversation.jumpTo(one.message)
    const near = conversation.window === before
    conversation.jumpTo(message({ by: anna, text: 'far', at: 1 }, 1).message)
    const far = conversation.window === before
    close()
    expect([near, far]).toEqual([true, false])
  })
})
