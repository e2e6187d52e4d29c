// Owns the measures of one device in Chromium: the cold open behind a long history, a post on the real disk, the app shell, and the
// memory of an open conversation.

import { present } from '../../src/base/assert.ts'
import type { BrowserContext, Page } from 'playwright-core'
import { until } from '../fixtures/chromium.ts'
import { openBenchPage, type BrowserBench } from './browser.ts'
import { heapOf } from './heap.ts'
import type { HistorySpan } from './history.ts'
import type { Prepared } from './page/prepare.worker.ts'
import type { Row } from './rows.ts'
import { median, middle, quantile } from './timing.ts'

/** Messages in the newest week, whatever lies before it. */
const newest = 1000
const perWeek = 4167
const onScreen = 60
const launches = 5
const posts = 200

/** `sizes` ascending: messages of one conversation. */
export async function benchBrowserOpen(bench: BrowserBench, sizes: readonly number[]): Promise<readonly Row[]> {
  const devices = []
  for (const messages of sizes)
    devices.push({
      messages,
      ...(await prepareDevice(bench, { messages, newest, perWeek }, posts)),
      opens: [] as number[]
    })
  for (let round = 0; round < launches; round++) {
    for (const { profile, channel, opens } of devices) {
      const context = await bench.launch(profile)
      const page = await openBenchPage(context, bench.url)
      opens.push(await page.evaluate(([id, count]) => benchPage.open(id, count), [channel, onScreen] as const))
      await context.close()
    }
  }
  const first = present(devices[0], 'a size is measured')
  const last = present(devices.at(-1), 'a size is measured')
  return [
    ...devices.map(({ messages, opens }): Row => {
      const name = `Chromium: new Worker() to newest ${onScreen}, behind ${messages} messages`
      const row = { name, value: median(opens), unit: 'ms' } as const
      if (messages === first.messages) return row
      return { ...row, baseline: { name: `at ${first.messages}`, value: median(first.opens) }, limit: { most: 1.3 } }
    }),
    { name: `Chromium: rows persisted, up to ${last.messages}`, value: last.filled, unit: '1/s' },
    {
      name: `Chromium: local post, worker part, behind ${last.messages}`,
      value: middle(last.posts),
      unit: 'ms',
      baseline: { name: 'bare insert', value: middle(last.inserts) },
      limit: { most: 4 }
    },
    {
      name: `Chromium: local post, worker part, behind ${last.messages}, p99`,
      value: quantile(last.posts, 0.99),
      unit: 'ms',
      baseline: { name: 'bare insert', value: quantile(last.inserts, 0.99) }
    },
    {
      name: `Chromium: local post behind ${last.messages}`,
      value: middle(last.posts),
      unit: 'ms',
      // Minutes lie between the two: what the disk was slower or faster meanwhile is told by its bare inserts.
      baseline: { name: `behind ${first.messages}, at this disk's pace`, value: atPaceOf(last, first) },
      limit: { most: 1.3 }
    },
    ...(await shellRows(bench, first.profile))
  ]
}

/** What a post of `other` would have taken at the time of `now`. */
function atPaceOf(now: Prepared, other: Prepared): number {
  return (middle(other.posts) * middle(now.inserts)) / middle(other.inserts)
}

interface Device extends Prepared {
  readonly profile: string
}

export async function prepareDevice(bench: BrowserBench, span: HistorySpan, measured: number): Promise<Device> {
  const profile = bench.profile()
  const context = await bench.launch(profile)
  const page = await openBenchPage(context, bench.url)
  const prepared = await page.evaluate((order) => benchPage.prepare(order), { span, posts: measured })
  await context.close()
  return { profile, ...prepared }
}

async function shellRows(bench: BrowserBench, profile: string): Promise<readonly Row[]> {
  const times: number[] = []
  for (let round = 0; round < 3; round++) {
    const context = await bench.launch(profile)
    const page = await openApp(context, bench.url)
    times.push(await page.evaluate(() => benchShellMs ?? Number.NaN))
    await context.close()
  }
  return [{ name: 'Chromium: navigation to app shell, fresh process', value: median(times), unit: 'ms' }]
}

declare global {
  /** When the shell stood, since navigation; set by the script below. */
  var benchShellMs: number | undefined
}

/** The app in a new tab, once its shell stands. */
export async function openApp(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await page.addInitScript(() => {
    new MutationObserver((_changes, observer) => {
      if (document.querySelector('[data-testid="app-shell"]') === null) return
      globalThis.benchShellMs = performance.now()
      observer.disconnect()
    }).observe(document, { childList: true, subtree: true })
  })
  await page.goto(url)
  await page.getByTestId('app-shell').waitFor({ timeout: 60_000 })
  return page
}

const manyMessages = 2000
const workerBytesMax = 3_000_000
const rowsMax = 120
const mega = 1_000_000

/** What a conversation with many messages costs more than one with hardly any, in both threads. */
export async function benchMemory(bench: BrowserBench): Promise<readonly Row[]> {
  const few = await heapsOf(bench, { messages: onScreen, newest: onScreen, perWeek })
  const many = await heapsOf(bench, { messages: manyMessages, newest: manyMessages, perWeek })
  return [
    {
      name: `Chromium: worker heap for ${manyMessages} messages on hand`,
      value: (many.worker - few.worker) / mega,
      unit: 'MB',
      baseline: { name: 'the budget of one conversation', value: workerBytesMax / mega },
      limit: { most: 1 }
    },
    {
      name: `Chromium: window heap with ${manyMessages} messages open`,
      value: many.window / mega,
      unit: 'MB',
      baseline: { name: `with ${onScreen}`, value: few.window / mega },
      limit: { most: 1.3 }
    },
    {
      name: 'Chromium: message rows in the document',
      value: many.rows,
      unit: 'rows',
      baseline: { name: 'the budget', value: rowsMax },
      limit: { most: 1 }
    }
  ]
}

async function heapsOf(
  bench: BrowserBench,
  span: HistorySpan
): Promise<{ readonly worker: number; readonly window: number; readonly rows: number }> {
  const { profile, channel } = await prepareDevice(bench, span, 0)
  const context = await bench.launch(profile)
  const page = await openApp(context, `${bench.url}/#/c/${channel}`)
  const shown = page.getByTestId('message')
  await until(async () => (await shown.count()) > 0, { what: 'messages are shown' })
  const heaps = await heapOf(context, page)
  const rows = await shown.count()
  await context.close()
  return { ...heaps, rows }
}
