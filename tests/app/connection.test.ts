import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Connection } from '../../src/app/connection.svelte.ts'
import type { ConnectionView } from '../../src/node/api.ts'
import { fakeHost } from '../fixtures/fake-host.ts'
import { emptyWorld, offline } from '../fixtures/fake-world.ts'
import { reading, settled } from './reading.svelte.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const view = (state: ConnectionView['state'], peers: number): ConnectionView => ({ ...offline, state, peers })

async function started(connection: ConnectionView) {
  const host = fakeHost({ ...emptyWorld(), connection })
  const followed = new Connection(host.node)
  const read = reading(() => followed.current)
  await settled()
  const become = async (next: ConnectionView): Promise<void> => {
    host.change((world) => {
      world.connection = next
    })
    await settled()
  }
  const shown = (): string => `${read.value?.state} ${read.value?.peers}`
  return { read, become, shown }
}

test('what gets better shows at once', async () => {
  const { read, become, shown } = await started(view('offline', 0))
  await become(view('relayed', 1))
  const relayed = shown()
  await become(view('direct', 1))
  read.stop()
  expect([relayed, shown()]).toEqual(['relayed 1', 'direct 1'])
})

test('what gets worse shows when it has stayed so for three seconds', async () => {
  const { read, become, shown } = await started(view('direct', 2))
  await become(view('offline', 0))
  vi.advanceTimersByTime(2900)
  await settled()
  const before = shown()
  vi.advanceTimersByTime(200)
  await settled()
  read.stop()
  expect([before, shown()]).toEqual(['direct 2', 'offline 0'])
})

test('a moment of weakness is never seen', async () => {
  const { read, become, shown } = await started(view('direct', 2))
  await become(view('relayed', 2))
  vi.advanceTimersByTime(2000)
  await become(view('direct', 2))
  const times = read.times
  vi.advanceTimersByTime(10_000)
  await settled()
  read.stop()
  expect([shown(), read.times]).toEqual(['direct 2', times])
})

test('no timer outlives the screen', async () => {
  const { read, become } = await started(view('direct', 2))
  await become(view('offline', 0))
  read.stop()
  await settled()
  expect(vi.getTimerCount()).toBe(0)
})
