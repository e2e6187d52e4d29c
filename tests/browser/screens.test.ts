// Every screen and state under the strict policy of the server: what axe finds, what a narrow or enlarged screen loses, what is asked of
// other hosts. The screens stand around a fake node; how the app behaves with real ones is the matter of the other files here.
//
// What takes the time is axe measuring contrast. So axe looks at each screen twice, which shows it in both sizes, themes and languages;
// what is lost where there is little room is asked in German, whose words are longer, and without axe.

import AxeBuilder from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { servePreview, type Served } from '../ui/preview-server.ts'
import { screens, type Screen } from '../ui/screens.ts'
import {
  launchChromium,
  watchContext,
  type Browser,
  type BrowserContext,
  type Page,
  type Watch
} from '../fixtures/chromium.ts'

let served: Served
let browser: Browser

beforeAll(async () => {
  served = await servePreview()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await served.close()
})

const sizes = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } } as const
const languages = ['de-DE', 'en-GB'] as const

interface Look {
  readonly size: keyof typeof sizes
  readonly theme: 'light' | 'dark'
  readonly language: (typeof languages)[number]
}

/** Both sizes, both themes and both languages for each screen; any four screens in a row show all pairs of them. */
function looksAt(index: number): readonly Look[] {
  const [first, second] = index % 2 === 0 ? (['light', 'dark'] as const) : (['dark', 'light'] as const)
  const [one, other] = index % 4 < 2 ? languages : ([languages[1], languages[0]] as const)
  return [
    { size: 'phone', theme: first, language: one },
    { size: 'desk', theme: second, language: other }
  ]
}

interface Opened {
  readonly context: BrowserContext
  readonly page: Page
  readonly watch: Watch
  /** What the browser complained about: a policy that was broken, a file that was missing. */
  readonly complaints: readonly string[]
}

async function openPageFor({ size, language }: Pick<Look, 'size' | 'language'>): Promise<Opened> {
  const phone = size === 'phone'
  const context = await browser.newContext({
    viewport: sizes[size],
    hasTouch: phone,
    isMobile: phone,
    locale: language,
    reducedMotion: 'reduce'
  })
  const watch = await watchContext(context, ['localhost'])
  await context.addInitScript(() => {
    addEventListener('DOMContentLoaded', () => {
      document.documentElement.style.fontSize = new URLSearchParams(location.search).get('text') ?? ''
    })
  })
  const complaints: string[] = []
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  // Several looks share the machine, so each may take its time.
  context.setDefaultTimeout(60_000)
  return { context, page: await context.newPage(), watch, complaints }
}

let shown = 0

/** A document of its own, also where only the fragment differs from the last one; `text`: how large the words are. */
async function show(page: Page, screen: Screen, text = '100%'): Promise<void> {
  shown += 1
  const query = new URLSearchParams({ scenario: screen.scenario, shown: String(shown), text })
  await page.goto(`${served.origin}/?${query.toString()}${screen.fragment ?? ''}`)
  await page.locator(screen.ready).first().waitFor()
  await screen.act?.(page)
}

async function harmIn(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

/** What a page loses at its width: anything that can only be reached by scrolling sideways, or not at all. */
function lostAt(width: number): readonly string[] {
  const nameOf = (element: Element): string => {
    const id = element.closest('[data-testid]')?.getAttribute('data-testid') ?? ''
    return `${id} ${element.tagName.toLowerCase()} ${(element.textContent ?? '').trim().slice(0, 30)}`
  }
  const hidden = (element: Element): boolean => {
    const { visibility, display, opacity, position } = getComputedStyle(element)
    const box = element.getBoundingClientRect()
    if (visibility === 'hidden' || display === 'none' || box.width <= 1 || box.height <= 1) return true
    return opacity === '0' || (position === 'absolute' && box.width <= 1)
  }
  const lost: string[] = []
  for (const element of document.querySelectorAll('body *')) {
    if (hidden(element)) continue
    const box = element.getBoundingClientRect()
    const { overflowX } = getComputedStyle(element)
    if (/auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth + 1)
      lost.push(`scrolls: ${nameOf(element)}`)
    if (
      element.matches('button, a, input, textarea, select, p, h1, h2, h3') &&
      (box.right > width + 1 || box.left < -1)
    )
      lost.push(`beyond the edge: ${nameOf(element)}`)
  }
  if (document.documentElement.scrollWidth > width) lost.push('the page scrolls sideways')
  return lost
}

const tight = [
  { name: '320 px wide', size: 'phone', width: 320, height: 640, text: '100%' },
  { name: 'text of twice the size on a phone', size: 'phone', width: 640, height: 900, text: '200%' },
  { name: 'text of twice the size on a desk', size: 'desk', width: 1600, height: 900, text: '200%' },
  { name: 'between phone and desk', size: 'desk', width: 800, height: 600, text: '100%' }
] as const

const lanes = [0, 1, 2] as const

describe('[W1] [W3] [W4] every screen, under the policy of the server', () => {
  test.concurrent.each(lanes)(
    'axe finds nothing serious, nothing is lost, nothing breaks the policy, no other host is asked: part %s',
    { timeout: 900_000 },
    async (lane) => {
      const pages = new Map<string, Opened>()
      const pageFor = async ({ size, language }: Pick<Look, 'size' | 'language'>): Promise<Page> => {
        const key = `${size} ${language}`
        const opened = pages.get(key) ?? (await openPageFor({ size, language }))
        pages.set(key, opened)
        return opened.page
      }
      const found: string[] = []
      const lost: string[] = []
      for (const [index, screen] of screens.entries()) {
        if (index % lanes.length !== lane) continue
        for (const look of looksAt(index)) {
          const page = await pageFor(look)
          await page.setViewportSize(sizes[look.size])
          await page.emulateMedia({ colorScheme: look.theme })
          await show(page, screen)
          const where = `${screen.name} (${look.size}, ${look.theme}, ${look.language})`
          found.push(...(await harmIn(page)).map((each) => `${where}: ${each}`))
        }
        for (const { name, size, width, height, text } of tight) {
          const page = await pageFor({ size, language: 'de-DE' })
          await page.setViewportSize({ width, height })
          await show(page, screen, text)
          lost.push(...(await page.evaluate(lostAt, width)).map((each) => `${screen.name}, ${name}: ${each}`))
        }
      }
      const seen = [...pages.values()]
      await Promise.all(seen.map(({ context }) => context.close()))
      const complaints = seen.flatMap((each) => each.complaints)
      const foreign = seen.flatMap(({ watch }) => watch.foreign)
      const errors = seen.flatMap(({ watch }) => watch.errors)
      expect({ found, lost, complaints, foreign, errors }).toEqual({
        found: [],
        lost: [],
        complaints: [],
        foreign: [],
        errors: []
      })
    }
  )
})
