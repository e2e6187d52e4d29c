// Every screen and state under the strict policy of the server: what axe finds, what a narrow or enlarged screen loses, what is asked of
// other hosts. The screens stand around a fake node; how the app behaves with real ones is the matter of the other files here.

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

interface Look {
  readonly width: number
  readonly height: number
  readonly theme: 'light' | 'dark'
  readonly language: 'de-DE' | 'en-GB'
}

interface Opened {
  readonly context: BrowserContext
  readonly page: Page
  readonly watch: Watch
  /** What the browser complained about: a policy that was broken, a file that was missing. */
  readonly complaints: readonly string[]
}

async function openLook({ width, height, theme, language }: Look): Promise<Opened> {
  const phone = width < 768
  const context = await browser.newContext({
    viewport: { width, height },
    hasTouch: phone,
    isMobile: phone,
    colorScheme: theme,
    locale: language,
    reducedMotion: 'reduce'
  })
  const watch = await watchContext(context, ['localhost'])
  const complaints: string[] = []
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  // Several looks share the machine, so each may take its time.
  context.setDefaultTimeout(60_000)
  return { context, page: await context.newPage(), watch, complaints }
}

async function show(page: Page, screen: Screen): Promise<void> {
  await page.goto('about:blank')
  await page.goto(`${served.origin}/?scenario=${screen.scenario}${screen.fragment ?? ''}`)
  await page.locator(screen.ready).first().waitFor()
  await screen.act?.(page)
}

/** Two sizes and two themes in all combinations; each language with both. */
const looks: readonly Look[] = [
  { width: 390, height: 844, theme: 'light', language: 'de-DE' },
  { width: 390, height: 844, theme: 'dark', language: 'en-GB' },
  { width: 1280, height: 800, theme: 'light', language: 'en-GB' },
  { width: 1280, height: 800, theme: 'dark', language: 'de-DE' }
]

describe('[W1] [W3] [W4] every screen, under the policy of the server', () => {
  test.concurrent.each(looks)(
    'axe finds nothing serious, nothing breaks the policy, no other host is asked: $width px, $theme, $language',
    { timeout: 600_000 },
    async (look) => {
      const { context, page, watch, complaints } = await openLook(look)
      const found: string[] = []
      for (const screen of screens) {
        await show(page, screen)
        const { violations } = await new AxeBuilder({ page })
          .setLegacyMode(true)
          .options({ resultTypes: ['violations'] })
          .analyze()
        for (const { id, impact, nodes } of violations) {
          if (impact !== 'serious' && impact !== 'critical') continue
          found.push(`${screen.name}: ${id} ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
        }
      }
      await context.close()
      expect({ found, complaints, ...watch }).toEqual({ found: [], complaints: [], foreign: [], errors: [] })
    }
  )
})

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

describe('nothing is lost', () => {
  test.concurrent.each([
    ['320 px wide', 320, 640, '100%'],
    ['with text of twice the size on a phone', 640, 900, '200%'],
    ['with text of twice the size on a desk', 1600, 900, '200%'],
    ['between phone and desk', 800, 600, '100%']
  ] as const)('%s', { timeout: 600_000 }, async (_name, width, height, size) => {
    const { context, page } = await openLook({ width, height, theme: 'light', language: 'de-DE' })
    await context.addInitScript((fontSize) => {
      addEventListener('DOMContentLoaded', () => {
        document.documentElement.style.fontSize = fontSize
      })
    }, size)
    const lost: string[] = []
    for (const screen of screens) {
      await show(page, screen)
      lost.push(...(await page.evaluate(lostAt, width)).map((each) => `${screen.name}: ${each}`))
    }
    await context.close()
    expect(lost).toEqual([])
  })
})
