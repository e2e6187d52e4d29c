// What a person does on the screens and what they then see, with a fake node behind them: texts that mean harm, a window that narrows
// or comes back, questions, copies, and emoji. By keyboard: screen-keys; by thumb: screen-thumbs; far back: screen-history; at the
// door: screen-ways-in.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../fixtures/chromium.ts'
import { intentsOf, openConversation, serveScreens, type FakeScreens } from '../fixtures/fake-screens.ts'
import { focusedId } from '../fixtures/keyboard.ts'

let screens: FakeScreens

beforeAll(async () => {
  screens = await serveScreens()
})
afterEach(() => screens.closePages())
afterAll(() => screens.close())

describe('texts that mean harm', () => {
  test('[W2] stand there as text: no element comes of them, links say where they lead, names are told apart', async () => {
    const page = await screens.open('hostile')
    await openConversation(page)
    const timeline = page.getByTestId('timeline')
    const found = await timeline.evaluate((log) => ({
      foreign: log.querySelectorAll('img, script, b, iframe').length,
      text: log.textContent?.includes('<img src=x onerror=alert(1)>'),
      links: [...log.querySelectorAll('a')].map(({ href, rel, target }) => `${href} ${rel} ${target}`),
      isolated: [...log.querySelectorAll('[data-testid=message-text]')].every((each) =>
        ['isolate', 'plaintext'].includes(getComputedStyle(each).unicodeBidi)
      ),
      overrides: /[\u202d\u202e]/.test(log.textContent ?? '')
    }))
    expect(found).toEqual({
      foreign: 0,
      text: true,
      links: ['https://gut.example@boese.example/anmelden noopener noreferrer _blank'],
      isolated: true,
      overrides: false
    })
    await timeline.getByText('→ boese.example').waitFor()
  })

  test('[C6] what came late, from a clock ahead, or cannot be read yet is marked in words', async () => {
    const page = await screens.open('hostile')
    await openConversation(page)
    const timeline = page.getByTestId('timeline')
    await timeline.getByText('The sender’s clock is ahead').waitFor({ state: 'attached' })
    await timeline.getByText('This message needs a newer version of Flurfunk.').waitFor()
    await openConversation(page, 'Everyone')
    await timeline.getByText('received later').first().waitFor({ state: 'attached' })
  })
})

describe('the window itself', () => {
  test('it narrows while details are open: they take the focus, and give it back', async () => {
    const page = await screens.open('busy')
    await openConversation(page)
    await page.getByTestId('open-details').click()
    await page.getByTestId('composer').click()
    const isInDetails = (): Promise<boolean> =>
      page.evaluate(() => document.activeElement?.querySelector('[data-testid=details]') !== null)
    const beside = [await focusedId(page), await isInDetails()]
    await page.setViewportSize({ width: 900, height: 800 })
    await until(async () => (await page.locator('main[inert]').count()) === 1, { what: 'the details over all' })
    const isOver = () => page.evaluate(() => document.activeElement?.classList.contains('details'))
    await until(isOver, { what: 'the focus in the details' })
    await page.keyboard.press('Escape')
    await until(async () => (await focusedId(page)) === 'composer', { what: 'the focus in the field again' })
    expect(beside).toEqual(['composer', false])
  })

  test('it gets the focus again: the list stays where one reads, though a message far from there has it', async () => {
    const page = await screens.open('long')
    await openConversation(page)
    await page
      .locator('[data-row]')
      .nth(3)
      .click({ position: { x: 4, y: 6 } })
    await page.keyboard.press('ArrowDown')
    await page.mouse.wheel(0, -1500)
    const isFar = (): Promise<boolean> =>
      page.evaluate(() => {
        const row = document.activeElement?.closest('[data-row]:focus-visible')
        return (row?.getBoundingClientRect().top ?? 0) > innerHeight
      })
    await until(isFar, { what: 'the message far below what is read' })
    const moved = await page.getByTestId('timeline').evaluate(async (log) => {
      const still = async (): Promise<number> => {
        for (let frames = 0, at = log.scrollTop; frames < 10; at = log.scrollTop) {
          await new Promise((resolve) => requestAnimationFrame(resolve))
          frames = log.scrollTop === at ? frames + 1 : 0
        }
        return log.scrollTop
      }
      const before = await still()
      // As a browser tells it: the element that has the focus loses and gets it with the window.
      const row = document.activeElement
      dispatchEvent(new FocusEvent('blur'))
      dispatchEvent(new FocusEvent('focus'))
      row?.dispatchEvent(new FocusEvent('focusin', { bubbles: true }))
      return (await still()) - before
    })
    expect([moved, await isFar()]).toEqual([0, true])
  })
})

