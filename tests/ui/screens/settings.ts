// Owns the screens of settings, devices and privacy.

import type { Page } from 'playwright-core'
import { id, type Screen } from './screen.ts'

/** The whole list, with the digits of the first device. */
async function openDevices(page: Page): Promise<void> {
  await page.locator(id('device-code')).first().click()
  await page.locator(id('devices')).scrollIntoViewIfNeeded()
}

async function askedToLink(page: Page): Promise<void> {
  await page.locator(id('link-new-device')).click()
  await page.locator(id('link-code')).waitFor()
  await page.evaluate(() =>
    window.fake.change((world) => {
      const device = world.members[0]?.devices[0]
      if (device === undefined) return
      world.linking = {
        type: 'asked',
        device: device.device,
        name: 'Pixel 8',
        code: device.code,
        until: Date.now() + 90_000
      }
    })
  )
  await page.locator(id('confirm-code')).waitFor()
}

export const settingsScreens: readonly Screen[] = [
  {
    name: 'privacy',
    scenario: 'busy',
    fragment: '#/privacy',
    ready: id('privacy-kept')
  },
  {
    name: 'privacy-diagnostics',
    scenario: 'busy',
    fragment: '#/privacy',
    ready: id('privacy-spoken'),
    act: async (page) => {
      await page.locator(id('make-diagnostics')).click()
      await page.locator(id('diagnostics')).scrollIntoViewIfNeeded()
    }
  },
  {
    name: 'settings-lock',
    scenario: 'with-lock',
    fragment: '#/settings',
    ready: id('lock-settings'),
    act: async (page) => page.locator(id('lock-settings')).scrollIntoViewIfNeeded()
  },
  {
    name: 'set-passphrase',
    scenario: 'busy',
    fragment: '#/settings',
    ready: id('settings'),
    act: async (page) => {
      await page.locator(id('set-passphrase')).click()
      await page.locator(id('passphrase-input')).fill('Kran Beton Montag Regen')
    }
  },
  {
    name: 'change-passphrase',
    scenario: 'with-lock',
    fragment: '#/settings',
    ready: id('settings'),
    act: async (page) => {
      await page.locator(id('set-passphrase')).click()
      await page.locator(id('passphrase-current')).waitFor()
    }
  },
  {
    name: 'make-backup',
    scenario: 'busy',
    fragment: '#/settings',
    ready: id('settings'),
    act: async (page) => {
      await page.locator(id('make-backup')).click()
      await page.locator(id('passphrase-input')).fill('kurz')
      await page.locator(id('confirm')).click()
    }
  },
  { name: 'settings', scenario: 'busy', fragment: '#/settings', ready: id('settings') },
  {
    name: 'settings-sharing',
    scenario: 'governed',
    fragment: '#/settings',
    ready: id('sharing'),
    act: async (page) => page.locator(id('sharing')).scrollIntoViewIfNeeded()
  },
  { name: 'devices', scenario: 'device-flagged', fragment: '#/settings', ready: id('device-item'), act: openDevices },
  {
    name: 'device-revoke',
    scenario: 'busy',
    fragment: '#/settings',
    ready: id('device-item'),
    act: async (page) => page.locator(id('revoke-device')).first().click()
  },
  {
    name: 'device-rename',
    scenario: 'busy',
    fragment: '#/settings',
    ready: id('device-item'),
    act: async (page) => page.locator(id('rename-device')).click()
  },
  {
    name: 'link-new-device',
    scenario: 'busy',
    fragment: '#/settings',
    ready: id('device-item'),
    act: async (page) => {
      await page.locator(id('link-new-device')).click()
      await page.locator(`${id('link-qr')} path`).waitFor()
    }
  },
  { name: 'link-asked', scenario: 'busy', fragment: '#/settings', ready: id('device-item'), act: askedToLink },
  {
    name: 'link-ended',
    scenario: 'busy',
    fragment: '#/settings',
    ready: id('device-item'),
    act: async (page) => {
      await page.locator(id('link-new-device')).click()
      await page.locator(id('link-code')).waitFor()
      await page.evaluate(() => window.fake.change((world) => (world.linking = { type: 'ended', why: 'two-devices' })))
      await page.locator(id('link-again')).waitFor()
    }
  }
]
