import { createMemoryShelf } from '../fixtures/memory-blobs.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ConversationView, TimelineView } from '../../src/node/api-conversations.ts'
import { createNode } from '../../src/node/node.ts'
import type { Clock, Lobby, Network, Ports, Storage } from '../../src/node/ports.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import { present } from '../../src/base/assert.ts'
import { createMemoryDisk, startSqlite, type MemoryDisk } from '../fixtures/memory-storage.ts'
import { seededBytes } from '../fixtures/random.ts'

const stillNetwork: Network = {
  listen() {},
  follow() {},
  announce() {},
  farewell() {},
  dial() {},
  upgrade() {},
  send() {},
  close() {}
}
const emptyLobby: Lobby = { visit: () => ({ open() {}, put() {}, leave() {} }) }

function portsOn(storage: Storage): Ports {
  let now = 1_795_392_000_000
  const clock: Clock = { now: () => (now += 1), after: () => () => {} }
  return {
    clock,
    random: { bytes: seededBytes(7) },
    storage,
    network: stillNetwork,
    lobby: emptyLobby,
    blobs: createMemoryShelf().open()
  }
}

const founding = { type: 'found-team', displayName: 'Anna', teamName: 'Bau Nord', deviceName: 'Laptop' } as const

describe('a team of one', () => {
  let disk: MemoryDisk
  beforeAll(async () => {
    await sodiumReady
    disk = createMemoryDisk(await startSqlite())
  })

  it('[T4] founds a team, writes in its first channel and finds everything again after a restart', async () => {
    const node = createNode(portsOn(disk.open()))
    const founded = await node.submit(founding)
    let conversations: readonly ConversationView[] = []
    node.watch({ type: 'conversations' }, (view) => (conversations = view))
    const everyone = present(
      conversations.find((conversation) => conversation.everyone),
      'a team has its first channel'
    )
    expect(founded).toEqual({ ok: true, value: { conversation: everyone.conversation } })
    const posted = await node.submit({
      type: 'post',
      conversation: everyone.conversation,
      text: 'Guten Morgen',
      reply: undefined
    })
    expect(posted.ok).toBe(true)
    node.stop()

    const again = createNode(portsOn(disk.open()))
    let timeline: TimelineView | undefined
    again.watch(
      { type: 'timeline', conversation: everyone.conversation, anchor: 'newest', count: 60 },
      (view) => (timeline = view)
    )
    expect(timeline?.messages.map(({ text, authorName, mine }) => ({ text, authorName, mine }))).toEqual([
      { text: 'Guten Morgen', authorName: 'Anna', mine: true }
    ])
    expect(await again.submit(founding)).toEqual({ ok: false, reason: 'already-in-team' })
    again.stop()
  })
})
