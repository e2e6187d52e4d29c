// Owns the screens about whole conversations: what is put away, muted, pinned, marked; topic and picture.

import type { Page } from 'playwright-core'
import { id, openNamed, shell, type Screen } from './screen.ts'

async function menuOf(page: Page, name: string): Promise<void> {
  await page.locator(`${id('conversation-item')}[data-name="${name}"]`).click({ button: 'right' })
  await page.locator(id('conversation-menu')).waitFor()
}

async function detailsOf(page: Page, name: string): Promise<void> {
  await openNamed(page, name)
  await page.locator(id('open-details')).click()
  await page.locator(id('edit-topic')).waitFor()
}

export const lifeScreens: readonly Screen[] = [
  { name: 'arranged', scenario: 'arranged', ready: id('conversation-item') },
  {
    name: 'archive',
    scenario: 'arranged',
    ready: shell,
    act: async (page) => {
      await page.locator(id('open-archive')).click()
      await page.locator('[data-archived="true"]').first().waitFor()
      await page.locator('[data-archived="true"]').first().scrollIntoViewIfNeeded()
    }
  },
  { name: 'conversation-menu', scenario: 'arranged', ready: shell, act: async (page) => menuOf(page, 'Haus B') },
  {
    name: 'mute',
    scenario: 'arranged',
    ready: shell,
    act: async (page) => {
      await menuOf(page, 'Haus B')
      await page.locator(id('mute')).click()
      await page.locator(id('mute-ever')).waitFor()
    }
  },
  { name: 'details-life', scenario: 'arranged', ready: shell, act: async (page) => detailsOf(page, 'Material') },
  {
    name: 'topic',
    scenario: 'arranged',
    ready: shell,
    act: async (page) => {
      await detailsOf(page, 'Material')
      await page.locator(id('edit-topic')).click()
      await page.locator(id('topic-input')).waitFor()
    }
  },
  {
    name: 'notifications',
    scenario: 'busy',
    fragment: '#/settings',
    ready: id('notifications'),
    act: async (page) => {
      await page.locator(id('muted-mentions')).waitFor()
      await page.locator(id('notifications')).scrollIntoViewIfNeeded()
    }
  }
]
