import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NoticeShelf } from '../../src/app/notice-shelf.ts'
import { stepOf, type NotifyAbout, type NotifyContent, type Seen, type Step } from '../../src/app/notifying.ts'
import type { ConversationView, LastLine } from '../../src/node/api-conversations.ts'
import { noticeWords } from '../../src/ui/notify/notice-words.ts'
import { de } from '../../src/ui/text/de.ts'
import { en } from '../../src/ui/text/en.ts'
import { unarranged } from '../fixtures/fake-life.ts'
import { conversationId, entryHash } from '../fixtures/fake-world.ts'

const away = { about: 'all', away: true, now: 1_000_000 } as const

function line(text: string, ts: number, more: Partial<LastLine> = {}): LastLine {
  const delivery = { state: 'everywhere', has: 1, of: 1, waitsFor: [], read: 0 } as const
  return {
    ...{ message: entryHash(`${text} ${ts}`), authorName: 'Ben', mine: false, mentionsMe: false, text, ts, delivery },
    ...{ deleted: false, once: false, ...more }
  }
}

function view(name: string, more: Partial<ConversationView> = {}): ConversationView {
  const { unread = 0, unreadMentions = 0, muted } = more
  return {
    ...unarranged,
    conversation: conversationId(name),
    kind: 'channel',
    name,
    purpose: '',
    everyone: false,
    member: undefined,
    left: false,
    unread: 0,
    unreadMentions: 0,
    last: undefined,
    activity: 0,
    draft: '',
    calls: muted === undefined ? unread : unreadMentions,
    ...more
  }
}

/** The last of several looks at the list. */
function afterAll(looks: readonly (readonly ConversationView[])[], facts: Partial<typeof away> | object = {}): Step {
  let seen: Seen | undefined
  let step: Step = { seen: { views: new Map(), alerted: new Map() }, show: [], close: [] }
  for (const views of looks) {
    step = stepOf(seen, views, { ...away, ...facts })
    seen = step.seen
  }
  return step
}

const shown = (step: Step): readonly (readonly [string, number])[] =>
  step.show.map((each) => [each.view.name, each.count])

