// Shows the real screens around a fake node: `?scenario=busy`. Settings come from the browser as in the app.

import { Update } from '../../../src/app/update.svelte.ts'
import { mountApp } from '../../../src/ui/mount.ts'
import { fakeHost, type FakeHost } from '../../fixtures/fake-host.ts'
import { scenarios } from './scenarios.ts'

declare global {
  interface Window {
    /** What a test does to the world behind the screen. */
    fake: FakeHost
  }
}

const wanted = new URLSearchParams(location.search).get('scenario') ?? 'busy'
const scenario = scenarios[wanted]
const target = document.getElementById('app')
if (scenario === undefined || target === null) throw new Error(`there is no scenario called ${wanted}`)

const { world, others, phase, lock } = scenario(Date.now())
const host = fakeHost(world, Date.now, others)
if (phase !== undefined) host.setPhase(phase)
if (lock !== undefined) host.setLock(lock, 'Kran Beton Montag Regen')
window.fake = host

mountApp({ target, host, version: '0.1.0', update: new Update(undefined) })
