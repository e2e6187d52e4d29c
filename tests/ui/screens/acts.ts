// Owns the screens of what is done with messages: choosing, forwarding, asking, looking once, sending later, attaching, completing.

import type { Page } from 'playwright-core'
import { id, leadingIn, openAt, openFirst, pressIn, shell, type Screen } from './screen.ts'

const acted = { scenario: 'acted', ready: shell } as const

/** What the menu of the message with these words offers under that name, chosen by keyboard. */
async function act(page: Page, words: string, action: string): Promise<void> {
  const row = await openAt(page, words)
  await page.locator(row).press('Enter')
  await page.locator(id(action)).click()
}

const press = (words: string, name: string) => async (page: Page) =>
  await pressIn(page, await openAt(page, words), name)

const leading = leadingIn('acted')

const opening = (name: string, lead: (page: Page) => Promise<void>, awaited: string): Screen =>
  leading(
    name,
    async (page) => {
      await openFirst(page)
      await lead(page)
    },
    awaited
  )

const typing = (name: string, typed: string): Screen =>
  opening(name, (page) => page.locator(id('composer')).pressSequentially(typed), id('completion-option'))

async function more(page: Page, item: string): Promise<void> {
  await page.locator(id('compose-more')).click()
  await page.locator(id(item)).click()
}

async function details(page: Page): Promise<void> {
  await page.locator(id('open-details')).click()
  await page.locator(id('set-timer')).scrollIntoViewIfNeeded()
}

export const actsScreens: readonly Screen[] = [
  { ...acted, name: 'acted', act: openFirst },
  leading('files', async (page) => void (await openAt(page, 'Statik.zip')), id('pause-file')),
  leading('once', press('closed', 'open-once'), id('confirm')),
  leading(
    'once-open',
    async (page) => {
      await press('closed', 'open-once')(page)
      await page.locator(id('confirm')).click()
    },
    id('once-text')
  ),
  leading('forward', (page) => act(page, 'Der Kran steht', 'action-forward'), id('forward-option')),
  leading('versions', press('Baubesprechung', 'message-edited'), id('version')),
  leading('replies', press('Baubesprechung', 'message-replies'), id('reply-item')),
  leading(
    'selection',
    async (page) => {
      await page.locator(await openAt(page, 'Der Kran steht')).press('x')
      await page.locator(id('choose-message')).last().check()
    },
    id('select-bar')
  ),
  opening('compose-more', (page) => page.locator(id('compose-more')).click(), id('new-poll')),
  opening(
    'new-poll',
    async (page) => {
      await more(page, 'new-poll')
      await page.locator(id('poll-question')).fill('Wann soll der Kran kommen?')
      await page.locator(id('poll-add')).click()
    },
    id('poll-dialog')
  ),
  opening('write-once', (page) => more(page, 'write-once'), id('writing-once')),
  opening(
    'send-later',
    async (page) => {
      await page.locator(id('composer')).fill('Guten Morgen!')
      await more(page, 'send-later')
    },
    id('later-when')
  ),
  opening('scheduled', (page) => page.locator(id('open-scheduled')).click(), id('scheduled-item')),
  opening('details-acts', details, id('pins')),
  opening(
    'stars',
    async (page) => {
      await details(page)
      await page.locator(id('open-stars')).click()
    },
    id('star-item')
  ),
  opening('day-jump', (page) => page.locator(id('open-day-jump')).first().click(), id('jump-day')),
  {
    name: 'mentions',
    scenario: 'busy',
    ready: shell,
    act: async (page) => {
      await page.locator(id('open-mentions')).click()
      await page.locator(id('mention-item')).first().waitFor()
    }
  },
  typing('complete-name', 'Hallo @'),
  typing('complete-emoji', ':la'),
  typing('complete-command', '/'),
  opening(
    'attach',
    (page) =>
      page.locator(id('attach-input')).setInputFiles([
        {
          name: 'Aufmaß Haus B, 2. Obergeschoss, mit allen Nachträgen.csv',
          mimeType: 'text/csv',
          buffer: Buffer.from('a;b')
        },
        { name: 'Notiz.txt', mimeType: 'text/plain', buffer: Buffer.from('Fenster zu') }
      ]),
    id('attach-dialog')
  )
]
