// Owns what every implementation of the Lobby port must do; run by the tests of each. Guests may live in another process: calls
// return at once, and what they bring about is waited for.

import { describe, expect, test } from 'vitest'
import { repeat, toBase64url } from '../../src/base/bytes.ts'
import { limits } from '../../src/base/limits.ts'
import type { LobbyRoom, LobbyVisit } from '../../src/node/ports.ts'

export type LobbyHeard =
  | { readonly type: 'knock' }
  | { readonly type: 'record'; readonly id: string; readonly record: Uint8Array }
  | { readonly type: 'peers'; readonly count: number }
  | { readonly type: 'disturbed'; readonly final: boolean }

export interface Guest {
  readonly visit: LobbyVisit
  /** Everything heard so far, oldest first. */
  readonly heard: readonly LobbyHeard[]
  /** Waits until `look` gives something, by the clock of this world. */
  until<Seen>(look: () => Seen | undefined | false, what: string): Promise<Seen>
}

export interface LobbyWorld {
  /** A device of its own that visits this room; the doorbell is heard when this resolves. */
  visit(room: LobbyRoom): Promise<Guest>
  close(): Promise<void>
}

type Make = () => Promise<LobbyWorld>

/** Runs the suite; `make` gives a fresh world each time. */
export function describeLobby(name: string, make: Make): void {
  describe(`Lobby: ${name}`, () => {
    describeDoorbell(make)
    describeBoard(make)
    describeBounds(make)
  })
}

async function withWorld(make: Make, run: (world: LobbyWorld) => Promise<void>): Promise<void> {
  const world = await make()
  try {
    await run(world)
  } finally {
    await world.close()
  }
}

let rooms = 0

function freshRoom(): LobbyRoom {
  rooms += 1
  return { room: toBase64url(repeat(rooms, 16)), password: toBase64url(repeat(rooms, 32)) }
}

const idOf = (number: number): string => toBase64url(repeat(number, 16))

function recordsOf(guest: Guest): ReadonlyMap<string, Uint8Array> {
  return new Map(guest.heard.flatMap((each) => (each.type === 'record' ? [[each.id, each.record] as const] : [])))
}

async function hears(guest: Guest, id: string): Promise<Uint8Array> {
  return await guest.until(() => recordsOf(guest).get(id), `record ${id}`)
}

function describeDoorbell(make: Make): void {
  test('[I14] who only listens hears that somebody entered, and nothing else', async () => {
    await withWorld(make, async (world) => {
      const room = freshRoom()
      const [member, joiner] = [await world.visit(room), await world.visit(room)]
      joiner.visit.put(idOf(1), repeat(1, 100))
      joiner.visit.open()
      await member.until(() => member.heard.some(({ type }) => type === 'knock'), 'a knock')
      expect(member.heard.every(({ type }) => type === 'knock')).toBe(true)
    })
  })

  test('[I14] rooms do not hear each other', async () => {
    await withWorld(make, async (world) => {
      const [room, otherRoom] = [freshRoom(), freshRoom()]
      const [member, other, joiner] = [await world.visit(room), await world.visit(otherRoom), await world.visit(room)]
      joiner.visit.open()
      await member.until(() => member.heard.length > 0, 'a knock')
      expect(other.heard).toEqual([])
    })
  })
}

function describeBoard(make: Make): void {
  test('[I4] records reach everybody in the room, also who comes later', async () => {
    await withWorld(make, async (world) => {
      const room = freshRoom()
      const [member, joiner] = [await world.visit(room), await world.visit(room)]
      joiner.visit.put(idOf(1), repeat(1, 1_500))
      joiner.visit.open()
      await member.until(() => member.heard.length > 0, 'a knock')
      member.visit.open()
      expect(await hears(member, idOf(1))).toEqual(repeat(1, 1_500))
      member.visit.put(idOf(2), repeat(2, 48 * 1024))
      expect(await hears(joiner, idOf(2))).toEqual(repeat(2, 48 * 1024))
      const late = await world.visit(room)
      late.visit.open()
      expect(await hears(late, idOf(1))).toEqual(repeat(1, 1_500))
      expect(await hears(late, idOf(2))).toEqual(repeat(2, 48 * 1024))
    })
  })

  test('[I12] a record that is put again is one record', async () => {
    await withWorld(make, async (world) => {
      const room = freshRoom()
      const [a, b] = [await world.visit(room), await world.visit(room)]
      a.visit.open()
      b.visit.open()
      a.visit.put(idOf(1), repeat(1, 100))
      await hears(b, idOf(1))
      a.visit.put(idOf(1), repeat(1, 100))
      a.visit.put(idOf(2), repeat(2, 100))
      await hears(b, idOf(2))
      const ids = b.heard.flatMap((each) => (each.type === 'record' ? [each.id] : []))
      expect(ids).toEqual([idOf(1), idOf(2)])
      expect(recordsOf(a).size).toBe(0)
    })
  })

  test('[I4] everybody learns how many others are in the room', async () => {
    await withWorld(make, async (world) => {
      const room = freshRoom()
      const [a, b] = [await world.visit(room), await world.visit(room)]
      a.visit.open()
      b.visit.open()
      for (const each of [a, b]) await each.until(() => peersOf(each) === 1, 'one other')
      b.visit.leave()
      await a.until(() => peersOf(a) === 0, 'being alone')
    })
  })

  test('[I4] who left hears and shows nothing any more', async () => {
    await withWorld(make, async (world) => {
      const room = freshRoom()
      const [a, b, witness] = [await world.visit(room), await world.visit(room), await world.visit(room)]
      for (const each of [a, b, witness]) each.visit.open()
      for (const each of [a, b, witness]) await each.until(() => peersOf(each) === 2, 'two others')
      b.visit.leave()
      await a.until(() => peersOf(a) === 1, 'one leaving')
      const before = b.heard.length
      a.visit.put(idOf(1), repeat(1, 100))
      await hears(witness, idOf(1))
      expect(b.heard.slice(before)).toEqual([])
    })
  })
}

function peersOf(guest: Guest): number {
  return guest.heard.findLast((each) => each.type === 'peers')?.count ?? 0
}

function describeBounds(make: Make): void {
  test('[I13] beyond 64 records nothing is passed on', async () => {
    await withWorld(make, async (world) => {
      const room = freshRoom()
      const [a, b, c] = [await world.visit(room), await world.visit(room), await world.visit(room)]
      for (const each of [a, b, c]) each.visit.open()
      for (const each of [a, b, c]) await each.until(() => peersOf(each) === 2, 'two others')
      for (let number = 1; number <= limits.lobbyRecordsMax; number++) a.visit.put(idOf(number), repeat(number, 100))
      await b.until(() => recordsOf(b).size === limits.lobbyRecordsMax, '64 records')
      c.visit.put(idOf(100), repeat(100, 100))
      // What c shows next arrives next: another value under an id that is known.
      c.visit.put(idOf(1), repeat(99, 100))
      await b.until(() => recordsOf(b).get(idOf(1))?.[0] === 99, 'the other value')
      expect(recordsOf(b).has(idOf(100))).toBe(false)
    })
  })
}
