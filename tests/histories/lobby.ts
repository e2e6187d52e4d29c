// Owns the lobby of simulated devices: rooms with a doorbell and a board that repeats, loses and is scribbled on (I3, I4, I13).

import type { Lobby, LobbyEvents, LobbyVisit } from '../../src/node/ports.ts'
import type { Dice } from '../fixtures/random.ts'
import type { SimulatedTime } from './clock.ts'

export interface LobbyWeather {
  /** Percent of records that are lost at first; they are put again after 10 s (I4). */
  loss: number
  copies: number
  /** Percent of visits somebody greets with garbage. */
  garbage: number
  up: boolean
}

interface Guest {
  readonly events: LobbyEvents
  readonly own: Map<string, Uint8Array>
  readonly seen: Set<string>
  inside: boolean
  left: boolean
}

export interface SimulatedLobby {
  readonly weather: LobbyWeather
  lobbyOf(side: () => number): Lobby
  /** Every record any board ever held: what whoever listened could have kept. */
  readonly everShown: readonly Uint8Array[]
}

const putAgainMs = 10_000

export function createLobby(time: SimulatedTime, dice: Dice): SimulatedLobby {
  const weather: LobbyWeather = { loss: 0, copies: 0, garbage: 0, up: true }
  const rooms = new Map<string, Set<Guest & { readonly side: () => number }>>()
  const everShown: Uint8Array[] = []

  return {
    weather,
    everShown,
    lobbyOf(side) {
      return {
        visit({ room }, events): LobbyVisit {
          const guest = { events, own: new Map(), seen: new Set<string>(), inside: false, left: false, side }
          const guests = rooms.get(room) ?? new Set()
          rooms.set(room, guests.add(guest))

          const others = (): (typeof guest)[] =>
            [...guests].filter((other) => other !== guest && !other.left && other.side() === side()) as (typeof guest)[]
          const give = (to: typeof guest, id: string, record: Uint8Array): void => {
            if (!weather.up || dice.chance(weather.loss)) return
            for (let copy = 0; copy <= (dice.chance(weather.copies) ? 1 : 0); copy++)
              time.after(50 + dice.below(200), () => {
                if (to.left || !to.inside || to.seen.has(id)) return
                to.seen.add(id)
                to.events.onRecord(id, record)
              })
          }
          const exchange = (): void => {
            if (guest.left || !guest.inside) return
            for (const other of others()) {
              if (!other.inside) continue
              for (const [id, record] of guest.own) give(other, id, record)
              for (const [id, record] of other.own) give(guest, id, record)
            }
            guest.events.onPeers(weather.up ? others().filter((other) => other.inside).length : 0)
          }
          const again = (): void => {
            if (guest.left) return
            exchange()
            if (weather.up) for (const other of others()) if (!other.inside) other.events.onKnock()
            time.after(putAgainMs, again)
          }

          return {
            open() {
              if (guest.inside || guest.left) return
              guest.inside = true
              if (dice.chance(weather.garbage)) {
                for (let count = 0; count < 5; count++) {
                  const bytes = dice.bytes(1 + dice.below(2_000))
                  time.after(100, () => {
                    if (!guest.left) guest.events.onRecord(`junk${count}`, bytes)
                  })
                }
              }
              time.after(100, again)
            },
            put(id, record) {
              guest.own.set(id, record)
              everShown.push(record)
              if (guest.inside) time.after(20, exchange)
            },
            leave() {
              guest.left = true
              guests.delete(guest)
            }
          }
        }
      }
    }
  }
}