describe('a note that cannot be stored', () => {
  test('[P10] a tap copies the words that were typed, and says so', async () => {
    const page = await screens.open('pads')
    await openConversation(page)
    await page.getByTestId('open-details').click()
    await page.getByTestId('pad-item').nth(4).click()
    await page.getByTestId('copy-unsaved').click()
    await page.getByTestId('toast').getByText('Copied').waitFor()
    await page.getByTestId('close-pad').click()
    await page.getByTestId('pad').waitFor({ state: 'detached' })
    await page.getByTestId('composer').fill('')
    await page.getByTestId('composer').press('ControlOrMeta+v')
    await until(async () => (await page.getByTestId('composer').inputValue()) === ', Höhe 3 m', {
      what: 'the words in another field'
    })
  })
})

describe('a question over a list', () => {
  test('is all there is until it is answered; then the keys are back where they were', async () => {
    const page = await screens.open('pads')
    await openConversation(page)
    await page.getByTestId('open-details').click()
    await page.getByTestId('pad-item').nth(1).click()
    await page.getByTestId('pad-delete').click()
    await page.getByTestId('confirm').waitFor()
    const isInert = () => page.getByTestId('pad').evaluate((pane) => (pane as HTMLElement).inert)
    await until(isInert, { what: 'what it lies over out of reach' })
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')
    await page.getByTestId('confirm').waitFor({ state: 'detached' })
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))
    await until(async () => (await focused()) === 'pad-delete', { what: 'the focus on what asked' })
    expect(await isInert()).toBe(false)
  })
})

describe('copying', () => {
  test('what the browser does not let be copied is said in a sentence, and stays chosen', async () => {
    const page = await screens.open('busy')
    await openConversation(page)
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('Write permission denied.'))
    })
    await page.locator('[data-row]').last().press('x')
    await page.getByTestId('selection-copy').click()
    await page.getByTestId('toast').getByText('The browser did not allow copying').waitFor()
    expect(await page.getByTestId('select-bar').count()).toBe(1)
  })
})

describe('reactions and emoji', () => {
  test('every emoji is found by a word of the language, and joins the message', async () => {
    const page = await screens.open('busy', '', { language: 'de-DE' })
    await openConversation(page)
    const message = page.getByTestId('message').last()
    await message.hover()
    await message.getByTestId('message-menu').click()
    await page.getByTestId('action-react').click()
    await page.getByTestId('emoji-picker').getByRole('searchbox').fill('kran')
    await page.locator('[data-testid=emoji-option][data-emoji="🏗️"]').click()
    await message.locator('[data-testid=reaction][data-emoji="🏗️"]').click()
    await message.locator('[data-testid=reaction][data-emoji="🏗️"]').waitFor({ state: 'detached' })
    expect((await intentsOf(page)).flatMap((intent) => (intent.type === 'react' ? [intent.on] : []))).toEqual([
      true,
      false
    ])
  })

  test('in the field an emoji goes where the cursor is', async () => {
    const page = await screens.open('busy')
    await openConversation(page)
    await page.getByTestId('composer').fill('ab')
    await page.keyboard.press('ArrowLeft')
    await page.getByTestId('open-emoji').click()
    await page.locator('[data-testid=emoji-option][data-emoji="😀"]').click()
    await until(async () => (await page.getByTestId('composer').inputValue()) === 'a😀b', {
      what: 'the emoji in the middle'
    })
  })
})
