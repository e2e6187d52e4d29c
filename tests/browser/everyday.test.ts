// What people do every day, on the real app with the real node: Anna at an English desk, Mia on a German phone, by thumb alone. Each sees on
// her own screen what the other did.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until, type Page } from '../fixtures/chromium.ts'
import { focusedId, tabTo } from '../fixtures/keyboard.ts'
import { createCrew, everyone, type Crew } from '../fixtures/crew.ts'
import { standsStill } from '../fixtures/fingers.ts'
import { glimpse } from '../fixtures/glimpse.ts'
import { createPerson, germanPhone, type Person } from '../fixtures/person.ts'
import { chooseByThumb } from '../fixtures/thumb.ts'

/** More than either screen holds. */
const long = Array.from({ length: 14 }, (_, line) => `Punkt ${line + 1}: ${'und noch etwas '.repeat(12)}`.trim())

describe('every day', () => {
  let crew: Crew
  let anna: Person
  let mia: Person

  beforeAll(async () => {
    crew = await createCrew('Anna')
    anna = crew.people[0] as Person
    mia = await createPerson(crew.browser, { name: 'Mia', url: crew.url, options: germanPhone })
    const { origin } = new URL(crew.url)
    for (const { context } of [anna, mia])
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
    await mia.join(await anna.invite())
    for (const person of [anna, mia]) await person.openConversation(everyone)
  })
  afterAll(async () => {
    await crew.close()
    for (const { watch } of [anna, mia]) expect(watch).toMatchObject({ foreign: [], errors: [] })
  })

  /** What somebody said; whoever quotes it said something else. */
  const row = (page: Page, words: string) =>
    page
      .getByTestId('message')
      .filter({ has: page.getByTestId('message-text').filter({ hasText: words }) })
      .last()
  const inList = (page: Page, words: string) => page.getByTestId('conversation-item').filter({ hasText: words })
  const copied = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())

  /** At the desk: the button at a message, and what its menu offers. */
  async function click(words: string, action: string): Promise<void> {
    // A menu goes when the list moves on under it.
    await standsStill(anna.page.getByTestId('timeline'))
    await row(anna.page, words).hover()
    await row(anna.page, words).getByTestId('message-menu').click()
    await anna.page.getByTestId(action).click()
  }

  /** On the phone: a thumb that stays. */
  const hold = (words: string, action: string): Promise<void> =>
    chooseByThumb(row(mia.page, words).getByTestId('message-text'), action)

  /** Written and sent by thumb: Enter breaks the line there. */
  async function send(words: string): Promise<void> {
    await mia.page.getByTestId('composer').fill(words)
    await mia.page.getByTestId('send').tap()
    await until(async () => (await mia.page.getByTestId('composer').inputValue()) === '', { what: 'the empty field' })
  }

  async function toList(): Promise<void> {
    await mia.page.getByTestId('back').tap()
    await mia.page.getByTestId('conversation-list').waitFor()
  }

  const away = ({ page }: Person): Promise<number> =>
    page
      .getByTestId('timeline')
      .evaluate(({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop)

  it('[W2] bold, links and large emoji look the same on both sides', async () => {
    await send('*Achtung* _heute_ ~morgen~ `EG` https://plan.example/eg')
    const said = row(anna.page, 'Achtung').getByTestId('message-text')
    await said.waitFor()
    const names = ['strong', 'em', 's', 'code', 'a[rel~="noopener"][href="https://plan.example/eg"]']
    expect(await Promise.all(names.map((name) => said.locator(name).count()))).toEqual([1, 1, 1, 1, 1])
    expect(await said.innerText()).toBe('Achtung heute morgen EG https://plan.example/eg')
    const size = (page: Page, words: string) =>
      row(page, words)
        .getByTestId('message-text')
        .evaluate((element) => parseFloat(getComputedStyle(element).fontSize))
    await send('🎉')
    await row(anna.page, '🎉').waitFor()
    for (const { page } of [anna, mia])
      expect((await size(page, '🎉')) / (await size(page, 'Achtung'))).toBeGreaterThan(1.5)
  })

  it('[C1] a thumb answers, and the quote stands on the other side', async () => {
    await anna.say('Who has the key?')
    await mia.sees('Who has the key?')
    await hold('Who has the key?', 'action-reply')
    await send('Der Polier')
    const quote = row(anna.page, 'Der Polier').getByTestId('message-quote')
    await quote.waitFor()
    expect(await quote.innerText()).toMatch(/You|Anna/)
    expect(await quote.innerText()).toContain('Who has the key?')
    await row(anna.page, 'Who has the key?').getByTestId('message-replies').waitFor()
  })

  it('[C5] six emoji at a tap and all of them by a word; both are counted together', async () => {
    const counted = (page: Page, emoji: string, count: number) =>
      page
        .locator(`[data-testid="reaction"][data-emoji="${emoji}"][data-count="${count}"]`)
        .waitFor()
        .then(() => true)
    await hold('Who has the key?', '[data-testid="emoji-option"][data-emoji="👍"]')
    await counted(anna.page, '👍', 1)
    await row(anna.page, 'Who has the key?').getByTestId('reaction').click()
    await counted(mia.page, '👍', 2)
    expect(await mia.page.getByTestId('reaction').first().getAttribute('aria-label')).toMatch(/Anna/)
    await mia.page.getByTestId('reaction').first().tap()
    await counted(anna.page, '👍', 1)
    await click('Der Polier', 'action-react')
    await anna.page.getByTestId('emoji-picker').getByRole('searchbox').fill('crane')
    await anna.page.locator('[data-testid="emoji-option"][data-emoji="🏗️"]').click()
    await counted(mia.page, '🏗️', 1)
    await hold('Der Polier', 'action-react')
    await mia.page.getByTestId('emoji-picker').getByRole('searchbox').fill('rakete')
    await mia.page.locator('[data-testid="emoji-option"][data-emoji="🚀"]').tap()
    await counted(anna.page, '🚀', 1)
  })

  it('copied and chosen by thumb, one or several, in the order of the timeline', async () => {
    await click('Der Polier', 'action-copy')
    await anna.page.getByTestId('toast').waitFor()
    expect(await copied(anna.page)).toBe('Der Polier')
    await hold('Who has the key?', 'action-select')
    await row(mia.page, 'Der Polier').getByTestId('choose-message').tap()
    await mia.page.getByTestId('select-bar').getByRole('status').filter({ hasText: '2 ' }).waitFor()
    await mia.page.getByTestId('selection-copy').tap()
    await mia.page.getByTestId('toast').getByRole('button').tap()
    await mia.page.getByTestId('select-bar').waitFor({ state: 'detached' })
    await mia.page.bringToFront()
    expect(await copied(mia.page)).toMatch(/^Anna: Who has the key\?\n.*: Der Polier$/)
  })

  it('[C2] [C3] corrected by thumb, deleted for everyone, and each says so in its language', async () => {
    await send('Um siben')
    await hold('Um siben', 'action-edit')
    await mia.page.getByTestId('composer').fill('Um sieben')
    await mia.page.getByTestId('send').tap()
    await anna.sees('Um sieben')
    await row(anna.page, 'Um sieben').getByTestId('message-edited').waitFor()
    await hold('Um sieben', 'action-delete')
    await mia.page.getByTestId('delete-for-everyone').tap()
    await anna.page.getByTestId('message-deleted').waitFor()
    expect(await mia.page.getByTestId('message-deleted').innerText()).toMatch(/gelöscht/)
    expect(await anna.page.getByTestId('message-deleted').innerText()).toMatch(/deleted/)
    // The list beside the conversation has a moment of its own.
    await until(async () => !(await anna.page.content()).includes('Um sieben'), { what: 'no word of it anywhere' })
  })

  it('[C9] what was begun stands in the list, and is there again after a reload', async () => {
    await mia.page.getByTestId('composer').fill('ein halber Satz')
    await toList()
    await inList(mia.page, 'Entwurf: ein halber Satz').waitFor()
    await mia.page.reload()
    await inList(mia.page, 'Entwurf: ein halber Satz').waitFor()
    await mia.openConversation(everyone)
    await until(async () => (await mia.page.getByTestId('composer').inputValue()) === 'ein halber Satz', {
      what: 'the draft'
    })
    await mia.page.getByTestId('composer').fill('')
  })

  it('[C10] whoever is named sees it in the list, and finds it among all that name her', async () => {
    await anna.openConversation('Notes to self')
    await mia.page.getByTestId('composer').pressSequentially('Kommst du, @An')
    await mia.page.locator('[data-testid="completion-option"][data-name="Anna"]').tap()
    await mia.page.getByTestId('send').tap()
    await inList(anna.page, 'Everyone').getByTestId('mention-mark').waitFor()
    await anna.page.getByTestId('open-mentions').first().click()
    await anna.page.getByTestId('mention-item').filter({ hasText: 'Kommst du' }).click()
    await row(anna.page, 'Kommst du').locator('[data-testid="mention"][data-mine="true"]').waitFor()
    await inList(anna.page, 'Everyone').getByTestId('mention-mark').waitFor({ state: 'detached' })
  })

  it('[C6] a phone opens where it left off, under a line that counts; further down waits a button', async () => {
    const { page } = mia
    await toList()
    for (const line of long) await anna.say(line)
    await until(async () => (await inList(page, 'Alle').getAttribute('data-unread')) === String(long.length), {
      what: 'all of them unread'
    })
    await mia.openConversation(everyone)
    const divider = page.getByTestId('unread-divider')
    await divider.waitFor()
    expect(await divider.innerText()).toMatch(/14 neue/)
    const further = page.getByTestId('jump-to-latest').filter({ hasText: /\d+ neu/ })
    await further.waitFor()
    expect(await away(mia)).toBeGreaterThan(300)
    await further.tap()
    await until(async () => (await away(mia)) < 2, { what: 'the end in view' })
    await until(async () => (await row(page, 'Punkt 14').count()) === 1, { what: 'the last one' })
    // What comes while one reads further up moves nothing, and is counted.
    await anna.page.getByTestId('timeline').hover()
    await anna.page.mouse.wheel(0, -900)
    await anna.page.getByTestId('jump-to-latest').waitFor()
    await send('Danke!')
    await anna.page.getByTestId('jump-to-latest').filter({ hasText: '1 new' }).click()
    await until(async () => (await away(anna)) < 2, { what: 'the end in view again' })
    await anna.sees('Danke!')
  })

  it('[C1] a quote leads to its message, a day to its first one, and one comes back', async () => {
    await anna.page.getByTestId('timeline').hover()
    await until(
      async () => {
        await anna.page.mouse.wheel(0, -2000)
        return await row(anna.page, 'Who has the key?').isVisible()
      },
      { what: 'the question, far above' }
    )
    await click('Who has the key?', 'action-reply')
    await anna.page.getByTestId('composer').fill('found it')
    await anna.page.getByTestId('composer').press('Enter')
    await row(mia.page, 'found it').waitFor()
    const quote = row(mia.page, 'found it').getByTestId('message-quote')
    await glimpse(mia.page, 'article.marked', /Who has the key\?/, () => quote.tap())
    await mia.page.getByTestId('jump-back').tap()
    await row(mia.page, 'found it').waitFor()
    await until(async () => (await away(mia)) < 400, { what: 'where it was read' })
    await anna.page.getByTestId('open-day-jump').or(anna.page.getByTestId('day')).first().click()
    await glimpse(anna.page, 'article.marked', /Achtung/, () => anna.page.getByTestId('confirm').click())
    await anna.page.getByTestId('jump-to-latest').click()
    await mia.page.getByTestId('open-day-jump').or(mia.page.getByTestId('day')).first().tap()
    await glimpse(mia.page, 'article.marked', /Achtung/, () => mia.page.getByTestId('confirm').tap())
    await mia.page.getByTestId('jump-to-latest').tap()
    await row(mia.page, 'found it').waitFor()
  })

  it('[C4] several pins stand in the bar and the details, for both', async () => {
    await click('Danke!', 'action-pin')
    await row(mia.page, 'Danke!').getByTestId('message-pinned').waitFor()
    await hold('found it', 'action-pin')
    await row(anna.page, 'found it').getByTestId('message-pinned').waitFor()
    await anna.page.getByTestId('open-pins').click()
    await until(async () => (await anna.page.getByTestId('pin-item').count()) === 2, { what: 'both pins' })
    await anna.page.getByTestId('close-details').click()
    await mia.page.getByTestId('open-pins').tap()
    await mia.page.getByTestId('pin-item').filter({ hasText: 'Danke!' }).tap()
    await row(mia.page, 'Danke!').waitFor()
  })

  it('[C12] what is forwarded says so where it arrives', async () => {
    await anna.openDirect('Mia')
    await hold('found it', 'action-forward')
    // They have not written to each other so far: whom one knows can be chosen all the same.
    await mia.page.getByTestId('forward-search').fill('Anna')
    await mia.page.locator('[data-testid="forward-option"][data-name="Anna"]').check()
    await mia.page.getByTestId('confirm').tap()
    await row(anna.page, 'found it').getByTestId('message-forwarded').waitFor()
    expect(await anna.page.getByTestId('conversation-title').innerText()).toBe('Mia')
  })

  it('[C1] a poll with several answers and an end is made and answered by thumb', async () => {
    const { page } = mia
    await page.getByTestId('compose-more').tap()
    await page.getByTestId('new-poll').tap()
    await page.getByTestId('poll-question').fill('Was fehlt?')
    await page.getByTestId('poll-add').tap()
    for (const [place, answer] of ['Sand', 'Kies', 'Kaffee'].entries())
      await page.getByTestId('poll-answer').nth(place).fill(answer)
    await page.getByTestId('poll-several').check()
    await page.getByTestId('poll-ends').selectOption('day')
    await page.getByTestId('confirm').tap()
    await page.getByTestId('poll-option').nth(2).waitFor()
    // Faster than the first can be counted.
    await page
      .getByTestId('poll')
      .getByRole('checkbox')
      .evaluateAll((boxes) => [boxes[0], boxes[2]].forEach((box) => (box as HTMLElement).click()))
    await anna.openConversation(everyone)
    const counts = () =>
      anna.page.getByTestId('poll-option').evaluateAll((all) => all.map(({ dataset }) => dataset['count']))
    await until(async () => (await counts()).join() === '1,0,1', { what: 'both answers of Mia' })
    expect(await anna.page.getByTestId('poll').innerText()).toMatch(/until/i)
  })

  it('[C15] what waits to be sent can be changed and given up, and a time that is over is refused', async () => {
    const { page } = mia
    await page.getByTestId('composer').fill('später')
    await page.getByTestId('compose-more').tap()
    await page.getByTestId('send-later').tap()
    await page.getByTestId('later-when').fill('2020-01-01T10:00')
    await page.getByTestId('confirm').tap()
    await page.getByTestId('later-dialog').getByText('Eine Zeit ab jetzt').waitFor()
    await page.getByTestId('later-quick').first().tap()
    await page.getByTestId('confirm').tap()
    await page.getByTestId('toast').last().getByRole('button').tap()
    await page.getByTestId('open-scheduled').tap()
    expect(await page.getByTestId('scheduled').innerText()).toMatch(/Gerät/)
    await page.getByTestId('change-scheduled').tap()
    await page.getByTestId('later-text').fill('viel später')
    await page.getByTestId('confirm').tap()
    // A notice goes away at a tap, and what lies behind it stays.
    await page.getByTestId('toast').last().getByRole('button').tap()
    const waiting = page.getByTestId('scheduled-item').filter({ hasText: 'viel später' })
    await waiting.getByTestId('cancel-scheduled').tap()
    await page.getByTestId('open-scheduled').waitFor({ state: 'detached' })
    await send('Doch nicht')
    await anna.sees('Doch nicht')
    expect((await anna.texts()).filter((text) => text.includes('später'))).toEqual([])
  })

  it('[C13] [C2] several at once are starred, found among the stars, and deleted for everyone', async () => {
    const { page } = mia
    for (const words of ['Kran', 'Bagger']) await send(words)
    await anna.sees('Bagger')
    const choose = async (): Promise<void> => {
      await hold('Kran', 'action-select')
      await row(page, 'Bagger').getByTestId('choose-message').tap()
    }
    await choose()
    await page.getByTestId('selection-star').tap()
    for (const words of ['Kran', 'Bagger']) await row(page, words).getByTestId('message-starred').waitFor()
    await send('Walze')
    await anna.sees('Walze')
    expect(await anna.page.getByTestId('message-starred').count()).toBe(0)
    await page.getByTestId('open-details').tap()
    await page.getByTestId('open-stars').tap()
    const stars = page.getByTestId('star-item')
    await until(async () => (await stars.count()) === 2, { what: 'both among the stars' })
    await page.getByTestId('unstar').first().tap()
    await until(async () => (await stars.count()) === 1, { what: 'one star' })
    await stars.tap()
    await choose()
    await page.getByTestId('selection-delete').tap()
    await page.getByTestId('delete-for-everyone').tap()
    const deleted = anna.page.getByTestId('message-deleted')
    await until(async () => (await deleted.count()) === 2 && !(await anna.texts()).includes('Kran'), {
      what: 'neither at the desk'
    })
  })

  it('by keyboard alone a team is started, and to what Mia wrote there is an answer and an emoji', async () => {
    const kim = await crew.person('Kim')
    await kim.page.goto(crew.url)
    await kim.page.getByTestId('welcome').waitFor()
    await tabTo(kim.page, 'create-team')
    await kim.page.keyboard.press('Enter')
    await until(async () => (await focusedId(kim.page)) === 'display-name', { what: 'the cursor in the first field' })
    await kim.page.keyboard.type('Kim')
    await kim.page.keyboard.press('Tab')
    await kim.page.keyboard.type('Nord')
    await kim.page.keyboard.press('Enter')
    await kim.page.getByTestId('create-invite').waitFor()
    await kim.page.keyboard.press('Escape')
    await kim.page.getByTestId('create-invite').waitFor({ state: 'detached' })
    await tabTo(kim.page, 'composer')
    await kim.page.keyboard.type('all alone')
    await kim.page.keyboard.press('Enter')
    await kim.sees('all alone')
    expect(kim.watch).toMatchObject({ foreign: [], errors: [] })
    await send('Und der Beton?')
    await anna.sees('Und der Beton?')
    const { page } = anna
    await tabTo(page, 'composer')
    await toTimeline(page, 'Und der Beton?')
    await page.keyboard.press('r')
    await page.keyboard.type('at noon')
    await page.keyboard.press('Enter')
    await row(mia.page, 'at noon').getByTestId('message-quote').filter({ hasText: 'Und der Beton?' }).waitFor()
    await toTimeline(page, 'Und der Beton?')
    await page.keyboard.press('+')
    await page.getByTestId('emoji-picker').waitFor()
    await until(() => page.getByRole('searchbox').evaluate((field) => field === document.activeElement), {
      what: 'the cursor in the search of the emoji'
    })
    await page.keyboard.type('rocket')
    const found = page.getByTestId('emoji-option')
    await until(async () => (await found.count()) < 10 && (await found.last().getAttribute('data-emoji')) === '🚀', {
      what: 'what the word finds'
    })
    await tabTo(page, 'emoji-option')
    for (let at = 1; at < (await found.count()); at += 1) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await row(mia.page, 'Und der Beton?').locator('[data-testid="reaction"][data-emoji="🚀"]').waitFor()
  })
})

/** From the field back into the timeline, and up to what somebody wrote. */
async function toTimeline(page: Page, words: string): Promise<void> {
  const focused = (): Promise<string | undefined> =>
    page.evaluate(() => {
      const element = document.activeElement
      if (!(element instanceof HTMLElement) || element.dataset['row'] === undefined) return undefined
      return element.querySelector('[data-testid="message-text"]')?.textContent ?? ''
    })
  for (let steps = 0; steps < 6 && (await focused()) === undefined; steps += 1) await page.keyboard.press('Shift+Tab')
  for (let steps = 0; steps < 6 && (await focused()) !== words; steps += 1) await page.keyboard.press('ArrowUp')
  if ((await focused()) !== words) throw new Error(`“${words}” cannot be reached by the arrows`)
}
