// Owns the screens of finding: the search in its states, and going somewhere by typing.

import { id, openFirst, openNamed, shell, type Screen } from './screen.ts'
import type { Page } from 'playwright-core'

async function typed(page: Page, words: string): Promise<void> {
  await page.locator(id('search-input')).fill(words)
  await page.locator(id('search-result')).first().waitFor()
}

async function openSearch(page: Page): Promise<void> {
  await page.keyboard.press('Control+Shift+F')
  await page.locator(id('search-screen')).waitFor()
}

async function openShared(page: Page, kind: 'pictures' | 'files' | 'links'): Promise<void> {
  await openFirst(page)
  await page.locator(id('open-details')).click()
  await page.locator(id('open-shared')).click()
  await page.locator(id(`shared-${kind}`)).check()
}

export const findingScreens: readonly Screen[] = [
  {
    name: 'shared-pictures',
    scenario: 'acted',
    ready: shell,
    act: async (page) => {
      await openShared(page, 'pictures')
      await page
        .locator(`${id('shared-picture')} img`)
        .first()
        .waitFor()
    }
  },
  {
    name: 'shared-files',
    scenario: 'acted',
    ready: shell,
    act: async (page) => {
      await openShared(page, 'files')
      await page.locator(id('shared-file')).first().waitFor()
    }
  },
  {
    name: 'shared-links',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await openShared(page, 'links')
      await page.locator(id('shared-link')).first().waitFor()
    }
  },
  {
    name: 'shared-nothing',
    scenario: 'founded',
    ready: shell,
    act: async (page) => {
      await openShared(page, 'files')
      await page.locator(`${id('shared')} p`).waitFor()
    }
  },
  {
    name: 'switcher-empty',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await page.locator(id('open-search')).click()
      await page.locator(id('command')).first().waitFor()
    }
  },
  {
    name: 'switcher-words',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await page.locator(id('open-search')).click()
      await page.locator(id('search-input')).fill('an')
      await page
        .locator(`${id('search-result')}[data-kind="message"]`)
        .first()
        .waitFor()
    }
  },
  { name: 'search', scenario: 'busy', ready: shell, act: openSearch },
  {
    name: 'search-found',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await openSearch(page)
      await typed(page, 'der')
    }
  },
  {
    name: 'search-here',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await openFirst(page)
      await page.locator(id('search-here')).click()
      await typed(page, 'der')
    }
  },
  {
    name: 'search-filters',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await openSearch(page)
      await typed(page, 'der')
      await page.locator(id('search-filters')).click()
      await page.locator(id('filter-file')).check()
      await page.locator(id('filter-first-day')).fill('2026-01-01')
    }
  },
  {
    name: 'search-chips',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await openNamed(page, 'Material')
      await page.locator(id('search-here')).click()
      await page.locator(id('search-filters')).click()
      await page.locator(id('filter-link')).check()
      await page.locator(id('filter-first-day')).fill('2026-01-01')
      await page.locator(id('search-filters')).click()
      await page.locator(id('filter-chip')).first().waitFor()
    }
  },
  {
    name: 'search-nothing',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await openSearch(page)
      await page.evaluate(() =>
        window.fake.change((world) => {
          world.looking = { growing: true, looked: 0.42 }
        })
      )
      await page
        .locator(id('search-input'))
        .fill('zwölf Elefanten und noch viele andere Tiere mehr als je ein Mensch gesehen hat')
      await page.locator(id('search-growing')).waitFor()
    }
  },
  {
    name: 'search-signs',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await openSearch(page)
      await page.locator(id('search-input')).fill('!? …')
      await page.locator(id('search-remark')).waitFor()
    }
  },
  {
    name: 'search-hostile',
    scenario: 'hostile',
    ready: shell,
    act: async (page) => {
      await openSearch(page)
      await typed(page, 'a')
    }
  }
]
