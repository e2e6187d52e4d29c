// What two people do with messages on real screens, with a real signaling server between them: forward, pin, star, hide, vote, look once.
// Anna sits at an English desk, Ben does all by thumb on a German phone.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until, type Page } from '../fixtures/chromium.ts'
import { createCrew, everyone, type Crew } from '../fixtures/crew.ts'
import { germanPhone, type Person } from '../fixtures/person.ts'
import { chooseByThumb } from '../fixtures/thumb.ts'

describe('what one does with messages', () => {
  let crew: Crew
  let anna: Person
  let ben: Person

  beforeAll(async () => {
    crew = await createCrew('Anna', { name: 'Ben', options: germanPhone })
    ;[anna, ben] = crew.people as [Person, Person]
    await anna.openConversation(everyone)
    await ben.openConversation(everyone)
  })
  afterAll(() => crew.close())

  const row = (page: Page, text: string) => page.getByTestId('message').filter({ hasText: text })

  /** Opens the menu of a message by keyboard and chooses from it. */
  async function act(page: Page, text: string, action: string): Promise<void> {
    await page.locator('[data-row]').filter({ hasText: text }).last().press('Enter')
    await page.getByTestId(action).click()
  }

  /** The same by thumb. */
  const choose = (text: string, action: string): Promise<void> =>
    chooseByThumb(ben.page.getByTestId('message-text').filter({ hasText: text }).last(), action)

  const count = (page: Page, testid: string): Promise<number> => page.getByTestId(testid).count()

  /** Whatever somebody did before saying this has reached the other by now, if it reaches them at all. */
  async function hears(other: Person, from: Person, words: string): Promise<void> {
    await from.say(words)
    await other.sees(words)
  }

  it('[C4] pins for both, and the bar leads there', async () => {
    await anna.say('the key is with the porter')
    await ben.sees('the key is with the porter')
    await choose('the key is with the porter', 'action-pin')
    await anna.page.getByTestId('pin-bar').waitFor()
    expect(await anna.page.getByTestId('pinned-message').innerText()).toContain('the key is with the porter')
    await anna.page.getByTestId('pinned-message').click()
    await act(anna.page, 'the key is with the porter', 'action-pin')
    await ben.page.getByTestId('pin-bar').waitFor({ state: 'detached' })
  })

  it('[C13] deletes for oneself alone, takes it back, and stars', async () => {
    await anna.say('not for Ben to see again')
    await ben.sees('not for Ben to see again')
    await choose('not for Ben', 'action-delete')
    await ben.page.getByTestId('delete-for-me').waitFor()
    expect(await count(ben.page, 'delete-for-everyone')).toBe(0)
    await ben.page.getByTestId('delete-for-me').tap()
    await row(ben.page, 'not for Ben').waitFor({ state: 'detached' })
    await ben.page.getByTestId('undo').tap()
    await row(ben.page, 'not for Ben').waitFor()
    await choose('not for Ben', 'action-star')
    await ben.page.getByTestId('message-starred').waitFor()
    await ben.page.getByTestId('open-details').tap()
    await ben.page.getByTestId('open-stars').tap()
    expect(await ben.page.getByTestId('star-item').innerText()).toContain('not for Ben')
    await ben.page.getByTestId('star-item').tap()
    await ben.page.getByTestId('stars').waitFor({ state: 'detached' })
    await hears(anna, ben, 'I am back')
    // What is deleted for everyone does not come back.
    expect(await row(anna.page, 'not for Ben').getByTestId('message-text').count()).toBe(1)
    expect(await count(anna.page, 'message-deleted')).toBe(0)
    expect(await count(anna.page, 'message-starred')).toBe(0)
    // At the desk.
    await act(anna.page, 'not for Ben', 'action-delete')
    await anna.page.getByTestId('delete-for-me').click()
    await row(anna.page, 'not for Ben').waitFor({ state: 'detached' })
    await anna.page.getByTestId('undo').click()
    await row(anna.page, 'not for Ben').waitFor()
    await act(anna.page, 'not for Ben', 'action-star')
    await anna.page.getByTestId('message-starred').waitFor()
    await hears(ben, anna, 'and so am I')
    expect(await row(ben.page, 'not for Ben').getByTestId('message-text').count()).toBe(1)
  })

  it('[C12] chooses by keyboard, forwards, and finds it where it went', async () => {
    await anna.page.locator('[data-row]').filter({ hasText: 'the key is' }).last().press('x')
    await anna.page.getByTestId('choose-message').last().check()
    await anna.page.getByTestId('selection-forward').click()
    await anna.page.getByTestId('cancel').first().click()
    await anna.page.getByTestId('forward-dialog').waitFor({ state: 'detached' })
    // Who changes their mind goes on with what was chosen.
    expect(await anna.page.getByTestId('choose-message').last().isChecked()).toBe(true)
    await anna.page.getByTestId('selection-forward').click()
    await anna.page.getByTestId('forward-search').fill('no')
    await anna.page.getByTestId('forward-option').first().check()
    await anna.page.getByTestId('confirm').click()
    await anna.page.getByTestId('toast').waitFor()
    await anna.page.getByTestId('select-bar').waitFor({ state: 'detached' })
    await anna.openConversation('Notes to self')
    await anna.sees('the key is with the porter')
    await anna.openConversation(everyone)
  })

  it('[C1] asks, both vote, one takes it back', async () => {
    await anna.page.getByTestId('compose-more').click()
    await anna.page.getByTestId('new-poll').click()
    await anna.page.getByTestId('poll-question').fill('When does the crane come?')
    await anna.page.getByTestId('poll-answer').first().fill('seven')
    await anna.page.getByTestId('poll-answer').last().fill('eight')
    await anna.page.getByTestId('confirm').click()
    const first = (page: Page) => page.getByTestId('poll-option').first()
    await first(ben.page).locator('input').check()
    await until(async () => (await first(anna.page).getAttribute('data-count')) === '1', { what: 'the vote of Ben' })
    await first(anna.page).locator('input').check()
    await until(async () => (await first(ben.page).getAttribute('data-count')) === '2', { what: 'both votes' })
    await ben.page.getByTestId('take-back-vote').tap()
    await until(async () => (await first(anna.page).getAttribute('data-count')) === '1', { what: 'one vote again' })
  })

  it('[C14] looks once, and then never again', async () => {
    await anna.page.getByTestId('compose-more').click()
    await anna.page.getByTestId('write-once').click()
    await anna.page.getByTestId('writing-once').waitFor()
    await anna.page.getByTestId('composer').fill('the code is 4711')
    await anna.page.getByTestId('composer').press('Enter')
    await anna.page.getByTestId('once-state').waitFor()
    await ben.page.getByTestId('open-once').tap()
    await ben.page.getByTestId('confirm').tap()
    expect(await ben.page.getByTestId('once-text').innerText()).toBe('the code is 4711')
    await ben.page.getByTestId('cancel').tap()
    await ben.page.getByTestId('once').waitFor({ state: 'detached' })
    await ben.page.getByTestId('once-state').waitFor()
    expect(await ben.page.content()).not.toContain('4711')
    expect(await anna.page.content()).not.toContain('4711')
    await ben.page.getByTestId('compose-more').tap()
    await ben.page.getByTestId('write-once').tap()
    await ben.page.getByTestId('writing-once').waitFor()
    await ben.page.getByTestId('composer').fill('mine is 1147')
    await ben.page.getByTestId('send').tap()
    await anna.page.getByTestId('open-once').click()
    await anna.page.getByTestId('confirm').click()
    expect(await anna.page.getByTestId('once-text').innerText()).toBe('mine is 1147')
    await anna.page.getByTestId('cancel').click()
    await anna.page.getByTestId('once').waitFor({ state: 'detached' })
    await until(async () => (await count(anna.page, 'once-state')) === 2, { what: 'both looked at' })
    for (const { page } of [anna, ben]) expect(await page.content()).not.toContain('1147')
  })

  it('[C15] plans a message, which survives a reload, and sends it now', async () => {
    await anna.page.getByTestId('composer').fill('good morning, @Be')
    await anna.page.locator('[data-testid="completion-option"][data-name="Ben"]').click()
    await anna.page.getByTestId('composer').pressSequentially('later')
    await anna.page.getByTestId('compose-more').click()
    await anna.page.getByTestId('send-later').click()
    await anna.page.getByTestId('later-quick').last().click()
    await anna.page.getByTestId('confirm').click()
    await anna.page.getByTestId('open-scheduled').waitFor()
    await anna.page.reload()
    await anna.page.getByTestId('app-shell').waitFor()
    await anna.openConversation(everyone)
    await anna.page.getByTestId('open-scheduled').click()
    await anna.page.getByTestId('send-scheduled').click()
    await ben.sees('good morning, @Ben later')
    await row(ben.page, 'good morning').locator('[data-testid="mention"][data-mine="true"]').waitFor()
  })

  it('[C3] shows earlier versions and all replies', async () => {
    await anna.say('at sevn')
    await anna.page.getByTestId('composer').press('ArrowUp')
    await anna.page.getByTestId('composer').fill('at seven')
    await anna.page.getByTestId('composer').press('Enter')
    await ben.sees('at seven')
    for (const { page } of [anna, ben]) {
      await row(page, 'at seven').getByTestId('message-edited').click()
      await until(async () => (await count(page, 'version')) === 2, { what: 'both versions' })
      await page.getByTestId('versions').getByTestId('cancel').click()
      await page.getByTestId('versions').waitFor({ state: 'detached' })
    }
    await choose('at seven', 'action-reply')
    await ben.say('fine with me')
    await row(anna.page, 'at seven').getByTestId('message-replies').click()
    expect(await anna.page.getByTestId('reply-item').innerText()).toContain('fine with me')
    await anna.page.keyboard.press('Escape')
    await anna.page.getByTestId('replies').waitFor({ state: 'detached' })
    await row(ben.page, 'at seven').getByTestId('message-replies').tap()
    await ben.page.getByTestId('reply-item').filter({ hasText: 'fine with me' }).waitFor()
    expect(await ben.page.getByTestId('replies').innerText()).toMatch(/1 Antwort/)
    await ben.page.getByTestId('replies').getByTestId('cancel').tap()
  })
})
