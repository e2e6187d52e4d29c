// Conversations with a long history on the screens, with a fake node behind them: where they open, what moves them and what does not.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { until, type Page } from '../fixtures/chromium.ts'
import { intentsOf, openConversation, serveScreens, typesOf, type FakeScreens } from '../fixtures/fake-screens.ts'
import { scrolling, standsStill } from '../fixtures/fingers.ts'

let screens: FakeScreens

beforeAll(async () => {
  screens = await serveScreens()
})
afterEach(() => screens.closePages())
afterAll(() => screens.close())

/** The scroll of the timeline, as numbers. */
const scrollOf = (page: Page) =>
  page.getByTestId('timeline').evaluate(({ scrollTop, scrollHeight, clientHeight }) => ({
    scrollTop,
    toEnd: scrollHeight - clientHeight - scrollTop
  }))
/** The last message of two thousand quotes the twenty-first. */
const quoteFar = (page: Page): Promise<void> =>
  page.evaluate(() => {
    window.fake.change((world) => {
      const [everyone] = world.conversations
      const far = everyone?.messages[20]
      if (everyone === undefined || far === undefined) throw new Error('the scenario has a long conversation')
      const reply = { message: far.message, authorName: far.authorName, mine: far.mine, text: far.text }
      everyone.messages = everyone.messages.map((each, index) => (index === 1999 ? { ...each, reply } : each))
      everyone.read = everyone.messages.at(-1)?.message
    })
  })

/** How far the end is from what is seen: a bar that came since the last frame takes its room before the list hears of it. */
const seenToEnd = (page: Page): Promise<number> =>
  page.getByTestId('timeline').evaluate(async (log) => {
    const toEnd = (): number => log.scrollHeight - log.clientHeight - log.scrollTop
    for (let frame = 0; frame < 3 && toEnd() > 1; frame += 1)
      await new Promise((resolve) => requestAnimationFrame(resolve))
    return toEnd()
  })

/** Somebody else says something to everyone. */
const receive = (page: Page, text: string): Promise<unknown> =>
  page.evaluate((said) => {
    const { world } = window.fake
    const conversation = world.conversations.find((each) => each.everyone)
    const author = world.members.find((each) => !each.mine)
    return conversation && author && window.fake.receive(conversation.id, author.member, said)
  }, text)
