// Owns the measures of a file between two people in Chromium: how fast it crosses, beside a raw data channel of the same two pages, and what
// the memory of both browsers does meanwhile, all their processes together. It is saved at the end and must be the same.

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { digestOf, mib, writeFileOf } from '../fixtures/large-files.ts'
import { createPerson, type Person } from '../fixtures/person.ts'
import type { BrowserBench } from './browser.ts'
import { meet } from './browser-people.ts'
import { browserOn, memoryOf } from './processes.ts'
import { answered, called, described, ended } from './raw-channel.ts'
import type { Row } from './rows.ts'

const rawMib = 64
const lookMs = 250
/** What both browsers together may grow by, whatever the size of the file: caches of chunks, buffers of the network, garbage not yet collected. */
const grownMost = 400

interface Side {
  readonly person: Person
  readonly profile: string
  readonly processes: readonly number[]
}

/** `size` in mebibytes; of a large one the memory is judged, too. */
export async function benchFile(bench: BrowserBench, size: number): Promise<readonly Row[]> {
  const url = `${bench.url}/`
  const side = async (name: string): Promise<Side> => {
    const profile = bench.profile()
    const person = await createPerson({ newContext: () => bench.launch(profile) }, { name, url })
    return { person, profile, processes: browserOn(profile) }
  }
  const anna = await side('Anna')
  const ben = await side('Ben')
  try {
    await meet(anna.person, ben.person)
    const raw = await rawRate(anna.person.page, ben.person.page)
    return await cross([anna, ben], { path: join(bench.profile(), 'Plan.bin'), size, raw })
  } finally {
    await anna.person.context.close()
    await ben.person.context.close()
  }
}

async function cross(
  [anna, ben]: readonly [Side, Side],
  { path, size, raw }: { readonly path: string; readonly size: number; readonly raw: number }
): Promise<readonly Row[]> {
  const patience = 60_000 + size * 2000
  await writeFileOf(path, size * mib)
  const page = anna.person.page
  const memory = new MemoryWatch([anna, ben])
  const storedBefore = stored(ben.profile)
  await page.getByTestId('attach-input').setInputFiles(path)
  const beganMs = performance.now()
  await page.getByTestId('send-files').click()
  await page.getByTestId('attach-dialog').waitFor({ state: 'detached', timeout: patience })
  const attachedMs = performance.now()
  const card = ben.person.page.getByTestId('file')
  await card.getByTestId('fetch-file').click()
  await ben.person.page.locator('[data-testid="file"][data-here="whole"]').waitFor({ timeout: patience })
  const wholeMs = performance.now()
  const grown = memory.end()
  const kept = stored(ben.profile) - storedBefore
  const [download] = await Promise.all([
    ben.person.page.waitForEvent('download', { timeout: patience }),
    card.getByTestId('save-file').click()
  ])
  if ((await digestOf(await download.path())) !== (await digestOf(path))) throw new Error('another file arrived')
  const rate = (ms: number): number => size / (ms / 1000)
  const of = `a file of ${size} MiB`
  return [
    {
      name: `Chromium: ${of} crosses`,
      value: rate(wholeMs - attachedMs),
      unit: 'MB/s',
      baseline: { name: 'raw data channel', value: raw },
      limit: { least: 0.15 }
    },
    { name: `Chromium: ${of} is sealed and kept`, value: rate(attachedMs - beganMs), unit: 'MB/s' },
    {
      name: `Chromium: memory of both browsers grows, ${of}`,
      value: grown,
      unit: 'MB',
      // A small file is within the allowance anyway.
      ...(size > 2 * grownMost ? { baseline: { name: 'allowed', value: grownMost }, limit: { most: 1 } } : {})
    },
    {
      name: `Chromium: disk of the one who fetched, ${of}`,
      value: kept,
      unit: 'MB',
      baseline: { name: 'the file', value: size },
      limit: { most: 1.1 }
    }
  ]
}

/** The most that both together had, beyond what they had when it began. */
class MemoryWatch {
  readonly #processes: readonly number[]
  readonly #began: number
  readonly #timer: ReturnType<typeof setInterval>
  #most: number

  constructor(sides: readonly Side[]) {
    this.#processes = sides.flatMap(({ processes }) => processes)
    this.#began = this.#most = memoryOf(this.#processes)
    this.#timer = setInterval(() => this.#look(), lookMs)
  }

  end(): number {
    clearInterval(this.#timer)
    this.#look()
    return this.#most - this.#began
  }

  #look(): void {
    this.#most = Math.max(this.#most, memoryOf(this.#processes))
  }
}

/** Mebibytes of OPFS as they lie on the disk: what the browser itself tells counts the room it keeps ready for open files, too. */
function stored(profile: string): number {
  const folder = join(profile, 'Default', 'File System')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0) / mib
}

/** Mebibytes a second through a data channel of nothing but WebRTC, in pieces as large as a chunk of a file. */
async function rawRate(caller: Page, callee: Page): Promise<number> {
  await caller.evaluate(called)
  await callee.evaluate(answered, await caller.evaluate(described))
  const answer = await callee.evaluate(described)
  const seconds = await caller.evaluate(
    async ([sdp, count]) => {
      const { peer, channel } = benchChannel
      if (channel === undefined) throw new Error('the caller has made a channel')
      await peer.setRemoteDescription({ type: 'answer', sdp })
      if (channel.readyState !== 'open') await new Promise((resolve) => channel.addEventListener('open', resolve))
      const piece = new Uint8Array(65_536)
      channel.bufferedAmountLowThreshold = 1024 * 1024
      let back = 0
      const all = new Promise<void>((resolve) =>
        channel.addEventListener('message', () => {
          back += 1
          if (back === count) resolve()
        })
      )
      const beganMs = performance.now()
      for (let index = 0; index < count; index++) {
        if (channel.bufferedAmount > 4 * 1024 * 1024)
          await new Promise((resolve) => channel.addEventListener('bufferedamountlow', resolve, { once: true }))
        channel.send(piece)
      }
      await all
      return (performance.now() - beganMs) / 1000
    },
    [answer, rawMib * 16] as const
  )
  await Promise.all([caller.evaluate(ended), callee.evaluate(ended)])
  return rawMib / seconds
}
