// Owns the screens on which people show pictures of themselves.

import type { Page } from 'playwright-core'
import { id, openNamed, shell, type Screen } from './screen.ts'

async function seen(page: Page, within: string): Promise<void> {
  await page
    .locator(`${within} ${id('person-picture')}`)
    .first()
    .waitFor()
}

export const facesScreens: readonly Screen[] = [
  {
    name: 'faces',
    scenario: 'faces',
    ready: shell,
    act: async (page) => {
      await openNamed(page, 'Material')
      await seen(page, id('timeline'))
    }
  },
  { name: 'faces-team', scenario: 'faces', fragment: '#/team', ready: `${id('member-item')} ${id('person-picture')}` },
  {
    name: 'faces-details',
    scenario: 'faces',
    ready: shell,
    act: async (page) => {
      await openNamed(page, 'Ben Okafor')
      await page.locator(id('open-details')).click()
      await page.locator(id('details-mute')).waitFor()
    }
  },
  {
    name: 'own-picture',
    scenario: 'faces',
    fragment: '#/settings',
    ready: id('remove-picture')
  },
  {
    name: 'own-picture-broken',
    scenario: 'busy',
    fragment: '#/settings',
    ready: id('choose-picture'),
    act: async (page) => {
      const file = { name: 'ich.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') }
      await page.locator(id('picture-file')).setInputFiles(file)
      await page.locator(id('picture-problem')).waitFor()
    }
  }
]
