// Owns the screens before a team is there and where the app halts: welcome, joining, linking, lock, the ends.

import { id, type Screen } from './screen.ts'

export const startScreens: readonly Screen[] = [
  { name: 'welcome', scenario: 'new', ready: id('welcome') },
  { name: 'start', scenario: 'new', fragment: '#/start', ready: id('team-name') },
  {
    name: 'start-wrong',
    scenario: 'new',
    fragment: '#/start',
    ready: id('team-name'),
    act: async (page) => page.locator(id('submit-create')).click()
  },
  { name: 'join', scenario: 'new', fragment: '#/join', ready: id('invitation-input') },
  { name: 'join-link', scenario: 'new', fragment: '#j=AWFiY2RlZmdoaWprbG1ub3A', ready: id('submit-join') },
  { name: 'joining', scenario: 'looking', ready: id('join-progress') },
  { name: 'joining-nobody', scenario: 'nobody', ready: id('join-progress') },
  { name: 'joining-checking', scenario: 'checking', ready: id('join-progress') },
  { name: 'joining-expired', scenario: 'expired', ready: id('join-progress') },
  { name: 'joining-approval', scenario: 'approval', ready: id('join-code') },
  { name: 'joining-refused', scenario: 'refused', ready: id('join-progress') },
  { name: 'restore-backup', scenario: 'new', fragment: '#/restore', ready: id('restore-screen') },
  { name: 'link-here', scenario: 'new', fragment: '#/link', ready: id('link-code') },
  { name: 'link-looking', scenario: 'link-looking', ready: id('join-progress') },
  { name: 'link-compare', scenario: 'link-compare', ready: id('device-digits') },
  { name: 'link-over', scenario: 'link-over', ready: id('link-again') },
  { name: 'elsewhere', scenario: 'elsewhere', ready: id('elsewhere') },
  { name: 'unavailable', scenario: 'unavailable', ready: id('error-panel') },
  { name: 'stopped', scenario: 'stopped', ready: id('error-panel') },
  { name: 'removed', scenario: 'removed', ready: id('removed') },
  { name: 'left', scenario: 'left', ready: id('untold') },
  { name: 'wiped', scenario: 'wiped', ready: id('wiped') },
  { name: 'locked', scenario: 'locked-passkey', ready: id('lock-screen') },
  {
    name: 'locked-wrong',
    scenario: 'locked',
    ready: id('unlock'),
    act: async (page) => {
      await page.locator(id('passphrase-input')).fill('not this one')
      await page.locator(id('unlock')).click()
      await page.locator(`${id('passphrase-input')}[aria-invalid="true"]`).waitFor()
    }
  }
]
