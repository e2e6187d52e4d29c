// Owns the list of screens and states that are looked at, by eye and by axe: where each begins and what leads to it.

import type { Page } from 'playwright-core'

export interface Screen {
  readonly name: string
  readonly scenario: string
  readonly fragment?: string
  /** What stands there when the page is ready. */
  readonly ready: string
  readonly act?: (page: Page) => Promise<void>
}

const id = (name: string): string => `[data-testid="${name}"]`
const shell = id('app-shell')

/** Opens the first conversation, as a person does. */
async function openFirst(page: Page): Promise<void> {
  await page.locator(id('conversation-item')).first().click()
  await page.locator(`${id('timeline')}.placed`).waitFor()
}

async function openNamed(page: Page, name: string): Promise<void> {
  await page.locator(`${id('conversation-item')}[data-name="${name}"]`).click()
  await page.locator(`${id('timeline')}.placed`).waitFor()
}

async function openComparison(page: Page, name: string): Promise<void> {
  await page.locator(`${id('member-item')}[data-name="${name}"] ${id('verify-member')}`).click()
  await page.locator(`${id('code-qr')} path`).waitFor()
}

async function openMenu(page: Page): Promise<void> {
  await openFirst(page)
  await page
    .locator(`${id('message')}[data-mine="true"] ${id('message-menu')}`)
    .last()
    .click()
  await page.locator(id('action-reply')).waitFor()
}

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

async function openMemberMenu(page: Page): Promise<void> {
  await page
    .locator(`${id('member-item')}[data-role="admin"] ${id('member-menu')}`)
    .first()
    .click()
  await page.locator(id('remove-member')).waitFor()
}

