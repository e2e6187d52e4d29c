// Every screen and state under the strict policy of the server: what axe finds, what a narrow or enlarged screen loses, what is asked of
// other hosts. The screens stand around a fake node; how the app behaves with real ones is the matter of the other files here.
//
// What takes the time is axe measuring contrast. So axe looks at each screen twice, which shows it in both sizes, themes and languages;
// what is lost where there is little room is asked in German, whose words are longer, and without axe. A screen is opened where there is
// least room, so that it can be used there too, and only the room changes after that.

import AxeBuilder from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lostAt, moving, reachedBehind, statesAlike, walk } from '../ui/checks.ts'
import { screens, type Screen } from '../ui/screens.ts'
import {
  launchChromium,
  watchContext,
  type Browser,
  type BrowserContext,
  type Page,
  type Watch
} from '../fixtures/chromium.ts'
import { previewOrigin } from '../fixtures/fake-screens.ts'

let origin: string
let browser: Browser

beforeAll(async () => {
  origin = await previewOrigin()
  browser = await launchChromium()
})
afterAll(() => browser.close())

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

/** How much room there is, and how large the words are. */
interface Room {
  readonly width: number
  readonly height: number
  readonly text: string
}

/** A document of its own, also where only the fragment differs from the last one. */
async function show(page: Page, screen: Screen, { width, height, text }: Room): Promise<void> {
  shown += 1
  await page.setViewportSize({ width, height })
  const query = new URLSearchParams({ scenario: screen.scenario, shown: String(shown), text })
  await page.goto(`${origin}/?${query.toString()}${screen.fragment ?? ''}`)
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

/** What more contrast does not bring up to what WCAG asks for then (1.4.6), and which states forced colours hide. */
async function pale(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ contrast: 'more' })
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'], runOnly: ['color-contrast-enhanced'] })
    .analyze()
  await page.emulateMedia({ contrast: 'no-preference', forcedColors: 'active' })
  const alike = await page.evaluate(statesAlike)
  await page.emulateMedia({ forcedColors: 'none' })
  const weak = violations.flatMap(({ nodes }) =>
    nodes.map(({ html }) => `more contrast is not enough: ${html.slice(0, 120)}`)
  )
  return [...weak, ...alike]
}

/** All that can be wrong with a screen as people have it, with the walk of Tab last: it changes what is seen. */
async function wrongIn(page: Page, screen: Screen, look: Look): Promise<readonly string[]> {
  const wrong = [...(await harmIn(page)), ...(await page.evaluate(moving)), ...(await page.evaluate(reachedBehind))]
  wrong.push(...(await pale(page)))
  wrong.push(...(await walk(page)))
  return wrong.map((each) => `${screen.name} (${look.size}, ${look.theme}, ${look.language}): ${each}`)
}

/** What is drawn follows within a few frames: those who watch sizes hear of it, and change what they hold. */
async function resize(page: Page, { width, height, text }: Room): Promise<void> {
  await page.evaluate((size) => void (document.documentElement.style.fontSize = size), text)
  await page.setViewportSize({ width, height })
  await page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve))
  })
}

/** The first of each is where the screen is opened and used; the room changes around it then. */
const tight = {
  phone: [
    { name: '320 px wide', width: 320, height: 640, text: '100%' },
    { name: 'text of twice the size on a phone', width: 390, height: 844, text: '200%' },
    { name: 'text of twice the size on a narrow phone', width: 320, height: 640, text: '200%' }
  ],
  desk: [
    { name: 'between phone and desk', width: 800, height: 600, text: '100%' },
    { name: 'text of twice the size on a desk', width: 1600, height: 900, text: '200%' }
  ]
} as const

/** Shows a screen where there is little room, and tells what is lost there. */
async function lostIn(page: Page, size: keyof typeof tight, screen: Screen): Promise<readonly string[]> {
  const lost: string[] = []
  for (const [at, room] of tight[size].entries()) {
    await (at === 0 ? show(page, screen, room) : resize(page, room))
    lost.push(...(await page.evaluate(lostAt, room.width)).map((each) => `${screen.name}, ${room.name}: ${each}`))
  }
  return lost
}

// Two fill two cores; three take longer.
const lanes = [0, 1] as const

describe('[W1] [W3] [W4] every screen, under the policy of the server', () => {
  test.concurrent.each(lanes)(
    'axe finds nothing serious, nothing is lost, moves or hides the focus, no other host is asked: part %s',
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
        const looks = looksAt(index)
        for (const size of ['phone', 'desk'] as const) {
          const page = await pageFor({ size, language: 'de-DE' })
          const look = looks.find((each) => each.size === size && each.language === 'de-DE')
          await page.emulateMedia({ colorScheme: look?.theme ?? 'light' })
          lost.push(...(await lostIn(page, size, screen)))
          if (look === undefined) continue
          await resize(page, { ...sizes[size], text: '100%' })
          found.push(...(await wrongIn(page, screen, look)))
        }
        for (const look of looks.filter(({ language }) => language !== 'de-DE')) {
          const page = await pageFor(look)
          await page.emulateMedia({ colorScheme: look.theme })
          await show(page, screen, { ...sizes[look.size], text: '100%' })
          found.push(...(await wrongIn(page, screen, look)))
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
