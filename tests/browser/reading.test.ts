// How messages read and are typed, on real screens: markup, names, completion, mentions, jumps, and texts that mean harm.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, until, watchContext, type Browser, type Page, type Watch } from '../fixtures/chromium.ts'
import { openConversation, previewOrigin } from '../fixtures/fake-screens.ts'

let origin: string
let browser: Browser
let page: Page
let watch: Watch

beforeAll(async () => {
  origin = await previewOrigin()
  browser = await launchChromium()
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } })
  watch = await watchContext(context, [new URL(origin).hostname])
  page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.goto(`${origin}/?scenario=busy`)
  await openConversation(page, 'Everyone')
})
afterAll(() => browser.close())

const field = () => page.getByTestId('composer')
const last = () => page.getByTestId('message-text').last()

/** Says it, and waits until the newest message on the screen is another one than before. */
async function say(text: string): Promise<void> {
  const newest = (): Promise<string | null | undefined> =>
    page.locator('[data-row]').evaluateAll((rows) => rows.at(-1)?.getAttribute('data-row'))
  const before = await newest()
  await field().fill(text)
  await page.getByTestId('send').click()
  await until(async () => (await newest()) !== before && (await field().inputValue()) === '', { what: 'the message' })
}

test('[W2] markup becomes elements, and its marks go', async () => {
  await say('*bold* _italic_ ~gone~ `code`\n> quoted\n- one\n- two')
  await until(async () => (await last().locator('strong').count()) === 1, { what: 'bold' })
  const seen = await last().evaluate((element) =>
    ['strong', 'em', 's', 'code', 'blockquote', 'li'].map((name) => element.querySelectorAll(name).length)
  )
  expect(seen).toEqual([1, 1, 1, 1, 1, 2])
  expect(await last().innerText()).not.toMatch(/[*_~`>]/)
})

test('[C10] "@" completes a name by the keyboard, and the message names that person', async () => {
  await field().pressSequentially('hello @gros')
  const option = page.getByTestId('completion-option')
  const offered = () => option.evaluateAll((all) => all.map((each) => each.getAttribute('data-name')).join())
  await until(async () => (await offered()) === 'Anna-Lena Großmann', { what: 'that name alone' })
  await field().and(page.locator('[aria-activedescendant="completion-0"]')).waitFor()
  await field().press('Enter')
  await until(async () => (await field().inputValue()) === 'hello @Anna-Lena Großmann ', { what: 'the name' })
  await field().press('Enter')
  await until(async () => (await last().getByTestId('mention').count()) === 1, { what: 'the mark' })
  const intent = await page.evaluate(() => window.fake.intents.findLast(({ type }) => type === 'post'))
  expect(intent).toMatchObject({ text: 'hello @Anna-Lena Großmann', mentions: [expect.any(String)] })
})

test('a list that is closed by Esc stays closed; emoji and commands complete too', async () => {
  await field().pressSequentially('@an')
  await page.getByTestId('completion').waitFor()
  await field().press('Escape')
  await page.getByTestId('completion').waitFor({ state: 'detached' })
  await field().fill('')
  await field().pressSequentially('good :rocket')
  await page.getByTestId('completion-option').first().filter({ hasText: '🚀' }).waitFor()
  await field().press('Tab')
  await until(async () => (await field().inputValue()) === 'good 🚀', { what: 'the emoji' })
  await field().fill('')
  await field().pressSequentially('/ment')
  await page.locator('[data-testid="completion-option"][data-name="mentions"]').click()
  await page.getByTestId('mentions').waitFor()
  await until(async () => (await field().inputValue()) === '', { what: 'the empty field' })
})

test('[C10] the mentions view shows who named me, and leads there', async () => {
  await page.getByTestId('mention-item').first().waitFor()
  await page.getByTestId('mention-item').first().click()
  await page.getByTestId('mentions').waitFor({ state: 'detached' })
  await page.locator('[data-testid="mention"][data-mine="true"]').first().waitFor()
})

test('"/poll" and a question opens the poll with it; what was written goes only once the poll is there', async () => {
  await openConversation(page, 'Everyone')
  await field().pressSequentially('/poll When do we pour?')
  await page.locator('[data-testid="completion-option"][data-name="poll"]').waitFor()
  await field().press('Enter')
  const question = page.getByTestId('poll-question')
  await until(async () => (await question.inputValue()) === 'When do we pour?', { what: 'the question' })
  await page.getByTestId('cancel').first().click()
  await question.waitFor({ state: 'detached' })
  await until(async () => (await field().inputValue()) === 'When do we pour?', { what: 'the words, kept' })
  await field().press('Home')
  // The name it has in the other language is understood, too.
  await field().pressSequentially('/umfrage ')
  await field().press('Enter')
  await until(async () => (await question.inputValue()) === 'When do we pour?', { what: 'the question again' })
  await page.getByTestId('poll-answer').first().fill('at six')
  await page.getByTestId('poll-answer').last().fill('at seven')
  await page.getByTestId('confirm').click()
  await page.getByTestId('poll-option').first().waitFor()
  await until(async () => (await field().inputValue()) === '', { what: 'the empty field' })
})

test('the Enter key does what this device was told, and Ctrl+Enter sends in any case', async () => {
  await page.getByTestId('open-settings').click()
  expect(await page.getByTestId('enter-sends').isChecked()).toBe(true)
  await page.getByTestId('enter-breaks').check()
  await openConversation(page, 'Everyone')
  await field().fill('one')
  await field().press('Enter')
  await field().pressSequentially('two')
  expect(await field().inputValue()).toBe('one\ntwo')
  expect(await field().getAttribute('enterkeyhint')).toBe('enter')
  await field().press('Control+Enter')
  await until(async () => (await last().innerText()) === 'one\ntwo', { what: 'the message' })
  await page.evaluate(() => localStorage.removeItem('flurfunk.enter'))
})

test('one jumps to a day, is told when nothing was written, and comes back', async () => {
  await openConversation(page, 'Everyone')
  await page.getByTestId('day').first().waitFor()
  await page.getByTestId('timeline').evaluate((element) => element.scrollTo(0, 0))
  await page.getByTestId('day').first().click()
  await page.getByTestId('jump-day').fill('2001-01-01')
  await page.getByTestId('confirm').click()
  await until(async () => /Nothing was written/.test(await page.getByTestId('day-jump').innerText()), {
    what: 'the word that nothing is there'
  })
  await page.getByTestId('confirm').click()
  await page.getByTestId('day-jump').waitFor({ state: 'detached' })
})

test('a very long message is folded, and unfolds', async () => {
  await say('word '.repeat(3000))
  const more = page.getByTestId('show-more').last()
  await more.waitFor()
  await until(async () => (await last().innerText()).startsWith('word word'), { what: 'its beginning' })
  expect((await last().innerText()).length).toBeLessThan(1300)
  await more.click()
  await until(async () => (await last().innerText()).length > 14_000, { what: 'the whole text' })
})

test('[W2] texts that mean harm are drawn inert and stay in their rows', async () => {
  const hostile = [
    '<img src=x onerror="window.harmed = 1"> <script>window.harmed = 1</script>',
    'javascript:window.harmed=1 data:text/html,<b>x</b> vbscript:x',
    `[x](javascript:window.harmed=1) ${'*_~`'.repeat(500)}`,
    `a${'\u0301'.repeat(7000)} b\u202etxt.exe \u200b\u0000`,
    'https://аррӏе.example/ https://good.example@bad.example/',
    `${'> '.repeat(300)}\n${'```\n'.repeat(99)}${'- '.repeat(300)}`
  ]
  for (const text of hostile) await say(text)
  const hosts = async (): Promise<string> => (await page.locator('.host').allInnerTexts()).join(' ')
  await until(async () => /xn--.*bad\.example/s.test(await hosts()), { what: 'the hosts' })
  const seen = await page.evaluate(() => ({
    harmed: 'harmed' in window,
    inserted: document.querySelectorAll('[data-testid="message-text"] :is(img, script, iframe)').length,
    hrefs: [...document.querySelectorAll('[data-testid="message-text"] a')].map(
      (link) => link.getAttribute('href') ?? ''
    )
  }))
  expect([seen.harmed, seen.inserted]).toEqual([false, 0])
  expect(seen.hrefs.filter((href) => !/^(?:https?:\/\/|mailto:|tel:)/.test(href))).toEqual([])
})

test('nothing went wrong meanwhile, and nobody else was asked', () => {
  expect(watch.errors).toEqual([])
  expect(watch.foreign).toEqual([])
})
