import { expect, test } from 'vitest'
import { Boot } from '../../src/app/boot.svelte.ts'
import { Route } from '../../src/app/route.svelte.ts'
import { Teams } from '../../src/app/teams.svelte.ts'
import type { HostPhase } from '../../src/node/api-host.ts'
import { fakeHost, type FakeHost } from '../fixtures/fake-host.ts'
import { emptyWorld, foundedWorld, goneView, type FakeWorld } from '../fixtures/fake-world.ts'
import { fakeWindow } from '../fixtures/fake-window.ts'
import { reading, settled } from './reading.svelte.ts'

const bootOf = (host: FakeHost): Boot => new Boot(host, new Teams(host, new Route(fakeWindow(''))))

async function stageOf(world: FakeWorld, phase?: HostPhase): Promise<string | undefined> {
  const host = fakeHost(world)
  if (phase !== undefined) host.setPhase(phase)
  const boot = bootOf(host)
  const read = reading(() => boot.stage.type)
  await settled()
  read.stop()
  return read.value
}

test.each([
  ['welcome', emptyWorld()],
  ['joining', { ...emptyWorld(), team: { type: 'joining' } }],
  ['removed', { ...emptyWorld(), team: goneView(undefined) }],
  ['wiped', { ...emptyWorld(), team: { type: 'wiped', how: 'left' } }],
  ['member', foundedWorld('Mara', 'Nord')]
] as const)('a device is at the stage of its team: %s', async (stage, world) => {
  expect(await stageOf(world)).toBe(stage)
})

test.each([
  { type: 'starting' },
  { type: 'elsewhere' },
  { type: 'unavailable', reason: 'no-storage' },
  { type: 'stopped', words: 'why' }
] as const)('without a node the phase of the host is the stage: $type', async (phase) => {
  expect(await stageOf(foundedWorld('Mara', 'Nord'), phase)).toBe(phase.type)
})

test('the node is not asked anything before it is ready', async () => {
  const host = fakeHost(emptyWorld())
  host.setPhase({ type: 'starting' })
  const boot = bootOf(host)
  const read = reading(() => boot.stage)
  await settled()
  const before = host.watching()
  host.setPhase({ type: 'ready' })
  await settled()
  const after = host.watching()
  read.stop()
  expect([before, after]).toEqual([[], ['team']])
})

test('[W9] taking the device over goes to the host', async () => {
  const host = fakeHost(emptyWorld())
  host.setPhase({ type: 'elsewhere' })
  const boot = bootOf(host)
  const read = reading(() => boot.stage.type)
  await settled()
  const before = read.value
  boot.useHere()
  await settled()
  read.stop()
  expect([before, read.value]).toEqual(['elsewhere', 'welcome'])
})
