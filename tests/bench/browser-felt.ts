// Owns the measures of what a person feels in Chromium in a conversation with a long history: from a key to its letter, from a tap on a
// conversation to its messages, and how evenly the screen moves while one scrolls. What cannot be blamed on the app is measured beside it.

import type { Page } from 'playwright-core'
import { until } from '../fixtures/chromium.ts'
import type { BrowserBench } from './browser.ts'
import { openApp, prepareDevice } from './browser-open.ts'
import type { Row } from './rows.ts'
import { median, quantile } from './timing.ts'

const perWeek = 4167
const newest = 1000
const keys = 'the crane comes tomorrow at seven, please keep the road free until noon '.repeat(3)
const channels = ['Crane', 'Concrete', 'Roof', 'Scaffold'] as const
const linesInEach = 25
const lives = 10
const rounds = 2
const restMs = 300
const scrollMs = 8_000
const stepPx = 90
/** What is felt as at once; the target of a change of conversation. */
const atOnceMs = 100

/** `messages` in the long conversation. */
export async function benchFelt(bench: BrowserBench, messages: number): Promise<readonly Row[]> {
  const { profile, channel } = await prepareDevice(bench, { messages, newest, perWeek }, 0)
  const context = await bench.launch(profile)
  try {
    const bare = await context.newPage()
    await bare.goto(`${bench.url}/bench/index.html`)
    await makeBare(bare)
    const page = await openApp(context, `${bench.url}/#/c/${channel}`)
    await until(async () => (await page.getByTestId('message').count()) > 0, { what: 'messages are shown' })
    const long = (await page.getByTestId('conversation-title').innerText()).trim()
    const bareKeys = await keysIn(bare, 'textarea')
    const appKeys = await keysIn(page, '[data-testid="composer"]')
    const scrolled = { bare: await scroll(bare, '#list'), app: await scroll(page, '[data-testid="timeline"]') }
    for (const name of channels) await makeChannel(page, name)
    const switches = await switchesOf(page, [long, ...channels])
    const name = (what: string): string => `Chromium: ${what}, behind ${messages} messages`
    return [
      {
        name: name('key to letter, p95'),
        value: quantile(appKeys, 0.95),
        unit: 'ms',
        baseline: { name: 'a bare field, and one frame', value: quantile(bareKeys, 0.95) + 1000 / 60 },
        limit: { most: 1 }
      },
      ...switchRows(name, 'not yet opened', switches.first),
      ...switchRows(name, 'opened before', switches.again),
      {
        name: name('scrolling, between two frames, p95'),
        value: quantile(scrolled.app, 0.95),
        unit: 'ms',
        baseline: { name: 'a bare list', value: quantile(scrolled.bare, 0.95) },
        limit: { most: 1.5 }
      },
      {
        name: name('scrolling, longest between two frames'),
        value: Math.max(...scrolled.app),
        unit: 'ms',
        baseline: { name: 'a bare list', value: Math.max(...scrolled.bare) }
      }
    ]
  } finally {
    await context.close()
  }
}

function switchRows(name: (what: string) => string, which: string, times: readonly number[]): readonly Row[] {
  return [
    { name: name(`another conversation, ${which}, p50`), value: median(times), unit: 'ms' },
    {
      name: name(`another conversation, ${which}, p95`),
      value: quantile(times, 0.95),
      unit: 'ms',
      baseline: { name: 'at once', value: atOnceMs },
      limit: { most: 1 }
    }
  ]
}

/** A field and a list of two thousand lines, and nothing else. */
async function makeBare(page: Page): Promise<void> {
  await page.evaluate(() => {
    const field = document.createElement('textarea')
    const list = document.createElement('div')
    list.id = 'list'
    list.style.cssText = 'height: 600px; overflow-y: auto'
    for (let line = 0; line < 2000; line += 1) {
      const row = document.createElement('p')
      row.textContent = `line ${line} of a list that does nothing else`
      list.append(row)
    }
    document.body.append(field, list)
    list.scrollTop = list.scrollHeight
  })
}

