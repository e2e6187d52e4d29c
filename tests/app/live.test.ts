import { expect, test } from 'vitest'
import { Live } from '../../src/app/live.svelte.ts'
import { fakeHost } from '../fixtures/fake-host.ts'
import { emptyWorld } from '../fixtures/fake-world.ts'
import { reading, settled } from './reading.svelte.ts'

test('a query runs exactly as long as somebody reads it', async () => {
  const host = fakeHost(emptyWorld())
  const live = new Live(host.node, { type: 'team' })
  const before = host.watching()
  const first = reading(() => live.current)
  const second = reading(() => live.current)
  await settled()
  const during = host.watching()
  first.stop()
  await settled()
  const still = host.watching()
  second.stop()
  await settled()
  expect([before, during, still, host.watching()]).toEqual([[], ['team'], ['team'], []])
})

test('a view is undefined until it has arrived, and follows the node from then on', async () => {
  const host = fakeHost(emptyWorld())
  const live = new Live(host.node, { type: 'join' })
  const seen: unknown[] = []
  const read = reading(() => seen.push(live.current))
  await settled()
  const asking = { type: 'asking', as: 'newcomer', since: 1, code: '', step: 'looking', notice: undefined } as const
  host.change((world) => {
    world.join = asking
  })
  await settled()
  read.stop()
  expect(seen).toEqual([undefined, { type: 'idle' }, asking])
})
