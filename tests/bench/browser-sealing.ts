// Owns the measure of a person who types while the boxes of a large team are sealed (K9), against the same person while they are not.

import type { Page } from 'playwright-core'
import { openBenchPage, type BrowserBench } from './browser.ts'
import type { SealingSeen } from './page/sealing.ts'
import type { Row } from './rows.ts'

const devices = 250
/** Each of them seals for all that stay. */
const removals = 5
const keyMs = 12

export async function benchSealing(bench: BrowserBench): Promise<readonly Row[]> {
  const profile = bench.profile()
  const order = { span: { messages: 60, newest: 60, perWeek: 60 }, posts: 0, devices }
  const preparing = await bench.launch(profile)
  const first = await openBenchPage(preparing, bench.url)
  await first.evaluate((wanted) => benchPage.prepare(wanted), order)
  await preparing.close()
  const context = await bench.launch(profile)
  try {
    const page = await openBenchPage(context, bench.url)
    await typeDuring(page, 0)
    const quiet = await typeDuring(page, 0)
    const sealing = await typeDuring(page, removals)
    const row = (name: string, pick: (seen: SealingSeen) => number): Row => ({
      name: `Chromium: ${name}, longest, while boxes for ${devices} are sealed`,
      value: pick(sealing),
      unit: 'ms',
      baseline: { name: 'while none are', value: pick(quiet) }
    })
    return [
      {
        name: `Chromium: a removal from a team of ${devices} devices`,
        value: sealing.tookMs / removals,
        unit: 'ms'
      },
      row('gap between two frames', ({ frameGapMs }) => frameGapMs),
      row('key to glyph', ({ glyphMs }) => glyphMs),
      row('key to stored note', ({ storedMs }) => storedMs)
    ]
  } finally {
    await context.close()
  }
}

/** Presses keys through the browser until the page has done its part. */
async function typeDuring(page: Page, people: number): Promise<SealingSeen> {
  let isOver = false
  const seen = page.evaluate((count) => benchPage.seal(count), people).finally(() => (isOver = true))
  while (!isOver) {
    await page.keyboard.press('a')
    await new Promise((resolve) => setTimeout(resolve, keyMs))
  }
  return await seen
}
