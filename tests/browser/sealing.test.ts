// New keys for a large team in Chromium, on the encrypted database of a profile: what else is written comes between two slices (K9).

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../src/base/limits.ts'
import { openBenchPage, startBrowserBench, type BrowserBench } from '../bench/browser.ts'

describe('a removal from a large team', () => {
  let bench: BrowserBench

  beforeAll(async () => {
    bench = await startBrowserBench()
  })
  afterAll(() => bench.close())

  it('[K9] lets notes be stored before its boxes are sealed, one after the other', async () => {
    const profile = bench.profile()
    const devices = 8 * limits.boxesAtOnce
    const preparing = await bench.launch(profile)
    const order = { span: { messages: 60, newest: 60, perWeek: 60 }, posts: 0, devices }
    await (await openBenchPage(preparing, bench.url)).evaluate((wanted) => benchPage.prepare(wanted), order)
    await preparing.close()
    const context = await bench.launch(profile)
    const page = await openBenchPage(context, bench.url)
    // The first note is on its way with the removal; the next is asked for when it is stored, and would wait for all boxes in one piece.
    expect(await page.evaluate(() => benchPage.notesBefore())).toBeGreaterThanOrEqual(2)
    await context.close()
  })
})
