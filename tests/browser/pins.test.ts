// Pinned conversations carried to another place: by mouse and keyboard at a desk, by a finger on a German phone whose hold opens the menu.

import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until, type Page } from '../fixtures/chromium.ts'
import { createCrew, type Crew } from '../fixtures/crew.ts'
import { fingersOn, middleOf, type Spot } from '../fixtures/fingers.ts'
import { createPerson, type Person } from '../fixtures/person.ts'

describe('the order of pinned conversations', () => {
  let crew: Crew
  let anna: Person

  const item = (page: Page, name: string) => page.locator(`[data-testid="conversation-item"][data-name="${name}"]`)
  const pinned = (page: Page) => page.locator('[data-testid="conversation-item"][data-pinned="true"]')
  const order = (page: Page): Promise<readonly (string | null)[]> =>
    pinned(page).evaluateAll((all) => all.map((each) => each.getAttribute('data-name')))
  const stands = (page: Page, ...names: readonly string[]): Promise<unknown> =>
    until(async () => (await order(page)).join() === names.join(), { what: `the order ${names.join(', ')}` })

  /** Where it is once nothing moves it: rows glide to a new place. */
  async function restOf(row: Locator): Promise<Spot> {
    await row.click({ trial: true })
    return middleOf(row)
  }

  async function pin(page: Page, name: string): Promise<void> {
    await item(page, name).click({ button: 'right' })
    await page.getByTestId('pin-conversation').click()
    await until(async () => (await item(page, name).getAttribute('data-pinned')) === 'true', { what: `${name} pinned` })
  }

  beforeAll(async () => {
    crew = await createCrew('Anna')
    ;[anna] = crew.people as [Person]
    for (const name of ['Dach', 'Keller']) {
      await anna.page.getByTestId('new-conversation').click()
      await anna.page.getByTestId('new-channel').click()
      await anna.page.getByTestId('conversation-name-input').fill(name)
      await anna.page.getByTestId('submit-conversation').click()
      await item(anna.page, name).waitFor()
    }
    for (const name of ['Dach', 'Keller', 'Everyone']) await pin(anna.page, name)
  })
  afterAll(() => crew.close())

  it('[C22] a mouse carries one over others, a click still opens it, and Escape puts it back', async () => {
    const { page } = anna
    await stands(page, 'Dach', 'Keller', 'Everyone')
    await page.locator('[data-item]').first().waitFor()
    const [first, last] = [await restOf(item(page, 'Dach')), await restOf(item(page, 'Everyone'))]
    const { pathname, hash } = new URL(page.url())
    await page.mouse.move(first.x, first.y)
    await page.mouse.down()
    await page.mouse.move(first.x, (first.y + last.y) / 2, { steps: 5 })
    await page.mouse.move(first.x, last.y + 4, { steps: 5 })
    await page.mouse.up()
    await stands(page, 'Keller', 'Everyone', 'Dach')
    await restOf(item(page, 'Keller'))
    expect(new URL(page.url())).toMatchObject({ pathname, hash })
    await page.mouse.move(first.x, first.y)
    await page.mouse.down()
    await page.mouse.move(first.x, last.y, { steps: 5 })
    await page.keyboard.press('Escape')
    await page.mouse.up()
    await page.locator('.carried').waitFor({ state: 'detached' })
    // The node answers in order: what Escape did not keep from it would be answered before this.
    await item(page, 'Keller').click()
    await until(async () => (await item(page, 'Keller').getAttribute('aria-current')) === 'page', {
      what: 'Keller open'
    })
    expect(await order(page)).toEqual(['Keller', 'Everyone', 'Dach'])
  })

  it('[C22] Ctrl, Shift and an arrow move the one that has the focus, which stays there, and say so', async () => {
    const { page } = anna
    await item(page, 'Dach').focus()
    await page.keyboard.press('Control+Shift+ArrowUp')
    await stands(page, 'Keller', 'Dach', 'Everyone')
    await until(() => item(page, 'Dach').evaluate((link) => link === document.activeElement), { what: 'the focus' })
    await page.getByText('Dach: now 2 of 3').waitFor({ state: 'attached' })
    await page.keyboard.press('Control+Shift+ArrowUp')
    await stands(page, 'Dach', 'Keller', 'Everyone')
    // There is no place above the first.
    await page.keyboard.press('Control+Shift+ArrowUp')
    await page.keyboard.press('Control+Shift+ArrowDown')
    await stands(page, 'Keller', 'Dach', 'Everyone')
  })

  it('[C22] on a phone a hold opens the menu, and moving on carries instead; scrolling and tapping stay what they are', async () => {
    const options = { locale: 'de-DE', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
    const ben = await createPerson(crew.browser, { name: 'Ben', url: crew.url, options })
    await ben.join(await anna.invite())
    const { page } = ben
    const fingers = await fingersOn(page)
    for (const name of ['Alle', 'Dach', 'Keller']) {
      await fingers.down(await restOf(item(page, name)))
      await page.getByTestId('pin-conversation').waitFor()
      await fingers.up()
      await page.getByTestId('pin-conversation').tap()
      await until(async () => (await item(page, name).getAttribute('data-pinned')) === 'true', { what: name })
    }
    await page.locator('[data-item]').first().waitFor()
    const [first, last] = [await restOf(item(page, 'Alle')), await restOf(item(page, 'Keller'))]
    // A finger that does not rest scrolls, and carries nothing.
    await fingers.slide([first, last], page.getByTestId('conversation-list'))
    expect(await order(page)).toEqual(['Alle', 'Dach', 'Keller'])
    await fingers.down(first)
    await page.getByTestId('conversation-menu').waitFor()
    for (const part of [0.2, 0.6, 1.1]) await fingers.move({ x: first.x, y: first.y + (last.y - first.y) * part })
    await page.getByTestId('conversation-menu').waitFor({ state: 'detached' })
    await fingers.up()
    await stands(page, 'Dach', 'Keller', 'Alle')
    await fingers.tap(await restOf(item(page, 'Dach')))
    await page.getByTestId('composer').waitFor()
    for (const { watch } of [anna, ben]) expect(watch).toMatchObject({ foreign: [], errors: [] })
  })
})
