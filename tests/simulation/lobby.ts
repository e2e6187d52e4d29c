// Owns the Lobby port in memory: rooms where every visitor keeps a copy of the board and tells the others, as y-webrtc does; and what
// may go wrong with it – records dropped, repeated, put in by strangers. Opens no record.

import { equalBytes } from '../../src/base/bytes.ts'
import { limits } from '../../src/base/limits.ts'
import { assert } from '../../src/base/assert.ts'
import { createRecordsHeard, createRoomBounds } from '../../src/adapters/lobby-records.ts'
import type { Lobby, LobbyEvents, LobbyRoom, Milliseconds } from '../../src/node/ports.ts'
import type { Dice } from '../fixtures/random.ts'
import { between } from './chance.ts'
import type { Timeline } from './clock.ts'
import type { Trace } from './trace.ts'

/** Which devices meet in a room: signaling must stand for the first word, a direct way for everything after it. */
export interface LobbyWays {
  isHeard(a: string, b: string): boolean
  isDirect(a: string, b: string): boolean
  delayMs(): Milliseconds
}

export interface LobbyWorld {
  /** The port of one start of a device; `end` takes it out of all rooms at once. */
  visitor(name: string, run: (event: () => void) => void): { readonly lobby: Lobby; end(): void }
  /** Every room that somebody is in or listens at. */
  rooms(): readonly LobbyRoom[]
  /** What stands on the boards of a room. */
  records(room: LobbyRoom): ReadonlyMap<string, Uint8Array>
  /** Takes records off all boards of a room; their authors put them again. */
  wipe(room: LobbyRoom): void
}

/** A value of the board; of two under one id the later one stands, as in a Y.Map. */
interface Written {
  readonly bytes: Uint8Array
  readonly version: number
}

interface Stay {
  readonly name: string
  readonly events: LobbyEvents
  readonly run: (event: () => void) => void
  readonly own: Map<string, Uint8Array>
  board: Map<string, Written>
  heard: ReturnType<typeof createRecordsHeard>
  bounds: ReturnType<typeof createRoomBounds>
  peers: number
  disturbances: number
  /** listening: hears the bell · entered: has a board · away: was disturbed, comes back · left. */
  state: 'listening' | 'entering' | 'entered' | 'away' | 'left'
}

