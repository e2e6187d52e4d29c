// Shows the Lobby port over y-webrtc in Chromium, against the real signaling server: the contract, and what only strangers in a
// real room can do to it.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { repeat, toBase64url } from '../../src/base/bytes.ts'
import { limits } from '../../src/base/limits.ts'
import { describeLobby, type Guest } from '../contracts/lobby.ts'
import {
  crossedOffers,
  guestOn,
  lobbyWorld,
  pagesOf,
  startSignalingFor,
  type WatchedPage
} from '../fixtures/browser-worlds.ts'
import { launchChromium, type Browser } from '../fixtures/chromium.ts'
import { adaptersPage, buildPages, intruderPage, type BuiltPages } from '../fixtures/pages.ts'
import type { SignalingForTests } from '../fixtures/signaling.ts'

let built: BuiltPages
let browser: Browser
let signaling: SignalingForTests

beforeAll(async () => {
  built = await buildPages([adaptersPage, intruderPage])
  browser = await launchChromium()
  signaling = await startSignalingFor(built.folder)
})

afterAll(async () => {
  await browser.close()
  await signaling.close()
  await built.remove()
})

describeLobby('y-webrtc in Chromium', async () => lobbyWorld(pagesOf(browser, signaling.httpUrl)))

describe('y-webrtc in Chromium, among strangers', () => {
  let pages = pagesOf(browser, '')
  beforeAll(() => {
    pages = pagesOf(browser, signaling.httpUrl)
  })
  afterEach(async () => {
    await pages.close()
    pages = pagesOf(browser, signaling.httpUrl)
  })

  const room = { room: toBase64url(repeat(0xa1, 16)), password: toBase64url(repeat(0xa2, 32)) }
  const idOf = (number: number): string => toBase64url(repeat(number, 16))

  async function guest(): Promise<Guest & { readonly page: WatchedPage }> {
    const page = await pages.open({ path: '?impatient' })
    const visiting = await guestOn(page, room)
    visiting.visit.open()
    return Object.assign(visiting, { page })
  }

  /** Somebody who has the link, a stock y-webrtc client and no manners. */
  async function stranger(): Promise<WatchedPage> {
    const page = await pages.open({ path: 'intruder.html', rude: true })
    await page.ask('intrude', room)
    return page
  }

  test('[I4] a record that somebody removed or replaced is put again, and who needs it hears it', async () => {
    const [member, other] = [await guest(), await stranger()]
    member.visit.put(idOf(1), repeat(1, 500))
    await other.heard('seen', { id: idOf(1), length: 500 })
    const before = other.told.length
    await other.ask('remove', idOf(1))
    await other.heard('seen', { id: idOf(1), length: 500 }, before)
    const joiner = await guest()
    await joiner.until(() => joiner.heard.some((each) => each.type === 'record' && each.id === idOf(1)), 'the record')
  })

  test('[I4] two who enter at once, so that their offers cross, hear each other', async () => {
    const crossing = crossedOffers(room.room, 2)
    const [member, joiner] = await Promise.all([
      pages.open({ path: '?impatient', prepare: crossing }).then((page) => guestOn(page, room)),
      pages.open({ path: '?impatient', prepare: crossing }).then((page) => guestOn(page, room))
    ])
    member.visit.put(idOf(1), repeat(1, 100))
    joiner.visit.put(idOf(2), repeat(2, 100))
    member.visit.open()
    joiner.visit.open()
    const has = (guest: Guest, id: string): boolean =>
      guest.heard.some((each) => each.type === 'record' && each.id === id)
    await member.until(() => has(member, idOf(2)), 'the joiner’s record')
    await joiner.until(() => has(joiner, idOf(1)), 'the member’s record')
  })

  test('[I13] records that are too large or none at all do not reach the worker', async () => {
    const [member, other] = [await guest(), await stranger()]
    await other.ask('show', idOf(1), limits.lobbyRecordBytesMax + 1)
    await other.ask('show', 'not-an-id', 10)
    await other.ask('showText', idOf(2), 'text')
    await other.ask('show', idOf(3), 10)
    await member.until(() => member.heard.some(({ type }) => type === 'record'), 'the one good record')
    const ids = member.heard.flatMap((each) => (each.type === 'record' ? [each.id] : []))
    expect(ids).toEqual([idOf(3)])
  })

  test('[I13] a document over 192 KiB is left, entered anew three times, then given up', async () => {
    const member = await guest()
    const other = await stranger()
    await other.ask('flood', 'document')
    const disturbed = (): readonly boolean[] =>
      member.heard.flatMap((each) => (each.type === 'disturbed' ? [each.final] : []))
    await member.until(() => disturbed().includes(true), 'giving up')
    expect(disturbed()).toEqual([false, false, false, true])
    expect(member.heard.filter(({ type }) => type === 'record')).toEqual([])
  })

  test('[I13] 4 MiB received in one stay are enough, however small the document', async () => {
    const member = await guest()
    const other = await stranger()
    await other.ask('flood', 'traffic')
    await member.until(() => member.heard.some(({ type }) => type === 'disturbed'), 'leaving')
  })

  test('[I7] junk under the topic of a room breaks neither the page nor the room', async () => {
    const [member, joiner] = [await guest(), await guest()]
    const other = await pages.open()
    for (const letter of ['dGVzdA==', '****', '', '{}', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])
      await other.ask('publish', room.room, letter)
    const outsider = await pages.open({ path: 'intruder.html', rude: true })
    await outsider.ask('intrude', { ...room, password: 'another' })
    await stranger().then((page) => page.ask('talkNonsense'))
    joiner.visit.put(idOf(9), repeat(9, 100))
    await member.until(() => member.heard.some((each) => each.type === 'record' && each.id === idOf(9)), 'the record')
  })

  test('[I14] a room that was left can be entered again at once', async () => {
    const [member, joiner] = [await guest(), await guest()]
    await member.until(() => member.heard.some((each) => each.type === 'peers' && each.count === 1), 'the joiner')
    member.visit.leave()
    const again = await guestOn(member.page, room, 'again')
    again.visit.open()
    joiner.visit.put(idOf(5), repeat(5, 10))
    await again.until(() => again.heard.some((each) => each.type === 'record' && each.id === idOf(5)), 'the record')
  })
})
