// Shows which way two browsers take in each of the networks of network.md 7: directly, or through the relay. Hosts are namespaces
// that the test makes itself.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { link, linked, linkTo } from '../contracts/network.ts'
import { pagesOf, participantOn } from '../fixtures/browser-worlds.ts'
import { until } from '../fixtures/chromium.ts'
import { startNetwork, whyNoNetworks, type Homes, type Site, type Topology } from '../fixtures/networks.ts'
import { adaptersPage, buildPages, type BuiltPages } from '../fixtures/pages.ts'

const missing = whyNoNetworks()
if (missing !== undefined) console.log(`networks are not tested: ${missing}`)

const site: Site = { type: 'site', gateway: true, multicast: 'free', isolated: false }
const homes: Homes = { type: 'homes', nat: 'plain' }

interface Row {
  readonly name: string
  readonly topology: Topology
  readonly stun: boolean
  readonly way: 'direct' | 'relayed'
}

const rows: readonly Row[] = [
  { name: 'a site', topology: site, stun: false, way: 'direct' },
  { name: 'a site with STUN', topology: site, stun: true, way: 'direct' },
  { name: 'multicast filtered', topology: { ...site, multicast: 'filtered' }, stun: false, way: 'relayed' },
  { name: 'multicast filtered, with STUN', topology: { ...site, multicast: 'filtered' }, stun: true, way: 'direct' },
  { name: 'no default route', topology: { ...site, gateway: false }, stun: false, way: 'relayed' },
  { name: 'no default route, with STUN', topology: { ...site, gateway: false }, stun: true, way: 'direct' },
  { name: 'client isolation, with STUN', topology: { ...site, isolated: true }, stun: true, way: 'relayed' },
  { name: 'two NATs', topology: homes, stun: false, way: 'relayed' },
  { name: 'two NATs with STUN', topology: homes, stun: true, way: 'direct' },
  { name: 'two symmetric NATs with STUN', topology: { ...homes, nat: 'symmetric' }, stun: true, way: 'relayed' }
]

let built: BuiltPages

beforeAll(async () => {
  built = await buildPages([adaptersPage])
})

afterAll(async () => {
  await built.remove()
})

describe.skipIf(missing !== undefined)('the way between two browsers', () => {
  test.each(rows)('$name: $way', async ({ topology, stun, way }) => {
    const network = await startNetwork(topology, { appFolder: built.folder, stun })
    const browsers = await Promise.all([network.chromium('h1'), network.chromium('h2')])
    const pages = browsers.map((browser) => pagesOf(browser, network.url))
    try {
      const [a, b] = await Promise.all(pages.map(async (each) => await participantOn(await each.open())))
      if (a === undefined || b === undefined) throw new Error('two hosts have two pages')
      await link(a, b)
      expect(linkTo(a, b.address.peer)?.path).toBe('relayed')
      a.network.upgrade(b.address.peer)
      if (way === 'direct') await linked(a, b, 'direct')
      else await until(async () => await triedInVain(a.page.ask), { what: 'two tries that fail', withinMs: 40_000 })
      expect([linkTo(a, b.address.peer)?.path, linkTo(b, a.address.peer)?.path]).toEqual([way, way])
      for (const [author, reader] of [
        [a, b],
        [b, a]
      ] as const) {
        author.network.send(reader.address.peer, Uint8Array.of(1, 2, 3))
        await reader.until(() => reader.heard.some(({ type }) => type === 'frame'), `a frame over the ${way} way`)
      }
    } finally {
      for (const each of pages) await each.close()
      for (const browser of browsers) await browser.close()
      await network.close()
    }
  })
})

async function triedInVain(ask: (name: string) => Promise<unknown>): Promise<boolean> {
  const states = await ask('attempts')
  return Array.isArray(states) && states.length >= 2 && states.every((state) => state === 'closed')
}