/** From each key to the end of the frame that shows it, in milliseconds. */
async function keysIn(page: Page, field: string): Promise<readonly number[]> {
  await page.bringToFront()
  await page.locator(field).click()
  await page.evaluate(() => {
    globalThis.benchKeys = []
    addEventListener(
      'keydown',
      (event) =>
        requestAnimationFrame(() => {
          // A task of its own comes after the frame was drawn.
          const drawn = new MessageChannel()
          drawn.port1.onmessage = () => benchKeys.push(performance.now() - event.timeStamp)
          drawn.port2.postMessage(undefined)
        }),
      true
    )
  })
  await page.locator(field).pressSequentially(keys, { delay: 40 })
  await page.waitForFunction((count) => benchKeys.length >= count, keys.length)
  await page.locator(field).fill('')
  return await page.evaluate(() => benchKeys)
}

/** Milliseconds between frames while the list moves up by so much in each. */
async function scroll(page: Page, list: string): Promise<readonly number[]> {
  await page.bringToFront()
  return await page.locator(list).evaluate(
    async (element, { duration, step }) => {
      const gaps: number[] = []
      let before = await new Promise(requestAnimationFrame)
      const endMs = before + duration
      while (before < endMs) {
        element.dispatchEvent(new WheelEvent('wheel'))
        element.scrollTop -= step
        const now = await new Promise(requestAnimationFrame)
        gaps.push(now - before)
        before = now
      }
      return gaps
    },
    { duration: scrollMs, step: stepPx }
  )
}

async function makeChannel(page: Page, name: string): Promise<void> {
  await page.getByTestId('new-conversation').first().click()
  await page.getByTestId('new-channel').check()
  await page.getByTestId('conversation-name-input').fill(name)
  await page.getByTestId('submit-conversation').click()
  await until(async () => (await page.getByTestId('conversation-title').innerText()).trim() === name, { what: name })
  for (let line = 0; line < linesInEach; line += 1) {
    await page.getByTestId('composer').fill(`${name}, line ${line}`)
    await page.getByTestId('composer').press('Enter')
    await page
      .getByTestId('message-text')
      .filter({ hasText: `${name}, line ${line}` })
      .last()
      .waitFor()
  }
}

/** From a tap on a conversation to the frame that shows its messages, in milliseconds: when this life of the app has not shown it yet, and later. */
interface Switches {
  readonly first: readonly number[]
  readonly again: readonly number[]
}

/** Goes through these, of which the first one stands open, in so many lives of the app. */
async function switchesOf(page: Page, [open, ...others]: readonly [string, ...string[]]): Promise<Switches> {
  const first: number[] = []
  const again: number[] = []
  const visit = async (name: string): Promise<number> => {
    const took = await page.evaluate(switchTo, name)
    // As a person looks at what was opened: in a burst the views are drawn less often on purpose.
    await page.waitForTimeout(restMs)
    return took
  }
  await visit(open)
  for (let life = 0; life < lives; life += 1) {
    // The address still names the one that stands open.
    await page.reload()
    await until(async () => (await page.getByTestId('message').count()) > 0, { what: 'messages are shown' })
    await page.waitForTimeout(restMs)
    for (const name of others) first.push(await visit(name))
    for (let round = 0; round < rounds; round += 1) for (const name of [...others, open]) again.push(await visit(name))
  }
  return { first, again }
}

async function switchTo(name: string): Promise<number> {
  const item = document.querySelector<HTMLElement>(`[data-testid="conversation-item"][data-name="${name}"]`)
  if (item === null) throw new Error(`there is no conversation ${name}`)
  const stands = (): boolean =>
    document.querySelector('[data-testid="conversation-title"]')?.textContent.trim() === name &&
    document.querySelector('[data-testid="timeline"].placed [data-testid="message"]') !== null
  // What changes while a frame is made, also behind its animation callbacks, is drawn in it; what changes later waits for the next one.
  let making = false
  let shown = false
  const look = (): void => void (shown ||= making && stands())
  const changes = new MutationObserver(look)
  changes.observe(document.body, { subtree: true, childList: true, attributes: true })
  const beganMs = performance.now()
  item.click()
  while (!shown) {
    const now = await new Promise(requestAnimationFrame)
    if (now - beganMs > 10_000) throw new Error(`${name} does not open`)
    making = true
    look()
    // A task of its own, before all others, comes after the frame was drawn.
    await scheduler.postTask(() => undefined, { priority: 'user-blocking' })
    making = false
  }
  changes.disconnect()
  return performance.now() - beganMs
}

declare global {
  var benchKeys: number[]
}