/** A world of rooms nobody is in yet. */
export function createLobbyWorld(timeline: Timeline, dice: Dice, ways: LobbyWays, trace: Trace): LobbyWorld {
  let versions = 0
  const rooms = new Map<string, { readonly room: LobbyRoom; readonly stays: Set<Stay> }>()
  const placeOf = (room: LobbyRoom): { readonly room: LobbyRoom; readonly stays: Set<Stay> } => {
    const key = `${room.room} ${room.password}`
    const place = rooms.get(key) ?? { room, stays: new Set<Stay>() }
    rooms.set(key, place)
    return place
  }
  const tell = (stay: Stay, what: (events: LobbyEvents) => void): void => {
    if (stay.state !== 'left') stay.run(() => what(stay.events))
  }
  const isJoined = (a: Stay, b: Stay): boolean =>
    a !== b && a.state === 'entered' && b.state === 'entered' && ways.isDirect(a.name, b.name)

  function enter(stay: Stay, stays: Set<Stay>): void {
    timeline.after(ways.delayMs() + between(dice, 80, 250), () => {
      if (stay.state !== 'entering' && stay.state !== 'away') return
      stay.state = 'entered'
      stay.board = new Map()
      for (const [id, bytes] of stay.own) write(stay, id, bytes)
      stay.heard = createRecordsHeard(stay.own)
      stay.bounds = createRoomBounds()
      trace.add(`${timeline.now} enters ${stay.name}`)
      for (const other of stays)
        if (other.state === 'listening' && ways.isHeard(stay.name, other.name))
          timeline.after(ways.delayMs(), () => {
            if (other.state === 'listening') tell(other, (events) => events.onKnock())
          })
      countPeers(stays)
      for (const other of stays) if (isJoined(stay, other)) exchange(stay, other)
      refresh(stay, stays)
    })
  }

  function countPeers(stays: Set<Stay>): void {
    for (const stay of stays) {
      if (stay.state !== 'entered') continue
      const count = [...stays].filter((other) => isJoined(stay, other)).length
      if (count === stay.peers) continue
      stay.peers = count
      tell(stay, (events) => events.onPeers(count))
    }
  }

  function exchange(a: Stay, b: Stay): void {
    for (const [id, written] of a.board) carry(a, b, { id, ...written })
    for (const [id, written] of b.board) carry(b, a, { id, ...written })
  }

  function write(stay: Stay, id: string, bytes: Uint8Array): void {
    stay.board.set(id, { bytes, version: (versions += 1) })
  }

  function carry(from: Stay, to: Stay, record: Written & { readonly id: string }): void {
    timeline.after(ways.delayMs(), () => {
      if (isJoined(from, to)) arrive(to, record)
    })
  }

  function arrive(stay: Stay, { id, bytes, version }: Written & { readonly id: string }): void {
    const before = stay.board.get(id)
    if (before !== undefined && before.version >= version) return
    stay.board.set(id, { bytes, version })
    if (before !== undefined && equalBytes(before.bytes, bytes)) return
    stay.bounds.received(bytes.length)
    stay.bounds.grew(bytes.length, () => [...stay.board.values()].reduce((sum, each) => sum + each.bytes.length, 0))
    if (stay.bounds.broken()) return disturb(stay)
    if (stay.heard.isNews(id, bytes)) {
      trace.add(`${timeline.now} record ${stay.name} ${id} ${bytes.length}`)
      tell(stay, (events) => events.onRecord(id, bytes))
    }
    for (const other of staysWith(stay)) if (isJoined(stay, other)) carry(stay, other, { id, bytes, version })
  }

  function staysWith(stay: Stay): readonly Stay[] {
    for (const { stays } of rooms.values()) if (stays.has(stay)) return [...stays]
    return []
  }

  function disturb(stay: Stay): void {
    stay.disturbances += 1
    const final = stay.disturbances > limits.lobbyRetriesMax
    stay.state = 'away'
    stay.board = new Map()
    stay.peers = 0
    trace.add(`${timeline.now} disturbed ${stay.name}`)
    tell(stay, (events) => events.onPeers(0))
    tell(stay, (events) => events.onDisturbed({ final }))
    if (!final)
      timeline.after(limits.lobbyRetryMs, () => {
        if (stay.state === 'away') enter(stay, new Set(staysWith(stay)))
      })
  }

  /** I4: whoever needs a record in the room looks every 10 s. */
  function refresh(stay: Stay, stays: Set<Stay>): void {
    timeline.after(limits.lobbyRefreshMs, () => {
      if (stay.state !== 'entered') return
      for (const [id, bytes] of stay.own) if (!stay.board.has(id)) write(stay, id, bytes)
      countPeers(stays)
      for (const other of stays) if (isJoined(stay, other)) exchange(stay, other)
      refresh(stay, stays)
    })
  }

  function visit(name: string, run: (event: () => void) => void, room: LobbyRoom, events: LobbyEvents): Stay {
    const stay: Stay = {
      name,
      events,
      run,
      own: new Map(),
      board: new Map(),
      heard: createRecordsHeard(new Map()),
      bounds: createRoomBounds(),
      peers: 0,
      disturbances: 0,
      state: 'listening'
    }
    placeOf(room).stays.add(stay)
    return stay
  }

  function leave(stay: Stay, room: LobbyRoom): void {
    const { stays } = placeOf(room)
    stay.state = 'left'
    stays.delete(stay)
    countPeers(stays)
  }

  return {
    visitor(name, run) {
      const visits: { readonly stay: Stay; readonly room: LobbyRoom }[] = []
      return {
        lobby: {
          visit(room, events) {
            const stay = visit(name, run, room, events)
            visits.push({ stay, room })
            return {
              open() {
                if (stay.state !== 'listening') return
                stay.state = 'entering'
                enter(stay, placeOf(room).stays)
              },
              put(id, record) {
                assert(record.length <= limits.lobbyRecordBytesMax, 'a record of ours is within its bound')
                assert(
                  stay.own.has(id) || stay.own.size < limits.lobbyRecordsMax,
                  'our records are within their number'
                )
                stay.own.set(id, record)
                if (stay.state !== 'entered') return
                write(stay, id, record)
                for (const other of placeOf(room).stays)
                  if (isJoined(stay, other)) carry(stay, other, { id, bytes: record, version: versions })
              },
              leave: () => leave(stay, room)
            }
          }
        },
        end() {
          for (const { stay, room } of visits) if (stay.state !== 'left') leave(stay, room)
        }
      }
    },
    rooms: () => [...rooms.values()].filter(({ stays }) => stays.size > 0).map(({ room }) => room),
    records: (room) =>
      new Map(
        [...placeOf(room).stays].flatMap((stay) => [...stay.board].map(([id, { bytes }]) => [id, bytes] as const))
      ),
    wipe(room) {
      for (const stay of placeOf(room).stays) for (const id of [...stay.board.keys()]) stay.board.delete(id)
      trace.add(`${timeline.now} wipe`)
    }
  }
}