describe('a long history', () => {
  test('opens where one left off, with the divider in view', async () => {
    const page = await screens.open('long')
    await openConversation(page)
    const divider = await page.getByTestId('unread-divider').boundingBox()
    expect([divider !== null && divider.y > 56 && divider.y < 300, (await scrollOf(page)).toEnd > 500]).toEqual([
      true,
      true
    ])
  })

  test('older messages come without moving what is read, to the very first, with few rows on the page', async () => {
    const page = await screens.open('long')
    await openConversation(page)
    const moved = await page.getByTestId('timeline').evaluate(async (log) => {
      const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()))
      const rows = (): HTMLElement[] => [...log.querySelectorAll<HTMLElement>('[data-row]')]
      // Opening ends when the list no longer corrects where it stands: then a small move stays.
      for (let still = 0, at = (log.scrollTop -= 1); still < 10; still = log.scrollTop === at ? still + 1 : 0) {
        if (log.scrollTop !== at) at = log.scrollTop -= 1
        await frame()
      }
      let worst = 0
      let most = 0
      const first = (): string => log.querySelector('[data-testid=message-text]')?.textContent ?? ''
      for (let turn = 0; turn < 1500 && !first().startsWith('1. '); turn += 1) {
        // A hand that turns the wheel: a little up, and everything in view must have moved by just that.
        const seen = rows().find((row) => row.getBoundingClientRect().top > 200)
        const before = seen?.getBoundingClientRect().top ?? 0
        const from = log.scrollTop
        log.dispatchEvent(new WheelEvent('wheel', { deltaY: -400 }))
        log.scrollTop = Math.max(0, from - 400)
        const wanted = from - log.scrollTop
        await frame()
        await frame()
        if (seen?.isConnected === true)
          worst = Math.max(worst, Math.abs(seen.getBoundingClientRect().top - before - wanted))
        most = Math.max(most, rows().length)
      }
      return { worst, most, first: first() }
    })
    expect([moved.first.startsWith('1. '), moved.worst <= 2, moved.most <= 120]).toEqual([true, true, true])
  }, 240_000)

  test('whoever jumps far from a menu goes on with the keys at the message, and back at the end in the list', async () => {
    const page = await screens.open('long')
    await openConversation(page)
    const [message, day] = await page.evaluate(() => {
      const [conversation] = window.fake.world.conversations.filter(({ messages }) => messages.length > 300)
      const first = conversation?.messages[0]
      return [first?.message ?? '', new Intl.DateTimeFormat('sv-SE').format(first?.ts)] as const
    })
    const rowOf = (): Promise<string | undefined> =>
      page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'])
    await page.getByTestId('open-day-jump').press('Enter')
    await page.getByTestId('jump-day').fill(day)
    await page.keyboard.press('Enter')
    await until(async () => (await rowOf()) === message, { what: 'the focus on the message of that day' })
    // One press leads to the end, past what is unread.
    await page.getByTestId('jump-to-latest').press('Enter')
    await page.getByTestId('jump-to-latest').waitFor({ state: 'detached' })
    expect((await scrollOf(page)).toEnd < 2).toBe(true)
    await until(async () => ((await rowOf()) ?? message) !== message, { what: 'the focus on a message at the end' })
  })

  test('a click on a message that an edge cuts moves nothing: it is seen already', async () => {
    const page = await screens.open('long')
    await openConversation(page)
    const timeline = page.getByTestId('timeline')
    const cutAt = () =>
      timeline.evaluate((log) => {
        const edge = log.getBoundingClientRect()
        const boxes = [...log.querySelectorAll('[data-row]')].map((row) => row.getBoundingClientRect())
        const box = boxes.find(({ top, bottom }) => top < edge.bottom - 12 && bottom > edge.bottom + 8)
        return box === undefined ? undefined : { x: box.left + 4, y: box.top + 6 }
      })
    await timeline.hover()
    const { x, y } = await until(
      async () => {
        await scrolling(timeline, () => page.mouse.wheel(0, -13))
        return await cutAt()
      },
      { what: 'a row that is cut' }
    )
    const { scrollTop } = await scrollOf(page)
    await page.mouse.click(x, y)
    const after = await timeline.evaluate(async (log) => {
      for (let frame = 0; frame < 5; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve))
      return { isInRow: document.activeElement?.closest('[data-row]') !== null, scrollTop: log.scrollTop }
    })
    expect(after).toEqual({ isInRow: true, scrollTop })
  })

  test('at the end new messages keep one there; further up they do not, and the pill counts them', async () => {
    const page = await screens.open('busy')
    await openConversation(page)
    await receive(page, 'one that is followed')
    await page.getByText('one that is followed').last().waitFor()
    await until(async () => (await scrollOf(page)).toEnd < 2, { what: 'the end in view' })
    const timeline = page.getByTestId('timeline')
    await timeline.hover()
    await scrolling(timeline, () => page.mouse.wheel(0, -500))
    await page.getByTestId('jump-to-latest').waitFor()
    const { scrollTop } = await scrollOf(page)
    await receive(page, 'two')
    await receive(page, 'three')
    await page.getByTestId('jump-to-latest').filter({ hasText: '2 new' }).waitFor()
    const still = (await standsStill(timeline)) === scrollTop
    await page.getByTestId('jump-to-latest').click()
    await until(async () => (await scrollOf(page)).toEnd < 2, { what: 'the end in view again' })
    await until(async () => (await typesOf(page)).includes('mark-read'), { what: 'the mark' })
    expect(still).toBe(true)
  })

  test('[C6] Esc says that all of it was seen, from wherever one reads', async () => {
    const page = await screens.open('busy')
    await openConversation(page)
    const timeline = page.getByTestId('timeline')
    await timeline.hover()
    await scrolling(timeline, () => page.mouse.wheel(0, -500))
    await page.getByTestId('jump-to-latest').waitFor()
    await receive(page, 'one more')
    await page.getByTestId('jump-to-latest').filter({ hasText: '1 new' }).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('[data-testid="conversation-item"][data-name="Everyone"][data-unread="0"]').waitFor()
    const said = (await intentsOf(page)).filter(({ type }) => type === 'set-unread')
    expect(said.at(-1)).toMatchObject({ on: false })
    expect((await scrollOf(page)).toEnd).toBeGreaterThan(100)
  })

  test('what comes into an open conversation of few messages is read at once', async () => {
    const page = await screens.open('busy')
    await page.locator('[data-testid="conversation-item"][data-name="Haus B"]').click()
    await page.locator('[data-testid="timeline"].placed').waitFor()
    const unread = () =>
      page.locator('[data-testid="conversation-item"][data-name="Haus B"]').getAttribute('data-unread')
    for (const text of ['one', 'two', 'three']) {
      await page.evaluate((said) => {
        const { world } = window.fake
        const conversation = world.conversations.find(({ name }) => name === 'Haus B')
        const author = world.members.find(({ mine }) => !mine)
        return conversation && author && window.fake.receive(conversation.id, author.member, said)
      }, text)
      await page.getByTestId('message').filter({ hasText: text }).waitFor()
      await until(async () => (await unread()) === '0', { what: `"${text}" is read` })
    }
  })

  test('whoever stands at the end stays there while files, polls and bars come in late, on a slow machine too', async () => {
    const page = await screens.open('acted')
    const machine = await page.context().newCDPSession(page)
    await machine.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    for (const _opening of [1, 2, 3]) {
      await openConversation(page)
      await page.locator('[data-testid="timeline"].placed').waitFor()
      const away = [await seenToEnd(page)]
      await page.getByTestId('open-scheduled').waitFor()
      away.push(await seenToEnd(page))
      expect(Math.max(...away)).toBeLessThanOrEqual(1)
      await page.reload()
    }
  })

  test('a quote leads to its message, also one that is far away', async () => {
    const page = await screens.open('long')
    await quoteFar(page)
    await openConversation(page)
    await page.getByTestId('message-quote').last().click()
    await page.locator('article.marked').filter({ hasText: '21. ' }).waitFor()
    await page.getByTestId('jump-to-latest').click()
    await page.getByText('2000. ').last().waitFor()
    await until(async () => (await scrollOf(page)).toEnd < 2, { what: 'the end in view' })
    // And by keyboard alone, which no Tab leads to the quote.
    await page.locator('[data-row]').filter({ hasText: '2000. ' }).press('Enter')
    await page.getByTestId('action-answered').press('Enter')
    await page.locator('article.marked').filter({ hasText: '21. ' }).waitFor()
  })

  test('a quote leads to its message also where that takes longer to come than a mark is seen', async () => {
    const page = await screens.open('long')
    await quoteFar(page)
    await openConversation(page)
    await page.evaluate(() => {
      window.fake.change((world) => (world.silent = 'timeline'))
      // Marks are seen for no time at all: what waits for one to go has waited long enough at the next turn.
      const own = window.setTimeout.bind(window)
      Object.assign(window, { setTimeout: (run: () => void, ms?: number) => own(run, ms === 2500 ? 0 : ms) })
    })
    await page.getByTestId('message-quote').last().click()
    await page.getByTestId('timeline').waitFor({ state: 'detached' })
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 2500)))
    await page.evaluate(() => window.fake.change((world) => (world.silent = undefined)))
    await page.locator('[data-testid=timeline].placed').waitFor()
    const isSeen = () =>
      page
        .locator('[data-row]')
        .filter({ hasText: '21. ' })
        .evaluate((row) => {
          const { top, bottom } = row.getBoundingClientRect()
          return top > 0 && bottom < innerHeight
        })
    await until(isSeen, { what: 'the message that was quoted' })
  })

  test('ten thousand characters and a draft are kept when one goes elsewhere and comes back', async () => {
    const page = await screens.open('busy')
    await openConversation(page)
    await page.getByTestId('composer').fill('half a sentence')
    await openConversation(page, 'Material')
    await page.getByText('Draft: half a sentence').waitFor()
    await openConversation(page, 'Everyone')
    await until(async () => (await page.getByTestId('composer').inputValue()) === 'half a sentence', {
      what: 'the draft'
    })
    await page.getByTestId('composer').fill('x'.repeat(17 * 1024))
    await page.getByText(/Too long by/).waitFor()
    expect(await page.getByTestId('send').isDisabled()).toBe(true)
  })
})
