// Owns the screens of notes and checklists that people of a conversation write together.

import type { Page } from 'playwright-core'
import { id, openFirst, shell, type Screen } from './screen.ts'

async function listOf(page: Page): Promise<void> {
  await openFirst(page)
  await page.locator(id('open-details')).click()
  await page.locator(id('pad-item')).first().waitFor()
}

async function open(page: Page, index: number): Promise<void> {
  await listOf(page)
  await page.locator(id('pad-item')).nth(index).click()
  await page.locator(id('pad-name')).waitFor()
}

export const padsScreens: readonly Screen[] = [
  {
    name: 'pads',
    scenario: 'pads',
    ready: shell,
    act: async (page) => {
      await listOf(page)
      await page.locator(id('pads')).scrollIntoViewIfNeeded()
    }
  },
  { name: 'pad-note', scenario: 'pads', ready: shell, act: async (page) => open(page, 0) },
  { name: 'pad-list', scenario: 'pads', ready: shell, act: async (page) => open(page, 1) },
  { name: 'pad-empty', scenario: 'pads', ready: shell, act: async (page) => open(page, 2) },
  { name: 'pad-ends', scenario: 'pads', ready: shell, act: async (page) => open(page, 3) },
  { name: 'pad-unsaved', scenario: 'pads', ready: shell, act: async (page) => open(page, 4) },
  {
    name: 'pad-delete',
    scenario: 'pads',
    ready: shell,
    act: async (page) => {
      await open(page, 1)
      await page.locator(id('pad-delete')).click()
      await page.locator(id('confirm')).waitFor()
    }
  }
]
