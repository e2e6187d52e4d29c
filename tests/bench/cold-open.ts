// Owns the measure of a cold open in Node: a database with a long history, a fresh node on it, the list of conversations and the
// newest messages of one. Counts what is read, which no other load of the machine can change.

import { assert, present } from '../../src/base/assert.ts'
import { loadSqlite } from '../../src/adapters/sqlite-open.ts'
import type { ConversationId } from '../../src/base/ids.ts'
import type { ConversationView, TimelineView } from '../../src/node/api-conversations.ts'
import { createNode, type RunningNode } from '../../src/node/node.ts'
import type { Storage } from '../../src/node/ports.ts'
import { createMemoryDisk, type MemoryDisk } from '../fixtures/memory-storage.ts'
import { benchNow, foundBenchTeam } from './bench-team.ts'
import { batchOf, runsOf, type HistorySpan } from './history.ts'
import type { Row } from './rows.ts'
import { encodedState, loadState, stockUpdates } from './stock.ts'
import { createStillWorld, type StillWorld } from './still-world.ts'
import { median, timeOf } from './timing.ts'

/** Messages in the newest week, whatever lies before it. */
const newest = 1000
const perWeek = 4167
const onScreen = 60
const opens = 7

interface Prepared {
  readonly messages: number
  readonly disk: MemoryDisk
  readonly channel: ConversationId
}

interface Opened {
  readonly ms: number
  /** Rows of entries that storage gave. */
  readonly rows: number
}

/** `sizes` ascending. Times are taken in turns over all sizes; `document`: also against one document of so many messages. */
export async function benchColdOpen(sizes: readonly number[], document?: number): Promise<readonly Row[]> {
  const prepared: Prepared[] = []
  for (const messages of sizes) prepared.push(await prepare(messages))
  const opened = new Map<Prepared, Opened[]>(prepared.map((each) => [each, []]))
  for (let round = 0; round < opens; round++) for (const each of prepared) opened.get(each)?.push(open(each))
  const results = prepared.map((each) => ({ messages: each.messages, ...medianOf(opened.get(each) ?? []) }))
  for (const { disk } of prepared) disk.close()
  const first = present(results[0], 'a size is measured')
  const rows = results.flatMap(({ messages, ms, rows: read }): readonly Row[] => {
    const isFirst = messages === first.messages
    const name = `cold open behind ${messages} messages`
    const at = `at ${first.messages}`
    return [
      {
        name,
        value: ms,
        unit: 'ms',
        ...(isFirst ? {} : { baseline: { name: at, value: first.ms }, limit: { most: 1.3 } })
      },
      {
        name: `${name}: rows read`,
        value: read,
        unit: 'rows',
        ...(isFirst ? {} : { baseline: { name: at, value: first.rows }, limit: { most: 1 } })
      }
    ]
  })
  const besides = results.find(({ messages }) => messages === document)
  return besides === undefined ? rows : [...rows, documentRow(besides)]
}

/** Written past the door, then visited once by a node: it marks all as read and keeps its snapshots, as after any evening. */
async function prepare(messages: number): Promise<Prepared> {
  // A library of its own: the memory of one that held a million messages goes with it.
  const disk = createMemoryDisk(await loadSqlite())
  const storage = disk.open()
  const team = foundBenchTeam(storage)
  const span: HistorySpan = { messages, newest, perWeek }
  for (const run of runsOf(team, span)) assert(storage.append(batchOf(run)).ok, 'memory has room')
  const world = createStillWorld(benchNow)
  const { node, timeline } = look(world, disk.open(), team.channel)
  const last = present(timeline.messages.at(-1), 'there are messages')
  const marked = node.submit({ type: 'mark-read', conversation: team.channel, upTo: last.message })
  world.pass(120_000)
  await marked
  node.stop()
  return { messages, disk, channel: team.channel }
}

function open({ disk, channel }: Prepared): Opened {
  let rows = 0
  const ms = timeOf({
    prepare: () => ({
      world: createStillWorld(benchNow + 600_000),
      storage: countingStorage(disk.open(), (count) => (rows += count))
    }),
    act: ({ world, storage }) => {
      const { node, timeline, conversations } = look(world, storage, channel)
      assert(timeline.messages.length === onScreen, 'a screen is full')
      assert(
        conversations.some(({ conversation, last }) => conversation === channel && last !== undefined),
        'the list stands'
      )
      node.stop()
    }
  })
  return { ms, rows }
}

/** A node that was just started, and what its first two screens show. */
function look(
  world: StillWorld,
  storage: Storage,
  channel: ConversationId
): {
  readonly node: RunningNode
  readonly timeline: TimelineView
  readonly conversations: readonly ConversationView[]
} {
  const node = createNode(world.portsOn(storage))
  let conversations: readonly ConversationView[] = []
  let timeline: TimelineView | undefined
  node.watch({ type: 'conversations' }, (view) => (conversations = view))
  node.watch(
    { type: 'timeline', conversation: channel, anchor: 'newest', count: onScreen },
    (view) => (timeline = view)
  )
  return { node, conversations, timeline: present(timeline, 'a view is shown at once') }
}

function countingStorage(inner: Storage, count: (rows: number) => void): Storage {
  return {
    ...inner,
    load() {
      const stored = inner.load()
      count(stored.membership.length + stored.heads.length + stored.records.size)
      return stored
    },
    entries(wanted) {
      const found = inner.entries(wanted)
      count(found.length)
      return found
    }
  }
}

function medianOf(opened: readonly Opened[]): Opened {
  return { ms: median(opened.map(({ ms }) => ms)), rows: median(opened.map(({ rows }) => rows)) }
}

function documentRow({ messages, ms }: { readonly messages: number; readonly ms: number }): Row {
  const state = encodedState(stockUpdates(messages))
  const loads = Array.from({ length: 3 }, () => timeOf({ prepare: () => state, act: loadState }))
  return {
    name: `cold open behind ${messages} messages, against one document`,
    value: ms,
    unit: 'ms',
    baseline: { name: 'stock Yjs, decrypted already', value: median(loads) },
    limit: { most: 0.25 }
  }
}
