// Owns the screens of letting people in.

import type { Page } from 'playwright-core'
import { id, openFirst, shell, type Screen } from './screen.ts'

/** This person becomes one who may not let others in. */
async function withoutRights(page: Page): Promise<void> {
  await page.evaluate(() =>
    window.fake.change((world) => {
      if (world.team.type === 'member') world.team = { ...world.team, me: { ...world.team.me, role: 'member' } }
    })
  )
  await page.locator(id('invite-people')).waitFor({ state: 'detached' })
}

export const inviteScreens: readonly Screen[] = [
  { name: 'founded', scenario: 'founded', ready: shell },
  {
    name: 'founded-channel',
    scenario: 'founded',
    ready: shell,
    act: openFirst
  },
  {
    name: 'who-invites',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await withoutRights(page)
      await page.locator(id('open-team')).click()
      await page.locator(id('who-invites')).waitFor()
    }
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
