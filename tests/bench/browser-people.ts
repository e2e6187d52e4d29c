// Owns the measures between two people in Chromium: from the key to the other screen and to one's own, against a raw data channel
// between the same two pages. Both directions in turns, so that a difference between the clocks of two processes cancels out.

import { present } from '../../src/base/assert.ts'
import type { BrowserContext, Page } from 'playwright-core'
import { until, type Browser } from '../fixtures/chromium.ts'
import { createPerson, type Person } from '../fixtures/person.ts'
import type { BrowserBench } from './browser.ts'
import { answered, called, described, ended } from './raw-channel.ts'
import type { Row } from './rows.ts'
import { median, quantile } from './timing.ts'

const messages = 60
const warmUps = 6
const restMs = 200
const roundTrips = 300
const frames = 60

export async function benchPeople(bench: BrowserBench): Promise<readonly Row[]> {
  const browser = profilesOf(bench)
  const url = `${bench.url}/`
  const anna = await createPerson(browser, { name: 'Anna', url })
  const ben = await createPerson(browser, { name: 'Ben', url })
  try {
    await meet(anna, ben)
    await watchTexts(anna.page)
    await watchTexts(ben.page)
    const frame = await anna.page.evaluate(frameMs, frames)
    const first = quantilesOf(await rawRoundTrips(anna.page, ben.page))
    const times = await write(anna, ben)
    const second = quantilesOf(await rawRoundTrips(anna.page, ben.page))
    const raw = { p50: (first.p50 + second.p50) / 2, p95: (first.p95 + second.p95) / 2 }
    return rowsOf(times, { raw, frame })
  } finally {
    await anna.context.close()
    await ben.context.close()
  }
}

interface Times {
  /** Milliseconds from Enter to the document of the other, mean of a pair of messages in both directions. */
  readonly other: readonly number[]
  readonly own: readonly number[]
}

interface Quantiles {
  readonly p50: number
  readonly p95: number
}

function rowsOf(
  { other, own }: Times,
  { raw, frame }: { readonly raw: Quantiles; readonly frame: number }
): readonly Row[] {
  const there = quantilesOf(other)
  const here = quantilesOf(own)
  const trip = 'raw data channel, there and back'
  return [
    row('Enter to the other screen, p50', there.p50, { name: trip, value: raw.p50 }, 80),
    row('Enter to the other screen, p95', there.p95, { name: trip, value: raw.p95 }, 80),
    row('Enter to the own screen, p50', here.p50, { name: 'one frame', value: frame }, 1),
    row('Enter to the own screen, p95', here.p95, { name: 'one frame', value: frame }, 3)
  ]
}

function row(name: string, value: number, baseline: NonNullable<Row['baseline']>, most: number): Row {
  return { name: `Chromium: ${name}`, value, unit: 'ms', baseline, limit: { most } }
}

function quantilesOf(values: readonly number[]): Quantiles {
  return { p50: median(values), p95: quantile(values, 0.95) }
}

/** Every person has a browser of its own with a profile on disk. */
function profilesOf(bench: BrowserBench): Pick<Browser, 'newContext'> {
  return { newContext: (): Promise<BrowserContext> => bench.launch(bench.profile()) }
}

/** Both in one team, in its conversation, over a direct link. */
export async function meet(anna: Person, ben: Person): Promise<void> {
  await anna.found('Bau Nord')
  await ben.join(await anna.invite())
  await anna.openConversation(/^(Everyone|Alle)$/)
  await ben.openConversation(/^(Everyone|Alle)$/)
  for (const person of [anna, ben])
    await until(async () => (await person.connection()).state === 'direct', {
      what: `${person.name} has a direct link`,
      withinMs: 60_000
    })
}

async function write(anna: Person, ben: Person): Promise<Times> {
  const crossed: number[] = []
  const own: number[] = []
  for (let index = 0; index < messages + warmUps; index++) {
    const [author, reader] = index % 2 === 0 ? [anna, ben] : [ben, anna]
    const text = `measured ${index}`
    const composer = author.page.getByTestId('composer')
    await composer.fill(text)
    await composer.press('Enter')
    const [there, here] = [await seenAt(reader.page, text), await seenAt(author.page, text)]
    const pressed = await author.page.evaluate(() => benchTexts.enterAt)
    // As people write in turns: in a burst the views are drawn less often, and that would be measured instead.
    await author.page.waitForTimeout(restMs)
    if (index < warmUps) continue
    crossed.push(there - pressed)
    own.push(here - pressed)
  }
  const pairs = crossed.flatMap((ms, index) => (index % 2 === 0 ? [(ms + (crossed[index + 1] ?? ms)) / 2] : []))
  return { other: pairs, own }
}

// ---------------------------------------------------------------- In the page

declare global {
  /** When texts came to stand in this document, and when Enter was pressed last: milliseconds since 1970. */
  var benchTexts: { readonly seen: Map<string, number>; enterAt: number }
}

async function watchTexts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const texts = { seen: new Map<string, number>(), enterAt: 0 }
    globalThis.benchTexts = texts
    addEventListener(
      'keydown',
      (event: Event) => {
        if (event instanceof KeyboardEvent && event.key === 'Enter')
          texts.enterAt = performance.timeOrigin + event.timeStamp
      },
      true
    )
    new MutationObserver(() => {
      const now = performance.timeOrigin + performance.now()
      for (const element of document.querySelectorAll('[data-testid="message-text"]')) {
        const text = element.textContent.trim()
        if (!texts.seen.has(text)) texts.seen.set(text, now)
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
  })
}

async function seenAt(page: Page, text: string): Promise<number> {
  await page.waitForFunction((wanted) => benchTexts.seen.has(wanted), text)
  return await page.evaluate((wanted) => benchTexts.seen.get(wanted) ?? Number.NaN, text)
}

/** The time between two frames of this page. */
async function frameMs(count: number): Promise<number> {
  const moments: number[] = []
  for (let index = 0; index <= count; index++)
    moments.push(await new Promise<number>((resolve) => requestAnimationFrame(resolve)))
  const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? moment))
  return gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? Number.NaN
}

/** There and back through a data channel of nothing but WebRTC, one message at a time, as large as a sealed post. Milliseconds. */
async function rawRoundTrips(caller: Page, callee: Page): Promise<readonly number[]> {
  await caller.evaluate(called)
  await callee.evaluate(answered, await caller.evaluate(described))
  const answer = await callee.evaluate(described)
  const times = await caller.evaluate(
    async ([sdp, count]) => {
      const { peer, channel } = benchChannel
      if (channel === undefined) throw new Error('the caller has made a channel')
      await peer.setRemoteDescription({ type: 'answer', sdp })
      if (channel.readyState !== 'open') await new Promise((resolve) => channel.addEventListener('open', resolve))
      const bytes = new Uint8Array(400)
      const trips: number[] = []
      for (let index = 0; index < count; index++) {
        const beganMs = performance.now()
        channel.send(bytes)
        await new Promise((resolve) => channel.addEventListener('message', resolve, { once: true }))
        trips.push(performance.now() - beganMs)
      }
      return trips
    },
    [answer, roundTrips] as const
  )
  await Promise.all([caller.evaluate(ended), callee.evaluate(ended)])
  return present(times, 'the page answers')
}
