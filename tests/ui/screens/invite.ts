// Owns the screens of letting people in.

import { id, openFirst, shell, type Screen } from './screen.ts'

export const inviteScreens: readonly Screen[] = [
  { name: 'founded', scenario: 'founded', ready: shell },
  {
    name: 'founded-channel',
    scenario: 'founded',
    ready: shell,
    act: openFirst
  },
  {
    name: 'invite',
    scenario: 'founded',
    ready: shell,
    act: async (page) => {
      await page.locator(id('invite-people')).click()
      await page.locator(id('create-invite')).waitFor()
    }
  },
  {
    name: 'invite-link',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await page.locator(id('invite-people')).click()
      await page.locator(id('create-invite')).click()
      await page.locator(`${id('invite-qr')} path`).waitFor()
    }
  },
  {
    name: 'invite-guest',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await page.locator(id('invite-people')).click()
      await page.locator(id('invite-role')).selectOption('guest')
    }
  },
  {
    name: 'invite-recovery',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await page.locator(id('invite-people')).click()
      await page.locator(id('invite-returning')).check()
      await page.locator(id('recover-member')).waitFor()
      await page.locator(`${id('earlier-invitations')} summary`).click()
    }
  },
  {
    name: 'poster',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await page.locator(id('invite-people')).click()
      await page.locator(id('create-invite')).click()
      await page.locator(id('show-poster')).click()
      await page.locator(`${id('poster-qr')} path`).waitFor()
    }
  },
  { name: 'requests', scenario: 'asked', ready: id('join-request') },
  {
    name: 'requests-dialog',
    scenario: 'asked',
    ready: shell,
    act: async (page) => {
      await page.locator(id('invite-people')).click()
      await page
        .locator(`${id('invite')} ${id('join-request')}`)
        .first()
        .waitFor()
    }
  }
]
