import { createMemoryShelf } from '../fixtures/memory-blobs.ts'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { openBridge } from '../../src/adapters/thread-bridge.ts'
import { callNode, createWindowWatches, serveNode, type NodeServer } from '../../src/adapters/threaded-node.ts'
import { systemClock } from '../../src/adapters/system.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import type { NodeApi } from '../../src/node/api.ts'
import { createNode, type RunningNode } from '../../src/node/node.ts'
import type { Lobby, Network } from '../../src/node/ports.ts'
import { describeNodeApi } from '../contracts/node-api.ts'
import { createMemoryDisk, startSqlite } from '../fixtures/memory-storage.ts'
import { seededBytes } from '../fixtures/random.ts'
import { createThreadPair } from '../fixtures/threads.ts'

beforeAll(() => sodiumReady)

const nobody: Network = {
  listen: () => undefined,
  follow: () => undefined,
  announce: () => undefined,
  farewell: () => undefined,
  dial: () => undefined,
  upgrade: () => undefined,
  send: () => undefined,
  close: () => undefined
}
const noRoom: Lobby = { visit: () => ({ open: () => undefined, put: () => undefined, leave: () => undefined }) }

async function lonelyNode(): Promise<RunningNode> {
  const storage = createMemoryDisk(await startSqlite()).open()
  const blobs = createMemoryShelf().open()
  const random = { bytes: seededBytes(7) }
  return createNode({ clock: systemClock, random, storage, network: nobody, lobby: noRoom, blobs })
}

describeNodeApi('the node itself', async () => {
  const node = await lonelyNode()
  return { api: node, close: () => node.stop() }
})

describeNodeApi('the node behind the thread line', async () => {
  const node = await lonelyNode()
  const line = openLine()
  line.server.run(node)
  return {
    api: line.api,
    close: () => {
      node.stop()
      line.close()
    }
  }
})

interface OpenLine {
  readonly server: NodeServer
  readonly api: NodeApi
  readonly faults: readonly unknown[]
  /** Faults that are not the node's alone. */
  readonly hostFaults: readonly unknown[]
  sendStrange(message: unknown): void
  close(): void
}

/** Both ends of the line; what the window watches and asks goes through messages. */
function openLine(): OpenLine {
  const pair = createThreadPair()
  const faults: unknown[] = []
  const hostFaults: unknown[] = []
  const watches = createWindowWatches()
  const fault = (error: unknown): void => void faults.push(error)
  const part = openBridge(pair.scope, (error) => hostFaults.push(error)).part(1, fault)
  const server = serveNode(part, fault)
  const client = callNode(openBridge(pair.worker, fault).part(1, fault), watches.show)
  return {
    server,
    faults,
    hostFaults,
    sendStrange: (message) => pair.worker.postMessage(message, []),
    close: pair.close,
    api: {
      submit: client.submit,
      watch: (query, show) => {
        const watch = watches.add(query, show)
        client.watch(watch, query)
        return () => {
          watches.remove(watch)
          client.unwatch(watch)
        }
      }
    }
  }
}

/** A node whose one view, a draft, is what the test says. */
function draftNode(): NodeApi & { say(draft: string): void; watching(): number } {
  const shows = new Set<(view: never) => void>()
  let draft = ''
  const tell = (show: (view: never) => void): void => Reflect.apply(show, undefined, [draft])
  return {
    submit: () => Promise.reject(new Error('a promise that nobody foresaw')),
    watch: (_query, show) => {
      shows.add(show)
      tell(show)
      return () => void shows.delete(show)
    },
    say: (next) => {
      draft = next
      shows.forEach(tell)
    },
    watching: () => shows.size
  }
}

const draftQuery = { type: 'conversations' } as const

describe('the line of NodeApi', () => {
  test('a slow screen is shown the newest picture, not every one before it', async () => {
    const line = openLine()
    const node = draftNode()
    line.server.run(node)
    const shown: unknown[] = []
    line.api.watch(draftQuery, (view) => shown.push(view))
    await vi.waitFor(() => expect(shown).toEqual(['']))
    for (let number = 1; number <= 100; number++) node.say(`draft ${number}`)
    await vi.waitFor(() => expect(shown.at(-1)).toBe('draft 100'))
    expect(shown).toEqual(['', 'draft 1', 'draft 100'])
    line.close()
  })

  test('[W9] watches wait for the node, and end with it', async () => {
    const line = openLine()
    const shown: unknown[] = []
    line.api.watch(draftQuery, (view) => shown.push(view))
    const node = draftNode()
    node.say('first')
    await line.api.submit({ type: 'give-up-joining' })
    line.server.run(node)
    await vi.waitFor(() => expect(shown).toEqual(['first']))
    line.server.rest()
    expect(node.watching()).toBe(0)
    line.close()
  })

  test('[W9] without a node every intent ends as stopped', async () => {
    const line = openLine()
    expect(await line.api.submit({ type: 'give-up-joining' })).toEqual({ ok: false, reason: 'stopped' })
    line.close()
  })

  test('what the node throws later is a fault', async () => {
    const line = openLine()
    line.server.run(draftNode())
    void line.api.submit({ type: 'give-up-joining' })
    await vi.waitFor(() => expect(line.faults).toEqual([new Error('a promise that nobody foresaw')]))
    line.close()
  })

  test.each([
    ['an unknown type', [1, 'node', { type: 'format-disk' }]],
    ['an unknown line', [1, 'music', { type: 'play' }]]
  ])('%s is a fault of this team, and nothing is heard behind it', async (_name, message) => {
    const line = openLine()
    const node = draftNode()
    line.server.run(node)
    line.sendStrange(message)
    line.api.watch(draftQuery, () => undefined)
    await vi.waitFor(() => expect(line.faults).toHaveLength(1))
    await new Promise((resolve) => setImmediate(resolve))
    expect(node.watching()).toBe(0)
    expect(line.hostFaults).toEqual([])
    line.close()
  })

  test('what is no message at all is a fault of the host', async () => {
    const line = openLine()
    line.sendStrange(undefined)
    await vi.waitFor(() => expect(line.hostFaults).toHaveLength(1))
    line.close()
  })
})
