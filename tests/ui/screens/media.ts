// Owns the screens of pictures, films, voice messages and files.

import type { Page } from 'playwright-core'
import { fakePicture } from '../../fixtures/fake-picture.ts'
import { id, openAt, openFirst, pressIn, shell, type Screen } from './screen.ts'

async function openPicture(page: Page, name: string): Promise<void> {
  const row = await openAt(page, name)
  await pressIn(page, `${row} ${id('file')}[data-name="${name}"]`, 'open-picture')
  await page.locator(id('viewer')).waitFor()
}

export const mediaScreens: readonly Screen[] = [
  { name: 'media', scenario: 'media', ready: shell, act: openFirst },
  {
    name: 'albums',
    scenario: 'media',
    ready: shell,
    act: async (page) => {
      const row = await openAt(page, 'IMG_204.jpg')
      await page.locator(`${row} img`).first().waitFor()
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
    name: 'attach-stays',
    scenario: 'media',
    ready: shell,
    act: async (page) => {
      await openFirst(page)
      await page.locator(id('attach-input')).setInputFiles([
        {
          name: 'Fassade Nord.png',
          mimeType: 'image/png',
          buffer: Buffer.from(fakePicture({ width: 640, height: 480 }))
        },
        { name: 'IMG_2041.heic', mimeType: '', buffer: Buffer.from('....ftypheic') },
        { name: 'Rundgang.mp4', mimeType: 'video/mp4', buffer: Buffer.from('....ftypisom') }
      ])
      await page.locator(id('leave-out')).waitFor()
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
