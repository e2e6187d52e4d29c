// Owns the screens of people, roles, proof of identity and several teams.

import type { Page } from 'playwright-core'
import { id, shell, type Screen } from './screen.ts'

async function openComparison(page: Page, name: string): Promise<void> {
  await page.locator(`${id('member-item')}[data-name="${name}"] ${id('verify-member')}`).click()
  await page.locator(`${id('code-qr')} path`).waitFor()
}

async function openMemberMenu(page: Page): Promise<void> {
  await page
    .locator(`${id('member-item')}[data-role="admin"] ${id('member-menu')}`)
    .first()
    .click()
  await page.locator(id('remove-member')).waitFor()
}

export const teamScreens: readonly Screen[] = [
  {
    name: 'verify',
    scenario: 'busy',
    fragment: '#/team',
    ready: id('team-pane'),
    act: async (page) => openComparison(page, 'Yusuf Demir')
  },
  {
    name: 'verify-changed',
    scenario: 'hostile',
    fragment: '#/team',
    ready: id('team-pane'),
    act: async (page) => openComparison(page, 'Ben Okafor')
  },
  {
    name: 'verify-differs',
    scenario: 'busy',
    fragment: '#/team',
    ready: id('team-pane'),
    act: async (page) => {
      await openComparison(page, 'Anna-Lena Großmann')
      await page.locator(id('codes-differ')).click()
      await page.locator(id('code-differs')).waitFor()
    }
  },
  {
    name: 'team-code',
    scenario: 'busy',
    fragment: '#/team!team-code',
    ready: `${id('code-qr')} path`
  },
  {
    name: 'about-team',
    scenario: 'busy',
    fragment: '#/team',
    ready: id('roster-code'),
    act: async (page) => page.locator(id('use-root-sheet')).scrollIntoViewIfNeeded()
  },
  {
    name: 'use-root-sheet',
    scenario: 'busy',
    fragment: '#/team!use-root-sheet',
    ready: id('use-root-sheet-dialog'),
    act: async (page) => page.locator(id('root-sheet-input')).fill('0481-040G-20 2081-U40G')
  },
  {
    name: 'root-sheet',
    scenario: 'founded',
    ready: shell,
    act: async (page) => {
      await page.locator(id('open-root-sheet')).click()
      await page.locator(id('root-sheet')).waitFor()
    }
  },
  {
    name: 'teams',
    scenario: 'several',
    ready: shell,
    act: async (page) =>
      await page
        .locator(id('team-switch'))
        .or(page.locator(id('team-rail')))
        .first()
        .waitFor()
  },
  {
    name: 'team-choice',
    scenario: 'several',
    fragment: '#/!teams',
    ready: id('team-choice')
  },
  { name: 'add-team', scenario: 'several', fragment: '#/t/2/add', ready: id('add-team-screen') },
  { name: 'joining-further', scenario: 'several', fragment: '#/t/3/', ready: id('join-progress') },
  {
    name: 'team-stopped',
    scenario: 'several',
    fragment: '#/t/2/',
    ready: shell,
    act: async (page) => {
      await page.evaluate(() => window.fake.setTeamPhase(2, { type: 'stopped', words: 'assertion failed: example' }))
      await page.locator(id('error-panel')).waitFor()
    }
  },
  {
    name: 'forget-team',
    scenario: 'several',
    fragment: '#/team',
    ready: id('forget-team'),
    act: async (page) => {
      await page.locator(id('forget-team')).click()
      await page.locator(id('confirm')).waitFor()
    }
  },
  { name: 'team', scenario: 'busy', fragment: '#/team', ready: id('team-pane') },
  {
    name: 'team-governed',
    scenario: 'governed',
    fragment: '#/team',
    ready: id('policies'),
    act: async (page) => page.locator(id('beyond-fences')).scrollIntoViewIfNeeded()
  },
  {
    name: 'team-activity',
    scenario: 'governed',
    fragment: '#/team',
    ready: id('activity-item'),
    act: async (page) => page.locator(id('leave-team')).scrollIntoViewIfNeeded()
  },
  {
    name: 'member-device',
    scenario: 'busy',
    fragment: '#/team',
    ready: id('policies'),
    act: async (page) => {
      await openMemberMenu(page)
      await page.locator(id('revoke-device')).first().click()
      await page.locator(id('revoke-dialog')).waitFor()
    }
  },
  { name: 'member-menu', scenario: 'busy', fragment: '#/team', ready: id('policies'), act: openMemberMenu },
  {
    name: 'member-role',
    scenario: 'busy',
    fragment: '#/team',
    ready: id('policies'),
    act: async (page) => {
      await openMemberMenu(page)
      await page.locator(id('set-role')).click()
      await page.locator(id('role-guest')).check()
    }
  },
  {
    name: 'member-remove',
    scenario: 'busy',
    fragment: '#/team',
    ready: id('policies'),
    act: async (page) => {
      await openMemberMenu(page)
      await page.locator(id('remove-member')).click()
      await page.locator(id('remove-dialog')).waitFor()
    }
  },
  {
    name: 'leave-team',
    scenario: 'busy',
    fragment: '#/team',
    ready: id('policies'),
    act: async (page) => {
      await page.locator(id('leave-team')).click()
      await page.locator(id('leave-dialog')).waitFor()
    }
  }
]
