// Both threads. Owns how the Lobby port crosses the line: visits by number, records as bytes. Knows no record and no room by itself.

import { unreachable } from '../base/assert.ts'
import type { Lobby, LobbyEvents, LobbyRoom, LobbyVisit } from '../node/ports.ts'
import type { Line, Part } from './thread-bridge.ts'

type ToWindow =
  | { readonly type: 'visit'; readonly visit: number; readonly room: LobbyRoom }
  | { readonly type: 'open'; readonly visit: number }
  | { readonly type: 'put'; readonly visit: number; readonly id: string; readonly record: Uint8Array }
  | { readonly type: 'leave'; readonly visit: number }

type ToWorker =
  | { readonly type: 'knock'; readonly visit: number }
  | { readonly type: 'record'; readonly visit: number; readonly id: string; readonly record: Uint8Array }
  | { readonly type: 'peers'; readonly visit: number; readonly count: number }
  | { readonly type: 'disturbed'; readonly visit: number; readonly final: boolean }

/** A lobby whose node may end before its worker does. */
export interface ThreadedLobby extends Lobby {
  /** The node has ended: all its visits end. */
  rest(): void
}

/** The Lobby port in the worker. */
export function createThreadedLobby(part: Part): ThreadedLobby {
  const visits = new Map<number, LobbyEvents>()
  let count = 0

  // What was on its way while its visit ended is for nobody.
  const hear = (message: ToWorker): void => {
    const events = visits.get(message.visit)
    switch (message.type) {
      case 'knock':
        return events?.onKnock()
      case 'record':
        return events?.onRecord(message.id, message.record)
      case 'peers':
        return events?.onPeers(message.count)
      case 'disturbed':
        return events?.onDisturbed({ final: message.final })
      default:
        return unreachable(message)
    }
  }

  const line: Line<ToWindow> = part.line('lobby', hear)
  const leave = (visit: number): void => {
    if (visits.delete(visit)) line.send({ type: 'leave', visit })
  }

  return {
    rest: () => {
      for (const visit of [...visits.keys()]) leave(visit)
    },
    visit: (room, events) => {
      count += 1
      const visit = count
      visits.set(visit, events)
      line.send({ type: 'visit', visit, room })
      return {
        open: () => line.send({ type: 'open', visit }),
        put: (id, record) => line.send({ type: 'put', visit, id, record }),
        leave: () => leave(visit)
      }
    }
  }
}

/** The window's end for one worker; gives back how all its visits end when the worker does. */
export function serveLobby(part: Part, lobby: Lobby): () => void {
  const visits = new Map<number, LobbyVisit>()

  const enter = (visit: number, room: LobbyRoom): void => {
    const entered = lobby.visit(room, {
      onKnock: () => line.send({ type: 'knock', visit }),
      onRecord: (id, record) => line.send({ type: 'record', visit, id, record }),
      onPeers: (count) => line.send({ type: 'peers', visit, count }),
      onDisturbed: ({ final }) => line.send({ type: 'disturbed', visit, final })
    })
    visits.set(visit, entered)
  }

  const hear = (message: ToWindow): void => {
    const visit = visits.get(message.visit)
    switch (message.type) {
      case 'visit':
        return enter(message.visit, message.room)
      case 'open':
        return visit?.open()
      case 'put':
        return visit?.put(message.id, message.record)
      case 'leave':
        visit?.leave()
        return void visits.delete(message.visit)
      default:
        return unreachable(message)
    }
  }

  const line: Line<ToWorker> = part.line('lobby', hear)
  return () => {
    for (const visit of visits.values()) visit.leave()
    visits.clear()
  }
}