export const screens: readonly Screen[] = [
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
  },
  { name: 'joining-approval', scenario: 'approval', ready: id('join-code') },
  { name: 'joining-refused', scenario: 'refused', ready: id('join-progress') },
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
    name: 'use-root-sheet',
    scenario: 'busy',
    fragment: '#/team!use-root-sheet',
    ready: id('use-root-sheet-dialog'),
    act: async (page) => page.locator(id('root-sheet-input')).fill('0481-040G-20 2081-U40G')
  },
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
  { name: 'list', scenario: 'busy', ready: id('conversation-item') },
  { name: 'conversation', scenario: 'busy', ready: shell, act: openFirst },
  { name: 'direct', scenario: 'busy', ready: shell, act: async (page) => openNamed(page, 'Ben Okafor') },
  {
    name: 'unread',
    scenario: 'busy',
    ready: shell,
    act: async (page) => openNamed(page, 'Material')
  },
  { name: 'long', scenario: 'long', ready: shell, act: openFirst },
  { name: 'hostile', scenario: 'hostile', ready: shell, act: openFirst },
  { name: 'hostile-list', scenario: 'hostile', ready: id('conversation-item') },
  { name: 'menu', scenario: 'busy', ready: shell, act: openMenu },
  {
    name: 'picker',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await openMenu(page)
      await page.locator(id('action-react')).click()
      await page
        .locator(`${id('emoji-picker')} ${id('emoji-option')}`)
        .first()
        .waitFor()
    }
  },
  {
    name: 'reach',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await openMenu(page)
      await page.locator(id('action-info')).click()
      await page.locator(id('reach-item')).first().waitFor()
    }
  },
  {
    name: 'delete',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await openMenu(page)
      await page.locator(id('action-delete')).click()
      await page.locator(id('delete-for-everyone')).waitFor()
    }
  },
  {
    name: 'reply',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await openMenu(page)
      await page.locator(id('action-reply')).click()
      await page.locator(id('composer')).fill('Dann bringe ich\nauch gleich\ndie Leiter mit.')
    }
  },
  {
    name: 'details',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await openFirst(page)
      await page.locator(id('open-details')).click()
      await page.locator(id('details')).waitFor()
    }
  },
  {
    name: 'new-group',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await page.locator(id('new-conversation')).click()
      await page.locator(id('new-group')).check()
      await page.locator(id('conversation-name-input')).fill('Dachstuhl Süd')
      await page.locator(id('person-option')).first().check()
    }
  },
  {
    name: 'group-details',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await page.locator(id('new-conversation')).click()
      await page.locator(id('new-group')).check()
      await page.locator(id('conversation-name-input')).fill('Dachstuhl Süd')
      for (const place of [0, 1]) await page.locator(id('person-option')).nth(place).check()
      await page.locator(id('submit-conversation')).click()
      await page.locator(id('open-details')).click()
      await page.locator(id('leave-group')).waitFor()
    }
  },
  {
    name: 'new-direct',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await page.locator(id('new-conversation')).click()
      await page.locator(id('person-option')).first().waitFor()
    }
  },
  {
    name: 'new-channel',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await page.locator(id('new-conversation')).click()
      await page.locator(id('new-channel')).check()
      await page.locator(id('conversation-name-input')).fill('Gerüst')
    }
  },
  {
    name: 'switcher',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await page.locator(id('open-search')).click()
      await page.locator(id('search-input')).fill('a')
    }
  },
  {
    name: 'connection',
    scenario: 'relayed',
    ready: shell,
    act: async (page) => {
      await page.locator(id('connection-status')).click()
      await page.locator(id('connection-panel')).waitFor()
    }
  },
  { name: 'offline', scenario: 'offline', ready: id('conversation-item') },
  {
    name: 'keyboard',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await page.keyboard.press('?')
      await page.locator(id('keyboard-sheet')).waitFor()
    }
  },
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
  },
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
  { name: 'restore-backup', scenario: 'new', fragment: '#/restore', ready: id('restore-screen') },
  { name: 'settings', scenario: 'busy', fragment: '#/settings', ready: id('settings') },
  {
    name: 'settings-sharing',
    scenario: 'governed',
    fragment: '#/settings',
    ready: id('sharing'),
    act: async (page) => page.locator(id('sharing')).scrollIntoViewIfNeeded()
  },
  {
    name: 'live',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await openNamed(page, 'Ben Okafor')
      await page.evaluate(() =>
        window.fake.change((world) => {
          const people = world.members.filter(({ mine }) => !mine).map(({ member, name }) => ({ member, name }))
          world.live = { typing: people.slice(0, 2), here: people.slice(2, 3) }
          for (const conversation of world.conversations)
            conversation.messages = conversation.messages.map((each) =>
              each.mine && each.delivery.state === 'everywhere'
                ? { ...each, delivery: { ...each.delivery, read: 1 } }
                : each
            )
        })
      )
      await page.locator(id('typing')).waitFor()
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
  },
  {
    name: 'moderate',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await openFirst(page)
      await page
        .locator(`${id('message')}[data-mine="false"] ${id('message-menu')}`)
        .last()
        .click()
      await page.locator(id('action-delete')).click()
      await page.locator(id('delete-for-everyone')).waitFor()
    }
  },
  { name: 'left', scenario: 'left', ready: id('untold') },
  { name: 'wiped', scenario: 'wiped', ready: id('wiped') },
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
  },
  { name: 'link-here', scenario: 'new', fragment: '#/link', ready: id('link-code') },
  { name: 'link-looking', scenario: 'link-looking', ready: id('join-progress') },
  { name: 'link-compare', scenario: 'link-compare', ready: id('device-digits') },
  { name: 'link-over', scenario: 'link-over', ready: id('link-again') },
  {
    name: 'toast',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await openFirst(page)
      await page.evaluate(() => window.fake.change((world) => (world.refuse = 'disk-full')))
      await page.locator(id('composer')).fill('Passt das noch?')
      await page.locator(id('send')).click()
      await page.locator(id('toast')).waitFor()
    }
  },
  { name: 'elsewhere', scenario: 'elsewhere', ready: id('elsewhere') },
  { name: 'unavailable', scenario: 'unavailable', ready: id('error-panel') },
  { name: 'stopped', scenario: 'stopped', ready: id('error-panel') },
  { name: 'removed', scenario: 'removed', ready: id('removed') }
]
