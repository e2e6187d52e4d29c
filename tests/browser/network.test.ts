// Shows the Network port over libp2p in Chromium, against the real signaling server: the contract, and what only a real network
// can do to it.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { creditByLane } from '../../src/adapters/lanes.ts'
import { describeNetwork, link, linked, linkTo, type Participant } from '../contracts/network.ts'
import {
  networkWorld,
  pagesOf,
  participantOn,
  startSignalingFor,
  type PageParticipant,
  type Pages,
  type WatchedPage
} from '../fixtures/browser-worlds.ts'
import { firefoxPath, launchChromium, launchFirefox, until, type Browser } from '../fixtures/chromium.ts'
import { adaptersPage, buildPages, type BuiltPages } from '../fixtures/pages.ts'
import type { SignalingForTests } from '../fixtures/signaling.ts'

/** 25 at each run; the 200 of the bench of network.md 8 with FLURFUNK_DIALS=200. */
const dials = Number(process.env['FLURFUNK_DIALS'] ?? 25)

let built: BuiltPages
let browser: Browser
let signaling: SignalingForTests

beforeAll(async () => {
  built = await buildPages([adaptersPage])
  browser = await launchChromium()
  signaling = await startSignalingFor(built.folder)
})

afterAll(async () => {
  await browser.close()
  await signaling.close()
  await built.remove()
})

describeNetwork('libp2p in Chromium', async () => networkWorld(pagesOf(browser, signaling.httpUrl)))

describe('libp2p in Chromium, in bad weather', () => {
  let pages = pagesOf(browser, '')
  beforeAll(() => {
    pages = pagesOf(browser, signaling.httpUrl)
  })
  afterEach(async () => {
    await pages.close()
    pages = pagesOf(browser, signaling.httpUrl)
  })

  async function two(): Promise<readonly [PageParticipant, PageParticipant]> {
    return [await participantOn(await pages.open()), await participantOn(await pages.open())]
  }

  test('a direct link outlives the relay, and new links stand when the relay is back', async () => {
    const [a, b] = await two()
    await link(a, b)
    a.network.upgrade(b.address.peer)
    await linked(a, b, 'direct')
    const { port, relayKey } = signaling
    await signaling.close()
    await a.until(() => lastAddress(a)?.relays.length === 0, 'the loss of the reservation')
    const before = framesHeard(b)
    a.network.send(b.address.peer, Uint8Array.of(1, 2))
    await b.until(() => framesHeard(b) > before, 'a frame without any server')
    signaling = await startSignalingFor(built.folder, { port, relayKey })
    for (const each of [a, b]) {
      await each.until(() => (lastAddress(each)?.relays.length ?? 0) > 0, 'the reservation')
      expect(each.heard.filter(({ type }) => type === 'gone')).toEqual([])
    }
    const late = await participantOn(await pages.open())
    await link(late, a)
  })

  test('a relayed link ends with the relay and can be dialled again after it is back with another identity', async () => {
    const [a, b] = await two()
    await link(a, b)
    const { port } = signaling
    await signaling.close()
    for (const each of [a, b]) await each.until(() => linkTo(each, peerOf(each, a, b)) === undefined, 'the end')
    signaling = await startSignalingFor(built.folder, { port })
    for (const each of [a, b]) {
      await each.until(() => (lastAddress(each)?.relays.length ?? 0) > 0, 'the reservation')
    }
    const relays = lastAddress(b)?.relays ?? []
    expect(relays[0]?.peer).toBe(signaling.peerId)
    a.network.dial(b.address.peer, relays)
    await linked(a, b)
  })

  test('[S7] 12 MiB of bulk wait for a worker that sleeps, while control goes on, and arrive when it wakes', async () => {
    const [a, b] = await two()
    await link(a, b)
    a.network.upgrade(b.address.peer)
    await linked(a, b, 'direct')
    await b.page.ask('onlyCount')
    await b.page.ask('sleep')
    const sending = a.page.ask('sendSteadily', b.address.peer, { bytes: 12 * 2 ** 20, length: 128 * 1024, first: 0x80 })
    await until(async () => (await received(b.page)).bytes === creditByLane.bulk, { what: 'the credit to be used up' })
    a.network.send(b.address.peer, Uint8Array.of(1))
    await until(async () => (await received(b.page)).bytes === creditByLane.bulk + 1, {
      what: 'a control frame beside it'
    })
    await b.page.ask('wake')
    await sending
    await until(async () => (await received(b.page)).bytes === 12 * 2 ** 20 + 1, {
      what: 'all of it',
      withinMs: 60_000
    })
    expect(linkTo(a, b.address.peer)?.path).toBe('direct')
  })

  test('what is sent beyond credit and queue is dropped, counted, and breaks nothing', async () => {
    const [a, b] = await two()
    await link(a, b)
    await b.page.ask('onlyCount')
    await b.page.ask('sleep')
    await a.page.ask('sendMany', b.address.peer, { count: 100, length: 16 * 1024, first: 1 })
    const dropped = Number(await a.page.ask('dropped'))
    expect(dropped).toBeGreaterThan(0)
    await until(async () => (await received(b.page)).bytes === creditByLane.control, {
      what: 'the credit to be used up'
    })
    await b.page.ask('wake')
    await until(async () => (await received(b.page)).frames === 100 - dropped, { what: 'all that was not dropped' })
  })

  test(
    'links made direct and closed again many times, from either side, and none hangs',
    { timeout: 600_000 },
    async () => {
      const [a, b] = await two()
      for (let times = 0; times < dials; times++) {
        const [one, other] = times % 2 === 0 ? [a, b] : [b, a]
        await link(one, other)
        one.network.upgrade(other.address.peer)
        await linked(one, other, 'direct')
        one.network.close(other.address.peer)
        for (const each of [a, b]) await each.until(() => linkTo(each, peerOf(each, a, b)) === undefined, 'the end')
      }
      expect([...a.heard, ...b.heard].filter(({ type }) => type === 'dial-failed')).toEqual([])
    }
  )

  test('[V7] junk on the lanes ends that link and nothing else', async () => {
    const [a, b] = await two()
    await link(a, b)
    const stranger = await pages.open()
    const ended = await stranger.ask('playFoul', a.address.peer, a.address.relays)
    expect(ended).toEqual(Array.from({ length: 8 }, () => true))
    a.network.send(b.address.peer, Uint8Array.of(3))
    await b.until(() => framesHeard(b) > 0, 'a frame beside the junk')
    expect(linkTo(a, b.address.peer)).toBeDefined()
  })

  test('who reloads is reachable under a new PeerId at once, and the old one goes', async () => {
    const [a, b] = await two()
    await link(a, b)
    const before = b.page.told.length
    await b.page.page.reload()
    await b.page.heard('loaded', {}, before)
    const again = await participantOn(b.page, before)
    expect(again.address.peer).not.toBe(b.address.peer)
    await a.until(() => linkTo(a, b.address.peer) === undefined, 'the end of the old link')
  })
})

