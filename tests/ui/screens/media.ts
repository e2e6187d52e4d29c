// Owns the screens of pictures, films, voice messages and files.

import type { Page } from 'playwright-core'
import { id, openFirst, shell, type Screen } from './screen.ts'

async function openPicture(page: Page, name: string): Promise<void> {
  await openFirst(page)
  await page.locator(`${id('file')}[data-name="${name}"] ${id('open-picture')}`).click()
  await page.locator(id('viewer')).waitFor()
}

export const mediaScreens: readonly Screen[] = [
  { name: 'media', scenario: 'media', ready: shell, act: openFirst },
  {
    name: 'albums',
    scenario: 'media',
    ready: shell,
    act: async (page) => {
      await openFirst(page)
      await page.locator(id('album')).nth(1).scrollIntoViewIfNeeded()
      await page
        .locator(`${id('album')} img`)
        .first()
        .waitFor()
    }
  },
  {
    name: 'viewer',
    scenario: 'media',
    ready: shell,
    act: async (page) => {
      await openPicture(page, 'IMG_204.jpg')
      await page.locator(id('viewer-picture')).waitFor()
    }
  },
  {
    name: 'viewer-contradicts',
    scenario: 'media',
    ready: shell,
    act: async (page) => {
      await openPicture(page, 'Rechnung.png')
      await page.locator(`${id('viewer')} [role=alert]`).waitFor()
    }
  },
  {
    name: 'settings-files',
    scenario: 'media',
    fragment: '#/settings',
    ready: id('file-room'),
    act: async (page) => page.locator(id('file-room')).scrollIntoViewIfNeeded()
  },
  {
    name: 'recorder-refused',
    scenario: 'media',
    ready: shell,
    act: async (page) => {
      await openFirst(page)
      await page.locator(id('record-voice')).click()
      await page.locator(`${id('recorder')}[data-state="refused"]`).waitFor()
    }
  }
]
