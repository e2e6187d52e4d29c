// Owns the measures of what one device does by itself: a post through its own door, the resolver of a long control log, an epoch for
// many devices.

import { assert, present } from '../../src/base/assert.ts'
import { epochIdOf } from '../../src/base/ids.ts'
import { encapsulate } from '../../src/crypto/box.ts'
import { sign, verify } from '../../src/crypto/sign.ts'
import { newDevice } from '../../src/node/founding.ts'
import type { Desk } from '../../src/node/desk.ts'
import { writeContent } from '../../src/node/write.ts'
import { readControlEntry, type ControlEntry } from '../../src/team/control-entry.ts'
import type { ControlOperation } from '../../src/team/control.ts'
import { makeEpoch, makeGrants } from '../../src/team/next-epoch.ts'
import { createProofCheck, resolve } from '../../src/team/team-state.ts'
import { openMemory } from '../fixtures/memory-database.ts'
import { createMemoryDisk, startSqlite } from '../fixtures/memory-storage.ts'
import { seededBytes } from '../fixtures/random.ts'
import { deviceNamed, makeTeam, writeControl } from '../fixtures/team.ts'
import { foundBenchTeam, openDesk } from './bench-team.ts'
import type { Row } from './rows.ts'
import { inTurns, median, timed } from './timing.ts'

export async function benchLocal(rounds: number): Promise<readonly Row[]> {
  return [await postRow(), resolverRow(rounds), epochRow(rounds)]
}

const posts = 300
const post = { type: 'post', text: 'kommt der kran morgen um sieben', reply: undefined, files: [], ttl: 0 } as const

/** In memory there is no disk to wait for: what remains is the cryptography nobody can leave out, and our own work. */
async function postRow(): Promise<Row> {
  const sqlite = await startSqlite()
  const storage = createMemoryDisk(sqlite).open()
  const team = foundBenchTeam(storage)
  const desk = openDesk(storage)
  const bare = openMemory(sqlite)
  assert(bare.ok, 'memory has room')
  const { database } = bare.value
  database.script('create table bare (seq integer, ts integer, hash blob, header blob, payload blob)')
  const hash = seededBytes('hash')(32)
  const [header, payload] = [seededBytes('header')(96), seededBytes('payload')(104)]
  const keys = desk.replica.identity.sign
  const ours: number[] = []
  const floor: number[] = []
  const time = (act: () => void): number => {
    const beganMs = performance.now()
    act()
    return performance.now() - beganMs
  }
  for (let index = 0; index < posts; index++) {
    ours.push(time(() => postOnce(desk, team.channel)))
    floor.push(
      time(() => {
        const signature = sign(keys.secretKey, 'sig', hash)
        assert(verify(keys.publicKey, 'sig', hash, signature), 'an own signature holds')
        database.run('insert into bare values (?, ?, ?, ?, ?)', [index, index, hash, header, payload])
      })
    )
  }
  return {
    name: 'local post through the door, in memory',
    value: median(ours),
    unit: 'ms',
    baseline: { name: 'sign, check, bare insert', value: median(floor) },
    limit: { most: 4 }
  }
}

function postOnce(desk: Desk, channel: Parameters<typeof writeContent>[1]): void {
  assert(writeContent(desk, channel, { operation: post }).ok, 'an owner writes in a channel')
}

const operations = 2000
const fewOperations = 250

/** Twenty members whose roles the owner changes again and again: every entry builds on all before it. */
function resolverRow(rounds: number): Row {
  const team = makeTeam(
    'anna',
    Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`member ${index}`, 'member']))
  )
  const anna = deviceNamed(team, 'anna')
  const entries = [...team.control]
  let last = present(entries.at(-1), 'a team has entries')
  // Each names the one before it alone, which is what an author who knows everything writes.
  while (entries.length < operations) {
    const { member } = deviceNamed(team, `member ${entries.length % 20}`)
    const role = entries.length % 2 === 0 ? 'admin' : 'member'
    const operation: ControlOperation = { type: 'role.set', member, role }
    last = writeControl(anna, operation, [last])
    entries.push(last)
  }
  const read = entries.map((entry): ControlEntry => {
    const result = readControlEntry(entry, team.team)
    assert(result.ok, 'a control entry of a fixture is well formed')
    return result.value
  })
  const proofs = createProofCheck(team.team)
  const times = inTurns(rounds, {
    few: timed(
      () => read.slice(0, fewOperations),
      (some) => void resolve(team.team, some, proofs)
    ),
    many: timed(
      () => read,
      (all) => void resolve(team.team, all, proofs)
    )
  })
  return {
    name: `resolver, ${operations} operations from scratch`,
    value: times.many,
    unit: 'ms',
    baseline: {
      name: `${fewOperations}, times ${operations / fewOperations}`,
      value: (times.few * operations) / fewOperations
    },
    limit: { most: 2 }
  }
}

const recipients = 200

function epochRow(rounds: number): Row {
  const { team } = makeTeam('anna')
  const random = seededBytes('epoch')
  const certificates = Array.from({ length: recipients }, () => newDevice(team, random, 0).certificate)
  const times = inTurns(rounds, {
    sealed: timed(
      () => certificates,
      (all) => {
        const book = { byId: new Map(), current: undefined, offending: [], held: [] }
        const { secret } = makeEpoch({ scope: team, book, secrets: new Map(), deps: [], history: 'full' }, random)
        const epoch = epochIdOf(random(8))
        const { payloads } = makeGrants({ scope: team, epoch, secret, recipients: all, deps: [] }, random)
        assert(payloads.length === Math.ceil(recipients / 48), 'every device has its box')
      }
    ),
    bare: timed(
      () => certificates,
      (all) => {
        for (const { kemPublic } of all) assert(encapsulate(kemPublic, random(64)).ok, 'the key is sound')
      }
    )
  })
  return {
    name: `epoch for ${recipients} devices`,
    value: times.sealed,
    unit: 'ms',
    baseline: { name: 'X-Wing alone', value: times.bare },
    limit: { most: 1.3 }
  }
}