const noFirefox = firefoxPath() === undefined
if (noFirefox) console.log('Firefox and Chromium together are not tested: there is no Firefox here')

describe.skipIf(noFirefox)('libp2p in Firefox and Chromium', () => {
  test.each(['chromium', 'firefox'] as const)(
    '%s dials: relayed, then direct, and frames both ways',
    async (dialer) => {
      const firefox = await launchFirefox()
      const both = [pagesOf(browser, signaling.httpUrl), pagesOf(firefox, signaling.httpUrl)] as const
      const start = async (each: Pages): Promise<PageParticipant> => await participantOn(await each.open())
      const [inChromium, inFirefox] = [await start(both[0]), await start(both[1])]
      const [a, b] = dialer === 'chromium' ? [inChromium, inFirefox] : [inFirefox, inChromium]
      await link(a, b)
      a.network.upgrade(b.address.peer)
      await linked(a, b, 'direct')
      a.network.send(b.address.peer, Uint8Array.of(1))
      b.network.send(a.address.peer, Uint8Array.of(0x80))
      for (const each of [a, b]) await each.until(() => framesHeard(each) > 0, 'a frame')
      for (const each of both) await each.close()
      await firefox.close()
    }
  )
})

function peerOf(each: Participant, a: Participant, b: Participant): Participant['address']['peer'] {
  return each === a ? b.address.peer : a.address.peer
}

function lastAddress(participant: Participant): Participant['address'] | undefined {
  return participant.heard.findLast((each) => each.type === 'address')?.address
}

function framesHeard(participant: Participant): number {
  return participant.heard.filter(({ type }) => type === 'frame').length
}

async function received(page: WatchedPage): Promise<{ readonly frames: number; readonly bytes: number }> {
  const counted = (await page.ask('received')) as { readonly frames: number; readonly bytes: number }
  return counted
}
