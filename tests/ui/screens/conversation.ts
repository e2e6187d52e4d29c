// Owns the screens of the list and of one conversation.

import type { Page } from 'playwright-core'
import { click, id, leadingIn, openFirst, openMenu, openNamed, shell, type Screen } from './screen.ts'

const busy = { scenario: 'busy', ready: shell } as const
const leading = leadingIn('busy')

/** What the menu of an own message offers under that name. */
const throughMenu = (action: string) => async (page: Page) => {
  await openMenu(page)
  await click(page, action)
}

/** A new group with a name, and nobody in it yet. */
async function nameGroup(page: Page): Promise<void> {
  await click(page, 'new-conversation')
  await page.locator(id('new-group')).check()
  await page.locator(id('conversation-name-input')).fill('Dachstuhl Süd')
}

export const conversationScreens: readonly Screen[] = [
  { name: 'list', scenario: 'busy', ready: id('conversation-item') },
  { ...busy, name: 'conversation', act: openFirst },
  { ...busy, name: 'direct', act: async (page) => openNamed(page, 'Ben Okafor') },
  { ...busy, name: 'unread', act: async (page) => openNamed(page, 'Material') },
  { name: 'long', scenario: 'long', ready: shell, act: openFirst },
  { name: 'hostile', scenario: 'hostile', ready: shell, act: openFirst },
  { name: 'hostile-list', scenario: 'hostile', ready: id('conversation-item') },
  { ...busy, name: 'menu', act: openMenu },
  leading('picker', throughMenu('action-react'), `${id('emoji-picker')} ${id('emoji-option')}`),
  leading('reach', throughMenu('action-info'), id('reach-item')),
  leading('delete', throughMenu('action-delete'), id('delete-for-everyone')),
  {
    ...busy,
    name: 'reply',
    act: async (page) => {
      await throughMenu('action-reply')(page)
      await page.locator(id('composer')).fill('Dann bringe ich\nauch gleich\ndie Leiter mit.')
    }
  },
  leading(
    'details',
    async (page) => {
      await openFirst(page)
      await click(page, 'open-details')
    },
    id('details')
  ),
  {
    ...busy,
    name: 'new-group',
    act: async (page) => {
      await nameGroup(page)
      await page.locator(id('person-option')).first().check()
    }
  },
  leading(
    'group-details',
    async (page) => {
      await nameGroup(page)
      for (const place of [0, 1]) await page.locator(id('person-option')).nth(place).check()
      await click(page, 'submit-conversation', 'open-details')
    },
    id('leave-group')
  ),
  leading(
    'new-group-unreached',
    async (page) => {
      await nameGroup(page)
      await page.locator(`${id('person-option')}[data-name="Piotr Wiśniewski"]`).check()
    },
    id('guest-unreached')
  ),
  leading('new-direct', async (page) => click(page, 'new-conversation'), id('person-option')),
  {
    ...busy,
    name: 'new-channel',
    act: async (page) => {
      await click(page, 'new-conversation')
      await page.locator(id('new-channel')).check()
      await page.locator(id('conversation-name-input')).fill('Gerüst')
    }
  },
  {
    ...busy,
    name: 'switcher',
    act: async (page) => {
      await click(page, 'open-search')
      await page.locator(id('search-input')).fill('a')
    }
  },
  leadingIn('relayed')('connection', async (page) => click(page, 'connection-status'), id('connection-panel')),
  { name: 'offline', scenario: 'offline', ready: id('conversation-item') },
  leading('keyboard', async (page) => page.keyboard.press('?'), id('keyboard-sheet')),
  leading(
    'live',
    async (page) => {
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
    },
    id('typing')
  ),
  leading(
    'moderate',
    async (page) => {
      await openFirst(page)
      await page
        .locator(`${id('message')}[data-mine="false"] ${id('message-menu')}`)
        .last()
        .click()
      await click(page, 'action-delete')
    },
    id('delete-for-everyone')
  ),
  leading(
    'toast',
    async (page) => {
      await openFirst(page)
      await page.evaluate(() => window.fake.change((world) => (world.refuse = 'disk-full')))
      await page.locator(id('composer')).fill('Passt das noch?')
      await click(page, 'send')
    },
    id('toast')
  )
]
