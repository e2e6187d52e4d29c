// What a person does on a phone and what they then see, with a fake node behind the screens: by thumb, with the way back, and with a
// keyboard that covers half of it.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../fixtures/chromium.ts'
import { intentsOf, openConversation, serveScreens, type FakeScreens } from '../fixtures/fake-screens.ts'
import { fingersOn, middleOf } from '../fixtures/fingers.ts'
import { holdThumb } from '../fixtures/thumb.ts'

let screens: FakeScreens

beforeAll(async () => {
  screens = await serveScreens()
})
afterEach(() => screens.closePages())
afterAll(() => screens.close())

describe('on a phone', () => {
  test('back goes from details to the conversation to the list, and closes what lies over it', async () => {
    const page = await screens.open('busy', '', { phone: true })
    await openConversation(page)
    await page.getByTestId('open-details').click()
    await page.getByTestId('details').waitFor()
    await page.goBack()
    await page.getByTestId('composer').waitFor()
    await page.goBack()
    await page.getByTestId('conversation-list').waitFor()
    await page.getByTestId('new-conversation').click()
    await page.getByTestId('person-option').first().waitFor()
    await page.goBack()
    await page.getByTestId('person-option').first().waitFor({ state: 'detached' })
    await until(async () => (await page.getByTestId('conversation-item').count()) === 6, { what: 'the whole list' })
  })

  test('back closes a menu, a question, a form and a choice, one at a time, and keeps the conversation', async () => {
    const page = await screens.open('busy', '', { phone: true })
    await openConversation(page)
    const bubble = page.getByTestId('message-text').last()
    const opened = page.locator('[role=dialog], [role=menu], [data-testid=select-bar]')
    const menu = async (action: string): Promise<void> => {
      await holdThumb(bubble)
      await page.getByTestId(action).tap()
    }
    for (const open of [
      async () => holdThumb(bubble),
      async () => {
        await menu('action-delete')
        await page.getByTestId('delete-for-me').waitFor()
      },
      async () => {
        await menu('action-select')
        // While one chooses, a tap anywhere on a message chooses it, or takes it back.
        const chosen = page.locator('[data-testid=choose-message]:checked')
        await until(async () => (await chosen.count()) === 1, { what: 'the first one' })
        await page.getByTestId('message').nth(-2).getByTestId('message-text').tap()
        await until(async () => (await chosen.count()) === 2, { what: 'another one' })
        await page.getByTestId('message').nth(-2).getByTestId('message-text').tap()
        await until(async () => (await chosen.count()) === 1, { what: 'the first one alone' })
      },
      async () => {
        await page.getByTestId('compose-more').tap()
        await page.getByTestId('new-poll').tap()
        await page.getByTestId('poll-question').fill('When?')
      }
    ]) {
      await open()
      await page.goBack()
      await opened.first().waitFor({ state: 'detached' })
      await page.getByTestId('composer').waitFor()
    }
    // What closed by its own button leaves no step: the next one back leaves the conversation.
    await holdThumb(bubble)
    await page.getByTestId('action-reply').tap()
    await opened.first().waitFor({ state: 'detached' })
    // The browser takes the step back a moment later.
    await page.waitForFunction(() => history.state?.over === undefined)
    await page.goBack()
    await page.getByTestId('conversation-list').waitFor()
  })

  test('a thumb pulls a message to answer it, and no other way moves it', async () => {
    const page = await screens.open('busy', '', { phone: true })
    await openConversation(page)
    const bubble = page.getByTestId('message-text').last()
    await bubble.tap({ trial: true })
    const fingers = await fingersOn(page)
    const from = await middleOf(bubble)
    const about = page.getByTestId('stop-writing')
    await fingers.draw([from, { x: from.x - 150, y: from.y }])
    await fingers.draw([from, { x: from.x + 40, y: from.y }])
    expect(await about.count()).toBe(0)
    await fingers.draw([from, { x: from.x + 120, y: from.y }])
    await about.waitFor()
    await page.getByTestId('composer').and(page.locator(':focus')).waitFor()
  })

  test('a long press opens the menu, and a reaction is one tap away', async () => {
    const page = await screens.open('busy', '', { phone: true })
    await openConversation(page)
    const bubble = page.getByTestId('message-text').last()
    await holdThumb(bubble)
    await page.locator('[data-testid=emoji-option][data-emoji="🙏"]').tap()
    await page.locator('[data-testid=reaction][data-emoji="🙏"][data-count="1"]').waitFor()
  })

  test('Enter makes a new line, the button sends', async () => {
    const page = await screens.open('busy', '', { phone: true })
    await openConversation(page)
    await page.getByTestId('composer').tap()
    await page.getByTestId('composer').and(page.locator(':focus')).waitFor()
    await page.keyboard.type('one')
    await page.keyboard.press('Enter')
    await page.keyboard.type('two')
    await page.getByTestId('send').tap()
    await page.getByTestId('message').filter({ hasText: 'two' }).waitFor()
    const posts = (await intentsOf(page)).flatMap((intent) => (intent.type === 'post' ? [intent.text] : []))
    expect(posts).toEqual(['one\ntwo'])
  })
})

describe('the keyboard of a phone', () => {
  test.each(['new-conversation', 'open-search'])('covers nothing that is typed in over the app: %s', async (opener) => {
    const page = await screens.open('busy', '', { phone: true })
    await page.getByTestId(opener).click()
    const field = opener === 'open-search' ? 'search-input' : 'conversation-purpose-input'
    if (opener === 'new-conversation') await page.getByTestId('new-channel').check()
    await page.getByTestId(field).focus()
    // As browsers tell it: the layout stays, and the visual viewport is what is left.
    const left = 330
    await page.evaluate((height) => {
      Object.defineProperty(window.visualViewport, 'height', { configurable: true, get: () => height })
      window.visualViewport?.dispatchEvent(new Event('resize'))
    }, left)
    const bottomOf = async (hook: string): Promise<number> => {
      const box = await page.getByTestId(hook).boundingBox()
      return box === null ? Infinity : box.y + box.height
    }
    await until(async () => (await bottomOf(field)) <= left, { what: 'the field above the keyboard' })
    const dialog = await page.getByRole('dialog').boundingBox()
    expect([dialog !== null && dialog.y >= 0, dialog !== null && dialog.y + dialog.height <= left]).toEqual([
      true,
      true
    ])
    if (opener === 'open-search') return
    await page.getByTestId('submit-conversation').scrollIntoViewIfNeeded()
    expect(await bottomOf('submit-conversation')).toBeLessThanOrEqual(left)
  })
})
