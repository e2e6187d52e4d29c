// Owns the worker that makes this profile the device of a team with a long history, past the door, and measures what its disk and a
// post cost. Ends with everything closed, so that the app finds the profile as after any evening.

import { assert } from '../../../src/base/assert.ts'
import { takePool } from '../../../src/adapters/opfs-pool.ts'
import { loadSqlite, openEncrypted } from '../../../src/adapters/sqlite-open.ts'
import type { SqlDatabase } from '../../../src/adapters/sqlite-database.ts'
import { createSqliteStorage } from '../../../src/adapters/sqlite-storage.ts'
import { systemRandom } from '../../../src/adapters/system.ts'
import { createVaultShelf } from '../../../src/adapters/vault-shelf.ts'
import { createVault } from '../../../src/adapters/vault.ts'
import { sodiumReady } from '../../../src/crypto/sodium.ts'
import type { Storage } from '../../../src/node/ports.ts'
import { writeContent } from '../../../src/node/write.ts'
import { selfScope } from '../../../src/team/scopes.ts'
import { foundBenchTeam, openDesk, type BenchTeam } from '../bench-team.ts'
import { addCrowd } from '../../fixtures/crowd.ts'
import { batchOf, runsOf, type HistorySpan } from '../history.ts'

export interface PrepareOrder {
  readonly span: HistorySpan
  /** How many posts to measure afterwards. */
  readonly posts: number
  /** Devices of the team, in the hands of a few people each; without it the team is small. */
  readonly devices?: number
}

export interface Prepared {
  readonly channel: string
  /** Entries per second. */
  readonly filled: number
  /** Milliseconds each: through the door, and the bare row, in turns. */
  readonly posts: readonly number[]
  readonly inserts: readonly number[]
}

addEventListener('message', ({ data }: MessageEvent<PrepareOrder>) => {
  prepare(data).then(
    (prepared) => postMessage(prepared),
    // An unhandled rejection would not reach the page: an error does.
    (error: unknown) => setTimeout(() => reportError(error))
  )
})

async function prepare({ span, posts, devices }: PrepareOrder): Promise<Prepared> {
  const vault = createVault(createVaultShelf(), systemRandom)
  const [sqlite, state] = await Promise.all([loadSqlite(), vault.look(), sodiumReady])
  assert(state.ok && state.value.type === 'open', 'a fresh profile has a vault without a lock')
  const pool = await takePool(sqlite)
  assert(pool.ok, 'a fresh profile has files')
  const opened = openEncrypted(sqlite, pool.value, { path: '/flurfunk.db', key: state.value.key })
  assert(opened.ok, 'a fresh profile has a database')
  const database = opened.value
  const storage = createSqliteStorage(database)
  const now = Date.now()
  const team = foundBenchTeam(storage, now, systemRandom)
  if (devices !== undefined)
    addCrowd(openDesk(storage, now, systemRandom), { people: Math.round(devices / 2.5), devices }, (length) =>
      systemRandom.bytes(length)
    )
  const filled = fill(storage, team, span)
  const times = measurePosts(database, { storage, team, posts })
  leaveRead(storage, team)
  database.close()
  pool.value.release()
  return { channel: team.channel, filled, ...times }
}

function fill(storage: Storage, team: BenchTeam, span: HistorySpan): number {
  let ms = 0
  for (const run of runsOf(team, span)) {
    const beganMs = performance.now()
    assert(storage.append(batchOf(run)).ok, 'the disk has room')
    ms += performance.now() - beganMs
  }
  return ms === 0 ? 0 : (span.messages / ms) * 1000
}

const post = { type: 'post', text: 'kommt der kran morgen um sieben', reply: undefined, files: [], ttl: 0 } as const

function measurePosts(
  database: SqlDatabase,
  { storage, team, posts }: { readonly storage: Storage; readonly team: BenchTeam; readonly posts: number }
): Pick<Prepared, 'posts' | 'inserts'> {
  const desk = openDesk(storage, team.now, systemRandom)
  database.script('create table bare (seq integer, ts integer, hash blob, header blob, payload blob)')
  const [hash, header, payload] = [systemRandom.bytes(32), systemRandom.bytes(96), systemRandom.bytes(104)]
  const times = { posts: [] as number[], inserts: [] as number[] }
  for (let index = 0; index < posts; index++) {
    const beganMs = performance.now()
    assert(writeContent(desk, team.channel, { operation: post }).ok, 'an owner writes in a channel')
    const writtenMs = performance.now()
    database.run('insert into bare values (?, ?, ?, ?, ?)', [index, index, hash, header, payload])
    times.posts.push(writtenMs - beganMs)
    times.inserts.push(performance.now() - writtenMs)
  }
  database.script('drop table bare')
  return times
}

/** Everything is read, and the newest page is kept as a snapshot: as the app leaves a conversation after a minute. */
function leaveRead(storage: Storage, { channel, now }: BenchTeam): void {
  const desk = openDesk(storage, now, systemRandom)
  const [newest] = desk.pages.numbers(channel)
  assert(newest !== undefined, 'there are messages')
  const last = desk.pages.load(channel, newest).timeline.messages().at(-1)
  assert(last !== undefined, 'there are messages')
  const { team, member } = desk.replica.identity
  const operation = { type: 'read-mark', conversation: channel, ts: last.ts, hash8: last.hash.slice(0, 16) } as const
  assert(writeContent(desk, selfScope(team, member), { operation }).ok, 'a member writes notes to itself')
  desk.pages.settle()
}
