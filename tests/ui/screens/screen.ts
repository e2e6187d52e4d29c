// Owns what all lists of screens share: what a screen is, and the few ways that lead to many of them.

import type { Page } from 'playwright-core'

export interface Screen {
  readonly name: string
  readonly scenario: string
  readonly fragment?: string
  /** What stands there when the page is ready. */
  readonly ready: string
  readonly act?: (page: Page) => Promise<void>
}

/** The selector of a hook for tests. */
export const id = (name: string): string => `[data-testid="${name}"]`
export const shell = id('app-shell')

/** Screens of one scenario that a person is led to; each is ready when what is awaited stands there. */
export const leadingIn =
  (scenario: string) =>
  (name: string, lead: (page: Page) => Promise<unknown>, awaited: string): Screen => ({
    scenario,
    ready: shell,
    name,
    act: async (page) => {
      await lead(page)
      await page.locator(awaited).first().waitFor()
    }
  })

/** Clicks one hook after the other. */
export async function click(page: Page, ...names: readonly string[]): Promise<void> {
  for (const name of names) await page.locator(id(name)).click()
}

/** Opens the first conversation, as a person does. */
export async function openFirst(page: Page): Promise<void> {
  await page.locator(id('conversation-item')).first().click()
  await page.locator(`${id('timeline')}.placed`).waitFor()
}

/** Opens the conversation of that name. */
export async function openNamed(page: Page, name: string): Promise<void> {
  await page.locator(`${id('conversation-item')}[data-name="${name}"]`).click()
  await page.locator(`${id('timeline')}.placed`).waitFor()
}

/**
 * Opens the first conversation at a message: one that says these words, has a file of this name, or is to be seen once and in this state. What
 * stands beyond the screen is not in the document, so the app's own way there is taken. Gives the selector of its row.
 */
export async function openAt(page: Page, which: string): Promise<string> {
  const row = await page.evaluate((wanted) => {
    const [first] = window.fake.world.conversations
    const found = first?.messages.find(
      ({ text, files, once }) => once === wanted || text.includes(wanted) || files.some(({ name }) => name === wanted)
    )
    if (first === undefined || found === undefined) throw new Error(`no message ${wanted}`)
    location.hash = `#/c/${first.id}/m/${found.message}`
    return `[data-row="${found.message}"]`
  }, which)
  await page.locator(`${id('timeline')}.placed ${row}`).waitFor({ state: 'attached' })
  return row
}

/** What is under a hook in a row, pressed without a hand: rows still move while a conversation opens, and a click between them is lost. */
export async function pressIn(page: Page, row: string, name: string): Promise<void> {
  await page
    .locator(`${row} ${id(name)}`)
    .first()
    .dispatchEvent('click')
}

/** Opens the menu of the last own message in the first conversation. */
export async function openMenu(page: Page): Promise<void> {
  await openFirst(page)
  await page
    .locator(`${id('message')}[data-mine="true"] ${id('message-menu')}`)
    .last()
    .click()
  await page.locator(id('action-reply')).waitFor()
}
