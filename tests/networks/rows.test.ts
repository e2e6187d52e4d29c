// Shows which way two browsers take in each of the networks of network.md 7, directly or through the relay, and what a pulled cable
// does to them. Hosts are namespaces that the test makes itself.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { link, linked, linkTo, type Participant } from '../contracts/network.ts'
import type { PageParticipant } from '../fixtures/browser-worlds.ts'
import { until } from '../fixtures/chromium.ts'
import { whyNoNetworks, type Homes, type Site, type Topology } from '../fixtures/networks.ts'
import { adaptersPage, buildPages, type BuiltPages } from '../fixtures/pages.ts'
import { withTwoHosts } from '../fixtures/two-hosts.ts'

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
    await withTwoHosts(topology, { appFolder: built.folder, stun }, async ({ a, b }) => {
      await link(a, b)
      expect(linkTo(a, b.address.peer)?.path).toBe('relayed')
      a.network.upgrade(b.address.peer)
      if (way === 'direct') await linked(a, b, 'direct')
      else await until(async () => await triedInVain(a), { what: 'two tries that fail', withinMs: 40_000 })
      expect([linkTo(a, b.address.peer)?.path, linkTo(b, a.address.peer)?.path]).toEqual([way, way])
      await carries(a, b)
    })
  })
})

describe.skipIf(missing !== undefined)('a pulled cable', () => {
  test('back in, both meet again, and who pulled it is told to look after its links', async () => {
    await withTwoHosts(site, { appFolder: built.folder, stun: true }, async ({ a, b, network }) => {
      await link(a, b)
      a.network.upgrade(b.address.peer)
      await linked(a, b, 'direct')
      network.cable('h1', 'down')
      await until(async () => (await states(b)).includes('disconnected'), { what: 'the cable being missed' })
      network.cable('h1', 'up')
      await until(() => a.heard.some(({ type }) => type === 'stirred'), { what: 'the stir' })
      await meetAgain(a, b)
    })
  })

  test('left out, it ends the link on both sides; back in, both meet again', async () => {
    await withTwoHosts(site, { appFolder: built.folder, stun: true }, async ({ a, b, network }) => {
      await link(a, b)
      a.network.upgrade(b.address.peer)
      await linked(a, b, 'direct')
      network.cable('h1', 'down')
      for (const [one, other] of [
        [a, b],
        [b, a]
      ] as const) {
        await until(() => linkTo(one, other.address.peer) === undefined, { what: 'the end', withinMs: 60_000 })
      }
      network.cable('h1', 'up')
      await meetAgain(a, b)
    })
  })
})

describe.skipIf(missing !== undefined)('a bad line', () => {
  test('[S7] of a megabit that loses one packet in twenty, control overtakes bulk, and all of both arrives', async () => {
    await withTwoHosts(site, { appFolder: built.folder, stun: true }, async ({ a, b, network }) => {
      await link(a, b)
      a.network.upgrade(b.address.peer)
      await linked(a, b, 'direct')
      network.line('h1', { lossPercent: 5, bytesPerSecond: 125_000 })
      for (let number = 0; number < bulkFrames; number++)
        a.network.send(b.address.peer, frameOf(bulkFirst, number, 16_384))
      for (let number = 0; number < controlFrames; number++) a.network.send(b.address.peer, frameOf(1, number, 200))
      const arrived = (): readonly number[] =>
        b.heard.flatMap((each) => (each.type === 'frame' ? [each.frame[0] ?? 0] : []))
      await until(() => arrived().length === bulkFrames + controlFrames, { what: 'all frames', withinMs: 100_000 })
      expect(arrived().lastIndexOf(1)).toBeLessThan(arrived().lastIndexOf(bulkFirst))
      expect(linkTo(a, b.address.peer)?.path).toBe('direct')
    })
  })
})

const bulkFrames = 16
const controlFrames = 10
/** The first byte names the lane. */
const bulkFirst = 0x80

function frameOf(first: number, number: number, length: number): Uint8Array {
  const frame = new Uint8Array(length).fill(number)
  frame[0] = first
  return frame
}

/** Does what a node does: asks over the link, closes one that stays silent, and dials when there is none. */
async function meetAgain(a: PageParticipant, b: PageParticipant): Promise<void> {
  const [fromA, fromB] = [Uint8Array.of(1), Uint8Array.of(2)]
  const before = [framesOf(a), framesOf(b)] as const
  let looks = 0
  await until(
    () => {
      if (looks++ % 100 === 0) {
        if (looks > 1) a.network.close(b.address.peer)
        b.network.dial(a.address.peer, a.address.relays)
      }
      a.network.send(b.address.peer, fromA)
      b.network.send(a.address.peer, fromB)
      return framesOf(a) > before[0] && framesOf(b) > before[1]
    },
    { what: 'frames both ways', withinMs: 60_000 }
  )
}

function framesOf(participant: Participant): number {
  return participant.heard.filter(({ type }) => type === 'frame').length
}

async function carries(a: Participant, b: Participant): Promise<void> {
  for (const [author, reader] of [
    [a, b],
    [b, a]
  ] as const) {
    author.network.send(reader.address.peer, Uint8Array.of(1, 2, 3))
    await reader.until(() => reader.heard.some(({ type }) => type === 'frame'), 'a frame')
  }
}

async function states({ page }: PageParticipant): Promise<readonly unknown[]> {
  const told = await page.ask('attempts')
  return Array.isArray(told) ? told : []
}

async function triedInVain(participant: PageParticipant): Promise<boolean> {
  const told = await states(participant)
  return told.length >= 2 && told.every((state) => state === 'closed')
}