describe('what is told', () => {
  const quiet = view('Dach', { unread: 1, last: line('a', 1) })
  const more = view('Dach', { unread: 3, last: line('c', 3) })

  test('[C25] what came since the last look, once for each conversation', () => {
    expect(shown(afterAll([[quiet], [more]]))).toEqual([['Dach', 3]])
    expect(afterAll([[quiet], [more]]).show[0]).toMatchObject({ hasLast: true, message: more.last?.message })
    expect(shown(afterAll([[quiet], [more], [more]]))).toEqual([])
  })

  test('[C25] the first look tells nothing, nor does a look of somebody who is there', () => {
    expect(shown(afterAll([[more]]))).toEqual([])
    expect(shown(afterAll([[quiet], [more]], { away: false }))).toEqual([])
  })

  test('[C25] a conversation that was not there before is news', () => {
    expect(shown(afterAll([[], [view('neu', { kind: 'direct', unread: 1, last: line('hi', 5) })]]))).toEqual([
      ['neu', 1]
    ])
  })

  test('[C25] own words, what was marked by hand, and a conversation that is only loud again tell nothing', () => {
    const own = view('Dach', { unread: 1, last: line('ich', 9, { mine: true }) })
    expect(shown(afterAll([[quiet], [own]]))).toEqual([])
    expect(shown(afterAll([[view('x')], [view('x', { markedUnread: true, calls: 1 })]]))).toEqual([])
    const silent = view('Dach', { unread: 4, muted: 9, last: line('a', 1) })
    expect(shown(afterAll([[silent], [{ ...silent, muted: undefined, calls: 4 }]]))).toEqual([])
    expect(
      shown(afterAll([[view('ich', { kind: 'self' })], [view('ich', { kind: 'self', unread: 2, calls: 2 })]]))
    ).toEqual([])
  })

  test('[C25] mentions and directs only, if that was chosen; nothing, if nothing was', () => {
    const called = view('Dach', { unread: 3, unreadMentions: 1, last: line('c', 3) })
    const direct = view('Ben', { kind: 'direct', unread: 1, last: line('d', 4) })
    const looks = [
      [quiet, view('Ben', { kind: 'direct' })],
      [called, direct]
    ]
    expect(shown(afterAll(looks, { about: 'mentions' }))).toEqual([
      ['Dach', 1],
      ['Ben', 1]
    ])
    expect(afterAll(looks, { about: 'mentions' }).show[0]?.hasLast).toBe(false)
    expect(shown(afterAll([[quiet], [more]], { about: 'mentions' }))).toEqual([])
    expect(shown(afterAll(looks, { about: 'none' }))).toEqual([])
  })

  test('[C25] a muted conversation tells of mentions, and only if they count', () => {
    const before = view('Dach', { muted: 'ever' })
    const said = view('Dach', { muted: 'ever', unread: 2, last: line('b', 2) })
    expect(shown(afterAll([[before], [said]]))).toEqual([])
    const named = view('Dach', {
      muted: 'ever',
      unread: 3,
      unreadMentions: 1,
      last: line('c', 3, { mentionsMe: true })
    })
    expect(shown(afterAll([[said], [named]]))).toEqual([['Dach', 1]])
    expect(shown(afterAll([[said], [{ ...named, calls: 0 }]]))).toEqual([])
  })

  test('[C25] what is read, muted or gone has its notice taken away', () => {
    expect(afterAll([[quiet], [view('Dach')]]).close).toEqual([conversationId('Dach')])
    expect(afterAll([[quiet], [{ ...quiet, muted: 'ever', calls: 0 }]]).close).toEqual([conversationId('Dach')])
    expect(afterAll([[quiet], []]).close).toEqual([conversationId('Dach')])
    expect(afterAll([[quiet], [more]]).close).toEqual([])
  })

  test('[C25] much in a short time is heard once', () => {
    let seen = stepOf(undefined, [view('Dach')], away).seen
    const heard: boolean[] = []
    for (let count = 1; count <= 500; count++) {
      const now = away.now + count * 40
      const step = stepOf(seen, [view('Dach', { unread: count, last: line(`${count}`, count) })], { ...away, now })
      expect(step.show).toHaveLength(1)
      heard.push(...step.show.map(({ alerts }) => alerts))
      seen = step.seen
    }
    expect(heard.filter(Boolean)).toHaveLength(1)
  })

  test('[C25] whatever the lists: at most one for each, none without a count, none that is closed as well', () => {
    const one = fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      kind: fc.constantFrom('channel', 'direct', 'self', 'group'),
      unread: fc.nat(3),
      mentions: fc.nat(3),
      muted: fc.constantFrom(undefined, 'ever', 5),
      counts: fc.boolean(),
      ts: fc.nat(5),
      mine: fc.boolean()
    })
    const list = fc.uniqueArray(one, { selector: ({ name }) => name }).map((specs) =>
      specs.map(({ name, kind, unread, mentions, muted, counts, ts, mine }) => {
        const unreadMentions = Math.min(mentions, unread)
        const silent = counts ? unreadMentions : 0
        const calls = muted === undefined ? unread : silent
        return view(name, { kind, unread, unreadMentions, muted, calls, last: line('x', ts, { mine }) } as object)
      })
    )
    const about = fc.constantFrom<NotifyAbout>('all', 'mentions', 'none')
    const property = fc.property(fc.array(list), about, fc.boolean(), (looks, chosen, isAway) => {
      let seen: Seen | undefined
      for (const views of looks) {
        const step = stepOf(seen, views, { about: chosen, away: isAway, now: 7 })
        const ids = step.show.map(({ view: { conversation } }) => conversation)
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.some((id) => step.close.includes(id))).toBe(false)
        for (const { view: each, count } of step.show) {
          expect(count).toBeGreaterThan(0)
          expect(each.kind).not.toBe('self')
          if (each.muted !== undefined) expect(each.calls).toBeGreaterThan(0)
        }
        if (chosen === 'none' || !isAway || seen === undefined) expect(step.show).toEqual([])
        seen = step.seen
      }
    })
    fc.assert(property, { numRuns: 500 })
  })
})

