// Two people, two browser profiles: a file crosses, survives a reload in the middle, and is saved byte for byte; the memory of neither
// follows its size. `FLURFUNK_BIG=1` sends one gibibyte instead of twenty megabytes.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, until, type Browser } from '../fixtures/chromium.ts'
import { digestOf, mib, writeFileOf } from '../fixtures/large-files.ts'
import { createPerson, type Person } from '../fixtures/person.ts'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'

const isBig = process.env['FLURFUNK_BIG'] === '1'
const size = (isBig ? 1024 : 20) * mib + 77
const patience = isBig ? 900_000 : 40_000
/** What a window may grow by, whatever the size of the file. */
const growthMax = 96 * mib

const heapOf = (person: Person): Promise<number> =>
  person.page.evaluate(
    () => (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0
  )

describe('a file between two browsers', () => {
  let signaling: SignalingForTests
  let browser: Browser
  let anna: Person
  let ben: Person
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flurfunk-'))
    signaling = await startSignaling()
    browser = await launchChromium({ args: ['--enable-precise-memory-info'] })
    const url = `${signaling.httpUrl}/`
    anna = await createPerson(browser, { name: 'Anna', url })
    ben = await createPerson(browser, { name: 'Ben', url })
    await anna.found('Bau Nord')
    await ben.join(await anna.invite())
    for (const person of [anna, ben]) await person.openConversation(/^(Everyone|Alle)$/)
  })
  afterAll(async () => {
    await browser.close()
    await signaling.close()
    await rm(folder, { recursive: true })
  })

  it(
    '[M3, M4, M8] crosses, goes on after a reload, and is saved byte for byte with flat memory',
    async () => {
      const path = join(folder, 'Plan.bin')
      await writeFileOf(path, size)
      await anna.page.getByTestId('attach-input').setInputFiles(path)
      const started = Date.now()
      await anna.page.getByTestId('send-files').click()
      await anna.page.getByTestId('attach-dialog').waitFor({ state: 'detached', timeout: patience })
      const attached = Date.now()
      const card = ben.page.getByTestId('file')
      await card.getByTestId('fetch-file').click()
      const before = [await heapOf(anna), await heapOf(ben)]
      const heaps: number[][] = []
      if (!isBig) {
        await ben.page.reload()
        await ben.openConversation(/^(Everyone|Alle)$/)
      }
      await until(
        async () => {
          heaps.push([await heapOf(anna), await heapOf(ben)])
          return (await card.getAttribute('data-here')) === 'whole'
        },
        { what: 'the whole file', withinMs: patience }
      )
      const fetched = Date.now()
      const [download] = await Promise.all([
        ben.page.waitForEvent('download', { timeout: patience }),
        card.getByTestId('save-file').click()
      ])
      const saved = join(folder, 'saved.bin')
      await download.saveAs(saved)
      expect(download.suggestedFilename()).toBe('Plan.bin')
      expect(await digestOf(saved)).toBe(await digestOf(path))
      const grown = [0, 1].map((at) => Math.max(...heaps.map((each) => each[at] ?? 0)) - (before[at] ?? 0))
      for (const bytes of grown) expect(bytes).toBeLessThan(growthMax)
      if (isBig) {
        const rate = (ms: number): string => `${(size / mib / (ms / 1000)).toFixed(1)} MiB/s`
        process.stdout.write(
          `attached ${rate(attached - started)}, fetched ${rate(fetched - attached)}, heap grew by ${grown.map((each) => `${(each / mib).toFixed(1)} MiB`).join(' and ')}, ${heaps.length} samples\n`
        )
      }
    },
    3 * patience
  )
})
