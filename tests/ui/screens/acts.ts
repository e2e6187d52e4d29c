// Owns the screens of what is done with messages: choosing, forwarding, asking, looking once, sending later, attaching, completing.

import type { Page } from 'playwright-core'
import { id, openFirst, shell, type Screen } from './screen.ts'

const acted = { scenario: 'acted', ready: shell } as const

/** Brings what stands further up into view and its row to the focus: rows beyond the screen are not in the document, the focused one stays. */
async function reveal(page: Page, selector: string): Promise<void> {
  const list = page.locator(id('timeline'))
  const focused = (): Promise<boolean> =>
    page.locator(selector).evaluateAll(([first]) => {
      first?.closest<HTMLElement>('[data-row]')?.focus()
      first?.scrollIntoView({ block: 'center' })
      return first !== undefined
    })
  for (let steps = 0; steps < 100 && !(await focused()); steps += 1)
    await list.evaluate(async (element) => {
      // By hand: whatever else moves, the list goes back to its end.
      element.dispatchEvent(new WheelEvent('wheel'))
      element.scrollTop -= 150
      for (const _frame of [1, 2, 3]) await new Promise(requestAnimationFrame)
    })
}

const saying = (words: string): string => `[data-row]:has-text("${words}")`

/** What the menu of the message with these words offers under that name, chosen by keyboard. */
async function act(page: Page, words: string, action: string): Promise<void> {
  await reveal(page, saying(words))
  await page.locator(saying(words)).last().press('Enter')
  await page.locator(id(action)).click()
}

async function press(page: Page, name: string): Promise<void> {
  await reveal(page, id(name))
  // Without a hand: rows still move while a conversation is opening, and between its down and up a click is lost.
  await page.locator(id(name)).first().dispatchEvent('click')
}

const opening = (name: string, lead: (page: Page) => Promise<void>, awaited: string): Screen => ({
  ...acted,
  name,
  act: async (page) => {
    await openFirst(page)
    await lead(page)
    await page.locator(awaited).first().waitFor()
  }
})

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
  opening('files', (page) => reveal(page, id('pause-file')), id('file')),
  opening('once', (page) => press(page, 'open-once'), id('confirm')),
  opening(
    'once-open',
    async (page) => {
      await press(page, 'open-once')
      await page.locator(id('confirm')).click()
    },
    id('once-text')
  ),
  opening('forward', (page) => act(page, 'Der Kran steht', 'action-forward'), id('forward-option')),
  opening('versions', (page) => press(page, 'message-edited'), id('version')),
  opening('replies', (page) => press(page, 'message-replies'), id('reply-item')),
  opening(
    'selection',
    async (page) => {
      await reveal(page, saying('Der Kran steht'))
      await page.locator(saying('Der Kran steht')).last().press('x')
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
