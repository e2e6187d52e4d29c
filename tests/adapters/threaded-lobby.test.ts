import { describe, expect, test, vi } from 'vitest'
import { repeat } from '../../src/base/bytes.ts'
import { openBridge } from '../../src/adapters/thread-bridge.ts'
import { createThreadedLobby, serveLobby, type ThreadedLobby } from '../../src/adapters/threaded-lobby.ts'
import type { Lobby, LobbyEvents } from '../../src/node/ports.ts'
import { createThreadPair } from '../fixtures/threads.ts'

interface Board {
  readonly lobby: ThreadedLobby
  readonly asked: unknown[]
  readonly events: LobbyEvents[]
  leaveAll(): void
  close(): void
}

/** A lobby behind the line that writes down what it is asked. */
function openBoard(): Board {
  const pair = createThreadPair()
  const asked: unknown[] = []
  const events: LobbyEvents[] = []
  const fault = (error: unknown): never => {
    throw error
  }
  const real: Lobby = {
    visit: ({ room }, heard) => {
      asked.push(['visit', room])
      events.push(heard)
      return {
        open: () => void asked.push(['open', room]),
        put: (id, record) => void asked.push(['put', room, id, record]),
        leave: () => void asked.push(['leave', room])
      }
    }
  }
  const leaveAll = serveLobby(openBridge(pair.worker, fault), real)
  return { lobby: createThreadedLobby(openBridge(pair.scope, fault)), asked, events, leaveAll, close: pair.close }
}

function notingEvents(heard: unknown[]): LobbyEvents {
  return {
    onKnock: () => void heard.push('knock'),
    onRecord: (id, record) => void heard.push([id, record]),
    onPeers: (count) => void heard.push(count),
    onDisturbed: ({ final }) => void heard.push({ final })
  }
}

describe('Lobby across the line', () => {
  test('[I3] two visits stay apart, in what is put and in what is heard', async () => {
    const board = openBoard()
    const [heardA, heardB]: [unknown[], unknown[]] = [[], []]
    const a = board.lobby.visit({ room: 'a', password: 'p' }, notingEvents(heardA))
    const b = board.lobby.visit({ room: 'b', password: 'p' }, notingEvents(heardB))
    a.open()
    b.put('id', repeat(1, 4))
    a.leave()
    a.leave()
    await vi.waitFor(() => expect(board.asked).toHaveLength(5))
    expect(board.asked).toEqual([
      ['visit', 'a'],
      ['visit', 'b'],
      ['open', 'a'],
      ['put', 'b', 'id', repeat(1, 4)],
      ['leave', 'a']
    ])
    board.events[1]?.onKnock()
    board.events[0]?.onRecord('late', repeat(2, 2))
    board.events[1]?.onRecord('id', repeat(3, 3))
    board.events[1]?.onPeers(2)
    board.events[1]?.onDisturbed({ final: true })
    await vi.waitFor(() => expect(heardB).toHaveLength(4))
    expect(heardB).toEqual(['knock', ['id', repeat(3, 3)], 2, { final: true }])
    expect(heardA).toEqual([])
    board.close()
  })

  test('[W9] all visits end with the worker, and with the node', async () => {
    const board = openBoard()
    board.lobby.visit({ room: 'a', password: 'p' }, notingEvents([]))
    board.lobby.visit({ room: 'b', password: 'p' }, notingEvents([]))
    board.lobby.rest()
    await vi.waitFor(() =>
      expect(board.asked.slice(2)).toEqual([
        ['leave', 'a'],
        ['leave', 'b']
      ])
    )
    board.lobby.visit({ room: 'c', password: 'p' }, notingEvents([]))
    await vi.waitFor(() => expect(board.asked.at(-1)).toEqual(['visit', 'c']))
    board.leaveAll()
    expect(board.asked.at(-1)).toEqual(['leave', 'c'])
    board.close()
  })
})