describe('what a notice says', () => {
  const secret = view('Dach', { unread: 2, last: line('Der Kran kommt um acht', 1) })
  const words = (each: ConversationView, content: NotifyContent, more: object = {}): { title: string; body: string } =>
    noticeWords({ view: each, count: 2, hasLast: true, ...more }, content, {
      say: en,
      name: each.name,
      team: undefined
    })

  test('[C25] name and text, the name, or nothing of either', () => {
    expect(words(secret, 'text')).toEqual({ title: 'Dach', body: 'Ben: Der Kran kommt um acht\n2 new messages' })
    expect(words(secret, 'name')).toEqual({ title: 'Dach', body: '2 new messages' })
    expect(words(secret, 'nothing')).toEqual({ title: 'Flurfunk', body: '2 new messages' })
    const german = noticeWords({ view: secret, count: 1, hasLast: false }, 'text', {
      say: de,
      name: 'Dach',
      team: 'Nord'
    })
    expect(german).toEqual({ title: 'Dach · Nord', body: '1 neue Nachricht' })
  })

  test('[C14] [C25] nothing of what may be viewed once', () => {
    const once = view('Dach', { unread: 1, last: line('GEHEIM', 1, { once: true }) })
    for (const content of ['text', 'name', 'nothing'] as const)
      expect(JSON.stringify(words(once, content))).not.toContain('GEHEIM')
  })

  test('[C25] words without their marks of emphasis, in one line, as the list has them', () => {
    const marked = view('Dach', { unread: 1, last: line('*Morgen*\n_um acht_', 1) })
    expect(words(marked, 'text').body).toBe('Ben: Morgen um acht\n2 new messages')
  })

  test('[W2] [C25] names and texts cannot turn the writing round, and are cut', () => {
    const odd = view('Da\u202Ech', { unread: 1, last: line(`x\u202E${'y'.repeat(5000)}`, 1) })
    const said = words(odd, 'text')
    expect(`${said.title}${said.body}`).not.toContain('\u202E')
    expect([...said.body].length).toBeLessThan(260)
  })
})

describe('the shelf', () => {
  interface Standing {
    readonly tag: string
    readonly title: string
    close(): void
  }

  function shelfWorld() {
    const standing = new Map<string, Standing>()
    /** Whatever stood there for a moment, too. */
    const shownEver: string[] = []
    const gate: { wait: Promise<void> } = { wait: Promise.resolve() }
    const shelf = new NoticeShelf({
      registration: async () => {
        await gate.wait
        return {
          async showNotification(title, { tag = '' }) {
            shownEver.push(title)
            standing.set(tag, { tag, title, close: () => void standing.delete(tag) })
          },
          getNotifications: async () => [...standing.values()]
        }
      }
    })
    const show = (tag: string, title = tag): void =>
      shelf.show({ tag, title, body: '', silent: true, again: false, address: '#/' })
    return { standing, shownEver, gate, shelf, show }
  }

  test('[C25] one for each tag, and none once it is taken away', async () => {
    const { standing, shelf, show } = shelfWorld()
    for (let count = 0; count < 500; count++) show('1 dach', `${count}`)
    show('1 keller')
    shelf.close((tag) => tag === '1 keller')
    await expect.poll(() => [...standing.values()].map(({ title }) => title)).toEqual(['499'])
  })

  test('[C25] the lock takes all away, also what was about to be shown', async () => {
    const { standing, shownEver, gate, shelf, show } = shelfWorld()
    show('1 dach')
    await expect.poll(() => standing.size).toBe(1)
    let open = (): void => undefined
    gate.wait = new Promise((resolve) => (open = resolve))
    show('1 hof')
    const cleared = shelf.clear()
    open()
    await cleared
    expect([...standing.keys()]).toEqual([])
    expect(shownEver).toEqual(['1 dach'])
    show('1 nach dem Aufsperren')
    await expect.poll(() => standing.size).toBe(1)
  })
})
