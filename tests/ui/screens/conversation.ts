// Owns the screens of the list and of one conversation.

import { id, openFirst, openMenu, openNamed, shell, type Screen } from './screen.ts'

export const conversationScreens: readonly Screen[] = [
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
  }
]
