// What a person does on the screens by keyboard alone, and what they then see, with a fake node behind them.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { until, type Page } from '../fixtures/chromium.ts'
import { intentsOf, openConversation, serveScreens, type FakeScreens } from '../fixtures/fake-screens.ts'
import { focusedId, tabTo } from '../fixtures/keyboard.ts'

let screens: FakeScreens

beforeAll(async () => {
  screens = await serveScreens()
})
afterEach(() => screens.closePages())
afterAll(() => screens.close())

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}

const focusOn = (page: Page, id: string): Promise<unknown> =>
  until(async () => (await focusedId(page)) === id, { what: `the focus on ${id}` })

/** Back from the field, past the buttons beside it, to the message that has the focus in the timeline. */
async function toTimeline(page: Page): Promise<void> {
  const inTimeline = (): Promise<boolean> =>
    page.evaluate(
      () => document.activeElement instanceof HTMLElement && document.activeElement.dataset['row'] !== undefined
    )
  for (let steps = 0; steps < 6 && !(await inTimeline()); steps += 1) await page.keyboard.press('Shift+Tab')
}

describe('by keyboard alone', () => {
  test('a team is started, somebody invited and a message written, answered, corrected and deleted', async () => {
    const page = await screens.open('new')
    await page.getByTestId('welcome').waitFor()
    await tabTo(page, 'create-team')
    await page.keyboard.press('Enter')
    await focusOn(page, 'display-name')
    await page.keyboard.type('Mara')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Nord')
    await page.keyboard.press('Enter')
    await page.getByTestId('create-invite').waitFor()
    await tabTo(page, 'create-invite')
    await page.keyboard.press('Enter')
    await page.getByTestId('invite-link').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('invite-link').waitFor({ state: 'detached' })
    await tabTo(page, 'composer')
    await page.keyboard.type('first')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('line')
    await page.keyboard.press('Enter')
    await page.getByTestId('message').waitFor()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.type('!')
    await page.keyboard.press('Enter')
    await page.getByTestId('message-edited').waitFor()
    await toTimeline(page)
    await page.keyboard.press('r')
    await focusOn(page, 'composer')
    await page.keyboard.type('answer')
    await page.keyboard.press('Enter')
    await page.getByTestId('message-quote').waitFor()
    await toTimeline(page)
    await page.keyboard.press('Delete')
    await page.getByTestId('delete-for-everyone').waitFor()
    await tabTo(page, 'delete-for-everyone')
    await page.keyboard.press('Enter')
    await page.getByTestId('message-deleted').waitFor()
    const said = (await intentsOf(page)).flatMap((intent) =>
      'text' in intent && intent.type !== 'keep-draft' ? [intent.text] : []
    )
    expect(said).toEqual(['first\nline', 'first\nline!', 'answer'])
  })

  test('letters are keys of a message only while a message has the focus', async () => {
    const page = await screens.open('busy')
    await openConversation(page)
    // Seen once before, the sheet would not have to be fetched, and would be there at once.
    await page.getByTestId('open-details').focus()
    await page.keyboard.press('?')
    await page.getByTestId('keyboard-sheet').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('keyboard-sheet').waitFor({ state: 'detached' })
    await page.getByTestId('composer').click()
    await focusOn(page, 'composer')
    await page.keyboard.type('re+?')
    const written = await page.getByTestId('composer').inputValue()
    expect([
      written,
      await page.getByTestId('keyboard-sheet').count(),
      await page.getByTestId('stop-writing').count()
    ]).toEqual(['re+?', 0, 0])
  })

  test('[C10] Enter that comes before the list of names is loaded chooses from it all the same', async () => {
    const page = await screens.open('busy')
    await openConversation(page)
    const held: string[] = []
    const gates = { script: gate(), style: gate() }
    await page.route(/Completion/, async (route) => {
      const kind = route.request().url().endsWith('.css') ? 'style' : 'script'
      held.push(kind)
      await gates[kind].opened
      await route.continue()
    })
    await page.getByTestId('composer').click()
    await page.keyboard.type('come, @Ann')
    await page.keyboard.press('Enter')
    const script = page.waitForResponse(/Completion.*js$/)
    gates.script.open()
    await (await script).finished()
    // Loaded is not drawn: its style is still on its way.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    gates.style.open()
    await until(async () => (await page.getByTestId('composer').inputValue()).startsWith('come, @Anna-Lena '), {
      what: 'the whole name'
    })
    await page.keyboard.press('Enter')
    await page.getByTestId('message').filter({ hasText: 'come, @Anna-Lena' }).waitFor()
    const posts = (await intentsOf(page)).flatMap((intent) => (intent.type === 'post' ? [intent.mentions?.length] : []))
    expect([held.toSorted(), posts]).toEqual([['script', 'style'], [1]])
  })

  test('[C10] in a group Enter waits for who is in it, and names', async () => {
    const page = await screens.open('busy')
    await page.getByTestId('new-conversation').click()
    await page.getByTestId('new-group').check()
    await page.getByTestId('conversation-name-input').fill('Dachstuhl')
    await page.locator('[data-testid="person-option"][data-name^="Anna-Lena"]').check()
    await page.getByTestId('submit-conversation').click()
    await page.getByTestId('conversation-title').filter({ hasText: 'Dachstuhl' }).waitFor()
    await page.evaluate(() => window.fake.change((world) => (world.silent = 'group')))
    await page.getByTestId('composer').click()
    await page.keyboard.type('come, @Ann')
    await page.keyboard.press('Enter')
    await page.evaluate(() => window.fake.change((world) => (world.silent = undefined)))
    await until(async () => (await page.getByTestId('composer').inputValue()).startsWith('come, @Anna-Lena '), {
      what: 'the whole name'
    })
    await page.keyboard.press('Enter')
    await page.getByTestId('message').filter({ hasText: 'come, @Anna-Lena' }).waitFor()
    const posts = (await intentsOf(page)).flatMap((intent) => (intent.type === 'post' ? [intent.mentions?.length] : []))
    expect(posts).toEqual([1])
  })

  test('the arrows walk through messages, and the menu opens and gives the focus back', async () => {
    const page = await screens.open('busy')
    await openConversation(page)
    await page.getByTestId('composer').click()
    await toTimeline(page)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    const rowOf = (): Promise<string | undefined> =>
      page.evaluate(() =>
        document.activeElement instanceof HTMLElement ? document.activeElement.dataset['row'] : undefined
      )
    const before = await rowOf()
    await page.keyboard.press('Enter')
    await page.getByTestId('action-reply').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('action-reply').waitFor({ state: 'detached' })
    await until(async () => before !== undefined && (await rowOf()) === before, { what: 'the focus on the message' })
    await page.keyboard.press('d')
    await page.getByTestId('day-jump').waitFor()
    await page.keyboard.press('Escape')
    await until(async () => (await rowOf()) === before, { what: 'the focus on the message after the days' })
    // A question that the menu led to covers all of this, and gives the focus back to the message, too.
    await page.keyboard.press('Enter')
    await page.getByTestId('action-delete').press('Enter')
    await page.getByTestId('delete-for-me').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('delete-for-me').waitFor({ state: 'detached' })
    await until(async () => (await rowOf()) === before, { what: 'the focus on the message again' })
  })

  test('Alt and the arrows change the conversation, Ctrl+K finds one, ? explains', async () => {
    const page = await screens.open('busy')
    await openConversation(page)
    const title = page.getByTestId('conversation-title')
    await page.keyboard.press('Alt+Shift+ArrowDown')
    await title.filter({ hasText: 'Material' }).waitFor()
    await page.keyboard.press('Alt+ArrowUp')
    await title.filter({ hasText: 'Everyone' }).waitFor()
    await page.keyboard.press('Alt+ArrowDown')
    await title.filter({ hasText: 'Material' }).waitFor()
    await page.keyboard.press('Control+k')
    const field = page.getByTestId('search-input')
    await focusOn(page, 'search-input')
    await page.getByTestId('command').first().waitFor()
    const before = await field.boundingBox()
    await page.keyboard.type('piotr')
    await page.getByTestId('command').first().waitFor({ state: 'detached' })
    // The field stays where it is, however much is found.
    expect(await field.boundingBox()).toEqual(before)
    await page.keyboard.press('Enter')
    await title.filter({ hasText: 'Piotr' }).waitFor()
    await page.getByTestId('open-details').focus()
    await page.keyboard.press('?')
    await page.getByTestId('keyboard-sheet').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('keyboard-sheet').waitFor({ state: 'detached' })
    expect(await title.textContent()).toContain('Piotr')
    for (const way of ['open-settings', 'open-team']) {
      await page.getByTestId(way).click()
      await title.waitFor({ state: 'detached' })
      // The words at a button that has the focus go first.
      const left = async (): Promise<boolean> => {
        await page.keyboard.press('Escape')
        return await title.filter({ hasText: 'Piotr' }).isVisible()
      }
      await until(left, { what: `Esc leaves what ${way} showed` })
    }
  })
})
