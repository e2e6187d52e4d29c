// Takes a picture of every screen and state, to be looked at by people: `node .ci/ts.mjs tests/ui/screenshots.ts [names]`.
// Pictures go to .cache/screenshots/, one for each screen, size, theme and language.

import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchChromium } from '../fixtures/chromium.ts'
import { servePreview } from './preview-server.ts'
import { screens, type Screen } from './screens.ts'

const sizes = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 }
} as const

type Size = keyof typeof sizes
interface Look {
  readonly size: Size
  readonly theme: 'light' | 'dark'
  readonly language: 'de' | 'en'
}

const looks: readonly Look[] = [
  { size: 'phone', theme: 'light', language: 'de' },
  { size: 'desktop', theme: 'light', language: 'de' },
  { size: 'phone', theme: 'dark', language: 'en' },
  { size: 'desktop', theme: 'dark', language: 'en' }
]

const folder = fileURLToPath(new URL('../../.cache/screenshots/', import.meta.url))

async function contextOf(browser: Browser, look: Look): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: sizes[look.size],
    deviceScaleFactor: look.size === 'phone' ? 2 : 1,
    hasTouch: look.size === 'phone',
    isMobile: look.size === 'phone',
    colorScheme: look.theme,
    locale: look.language === 'de' ? 'de-DE' : 'en-GB',
    reducedMotion: 'reduce'
  })
  context.on('console', (message) => {
    if (message.type() === 'error') console.error(`${message.page()?.url()}: ${message.text()}`)
  })
  context.on('weberror', (error) => console.error(error.error().message))
  return context
}

async function take(page: Page, origin: string, screen: Screen, look: Look): Promise<void> {
  await page.goto('about:blank')
  await page.goto(`${origin}/?scenario=${screen.scenario}${screen.fragment ?? ''}`)
  await page.locator(screen.ready).first().waitFor()
  await screen.act?.(page)
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: `${folder}${screen.name}-${look.size}-${look.theme}-${look.language}.png` })
}

const wanted = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const served = await servePreview()
const browser = await launchChromium()
try {
  for (const look of looks) {
    const context = await contextOf(browser, look)
    const page = await context.newPage()
    for (const screen of screens.filter(({ name }) => wanted.length === 0 || wanted.includes(name)))
      await take(page, served.origin, screen, look)
    await context.close()
  }
} finally {
  await browser.close()
  await served.close()
}
