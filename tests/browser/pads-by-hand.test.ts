// Notes and lists under a thumb: items that are carried, lists that scroll, and a cursor that stays in sight, with a fake node behind them.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, until, watchContext, type Browser, type Page } from '../fixtures/chromium.ts'
import { previewOrigin } from '../fixtures/fake-screens.ts'
import { fingersOn, scrolling } from '../fixtures/fingers.ts'
import { gripOf, itemsOf as words } from '../fixtures/pad-fields.ts'

let origin: string
let browser: Browser

beforeAll(async () => {
  origin = await previewOrigin()
  browser = await launchChromium()
})
afterAll(() => browser.close())

/** The pad of that number, on a phone with little room, its list or note made long. */
async function open(index: number): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 360, height: 640 },
    hasTouch: true,
    isMobile: true,
    locale: 'en-GB',
    reducedMotion: 'reduce'
  })
  await watchContext(context, ['localhost'])
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.goto(`${origin}/?scenario=pads`)
  await page.getByTestId('conversation-item').first().waitFor()
  await page.evaluate(() =>
    window.fake.change((world) => {
      world.pads = (world.pads ?? []).map((pad) => {
        const { view } = pad
        const items = Array.from({ length: 50 }, (_, at) => ({
          id: `long${String(at).padStart(4, '0')}`,
          text: `task ${at}`,
          revision: 0,
          edit: 0,
          done: false,
          doneBy: undefined
        }))
        const text = view.text && { ...view.text, text: 'one line\n'.repeat(80) }
        return { ...pad, view: { ...view, text, items: view.kind === 'list' ? items : [] } }
      })
    })
  )
  await page.getByTestId('conversation-item').first().click()
  await page.getByTestId('open-details').click()
  await page.getByTestId('pad-item').nth(index).click()
  await page.getByTestId('pad-name').waitFor()
  return page
}

const scrolled = (page: Page): Promise<number> => page.locator('.pane .body').evaluate(({ scrollTop }) => scrollTop)

/** What stands in the field that has the cursor. */
const focusedWords = (page: Page): Promise<string | undefined> =>
  page.evaluate(() =>
    document.activeElement instanceof HTMLTextAreaElement ? document.activeElement.value : undefined
  )

test('[P10] a thumb that rests on a handle carries its item, along with the list; one that passes by scrolls', async () => {
  const page = await open(1)
  const fingers = await fingersOn(page)
  const passing = await gripOf(page, 4)
  const body = page.locator('.pane .body')
  // Let go while it moves, the list is flung, and goes on after the finger is gone.
  await scrolling(body, () => fingers.draw([passing, { x: passing.x, y: passing.y - 150 }]))
  expect(await scrolled(page)).toBeGreaterThan(60)
  expect((await words(page)).slice(0, 3)).toEqual(['task 0', 'task 1', 'task 2'])

  await scrolling(body, () => body.evaluate((list) => (list.scrollTop = 0)))
  const short = await gripOf(page, 0)
  const before = await scrolled(page)
  await fingers.down(short)
  await page.locator('li.carried').waitFor()
  for (let step = 1; step <= 10; step += 1) await fingers.move({ x: short.x, y: short.y + step * 11 })
  await fingers.up()
  const moved = ['task 1', 'task 2', 'task 0', 'task 3']
  await until(async () => (await words(page)).slice(0, 4).join() === moved.join(), {
    what: 'the item two further down'
  })
  expect(await scrolled(page)).toBe(before)

  const long = await gripOf(page, 0)
  await fingers.down(long)
  await page.locator('li.carried').waitFor()
  for (let step = 1; step <= 10; step += 1) await fingers.move({ x: long.x, y: long.y + ((570 - long.y) * step) / 10 })
  await until(async () => (await scrolled(page)) > 400, { what: 'the list coming along' })
  await fingers.up()
  await until(async () => (await words(page)).indexOf('task 1') > 12, { what: 'the item far below' })
  await page.locator('li.carried').waitFor({ state: 'detached' })
  await page.context().close()
})

