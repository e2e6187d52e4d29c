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

/** Opens the menu of the last own message in the first conversation. */
export async function openMenu(page: Page): Promise<void> {
  await openFirst(page)
  await page
    .locator(`${id('message')}[data-mine="true"] ${id('message-menu')}`)
    .last()
    .click()
  await page.locator(id('action-reply')).waitFor()
}