test('[P10] a thumb ticks one item after the other and adds one, also while another has the cursor', async () => {
  const page = await open(1)
  const boxes = page.getByTestId('tick-item')
  await page.getByTestId('item-text').first().tap()
  await page.getByTestId('remove-item').first().waitFor()
  for (const place of [2, 3, 1]) {
    await boxes.nth(place).tap()
    await until(async () => await boxes.nth(place).isChecked(), { what: `the tick at item ${place}` })
  }
  expect(await focusedWords(page)).toBe('task 0')
  await page.getByTestId('item-text').last().tap()
  await until(async () => (await focusedWords(page)) === 'task 49', { what: 'the cursor in the last item' })
  await page.getByTestId('add-item').tap()
  await until(async () => (await words(page)).at(-1) === '', { what: 'one more item' })
  await page.context().close()
})

test('[P10] Esc puts back what a hand carries and closes nothing; the keyboard moves it with buttons, too', async () => {
  const page = await open(1)
  const { x, y } = await gripOf(page, 1)
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x, y + 120, { steps: 4 })
  await page.locator('li.carried').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('li.carried').waitFor({ state: 'detached' })
  await page.mouse.up()
  expect((await words(page)).slice(0, 2)).toEqual(['task 0', 'task 1'])
  await page.getByTestId('item-text').first().focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await until(async () => (await words(page)).slice(0, 2).join() === 'task 1,task 0', { what: 'the item one further' })
  await until(async () => (await focusedWords(page)) === 'task 0', { what: 'the cursor along with it' })
  await page.context().close()
})

test('[P10] the line one types in is seen above a keyboard, and stays in its place where others write above it', async () => {
  const page = await open(0)
  const note = page.getByTestId('pad-text')
  /** The cursor stands at the end: how far above the edge of what is seen. */
  const room = (): Promise<number> =>
    note.evaluate((field) => {
      const body = field.closest('.body')
      if (body === null) throw new Error('a note stands in a pane')
      return body.getBoundingClientRect().bottom - field.getBoundingClientRect().bottom
    })
  await note.focus()
  await page.keyboard.press('Control+End')
  await page.setViewportSize({ width: 360, height: 380 })
  await page.waitForFunction(() => innerHeight === 380)
  await until(async () => (await room()) >= 0, { what: 'the last line above the keyboard' })
  await page.keyboard.type('what I write now')
  for (const name of ['pad-undo', 'pad-delete'] as const) {
    const box = await page.getByTestId(name).boundingBox()
    expect(box !== null && box.y >= 0 && box.y + box.height <= 380).toBe(true)
  }
  const written = () =>
    page.evaluate(() => window.fake.world.pads?.some(({ view }) => view.text?.text.endsWith('what I write now')))
  await until(written, { what: 'the words at the node' })
  const before = await room()
  expect(before).toBeGreaterThanOrEqual(0)
  await page.evaluate(() =>
    window.fake.change((world) => {
      world.pads = (world.pads ?? []).map((pad) => {
        const { text } = pad.view
        if (text?.text.endsWith('what I write now') !== true) return pad
        const more = { ...text, text: `from Ben\n\n\n${text.text}`, revision: text.revision + 1 }
        return { ...pad, view: { ...pad.view, text: more } }
      })
    })
  )
  await until(async () => (await note.inputValue()).startsWith('from Ben'), { what: 'the words of others' })
  await until(async () => Math.abs((await room()) - before) < 2, { what: 'the line where it was' })
  // A keyboard that covers the page without telling the layout, as on iOS: only the visual viewport knows.
  await page.evaluate(() => {
    const { visualViewport } = window
    if (visualViewport === null) throw new Error('every browser has one')
    Object.defineProperty(visualViewport, 'height', { value: 260 })
    visualViewport.dispatchEvent(new Event('resize'))
  })
  await until(async () => (await room()) >= 0, { what: 'the last line above that keyboard, too' })
  const footer = await page.getByTestId('pad-delete').boundingBox()
  expect(footer !== null && footer.y + footer.height <= 260).toBe(true)
  await page.context().close()
})
