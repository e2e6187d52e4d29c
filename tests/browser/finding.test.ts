// What one person wrote another one finds, on real screens with a real signaling server between them: by both spellings, by the beginning of
// a word, with filters, in one conversation and everywhere, in German and English, at a desk and on a phone.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until, type Page } from '../fixtures/chromium.ts'
import { createCrew, everyone, type Crew } from '../fixtures/crew.ts'
import { focusedId } from '../fixtures/keyboard.ts'
import { createPerson, type Person } from '../fixtures/person.ts'

describe('finding', () => {
  let crew: Crew
  let anna: Person
  let ben: Person

  beforeAll(async () => {
    crew = await createCrew('Anna')
    anna = crew.people[0] as Person
    ben = await createPerson(crew.browser, { name: 'Ben', url: crew.url, options: { locale: 'de-DE' } })
    await ben.join(await anna.invite())
    await anna.openConversation(everyone)
    for (const text of ['Der Haustürschlüssel hängt beim Müller', 'Plan: https://plan.example/eg', 'Bis morgen'])
      await anna.say(text)
    await ben.openConversation(everyone)
    await ben.sees('Bis morgen')
    await ben.openDirect('Anna')
    await ben.say('Unter uns: der Schlüssel ist weg')
    await anna.openDirect('Ben')
    await anna.sees('Unter uns: der Schlüssel ist weg')
  })
  afterAll(() => crew.close())

  const hits = (page: Page) => page.getByTestId('search-result')
  /** The switcher has come up; until then the field of the search beside it is the only one. */
  const switcher = (page: Page): Promise<void> => page.getByRole('dialog').getByTestId('search-input').waitFor()

  async function finds(page: Page, typed: string, texts: readonly (string | RegExp)[]): Promise<void> {
    await page.getByTestId('search-input').fill(typed)
    await until(
      async () => {
        const found = await hits(page).allInnerTexts()
        return found.length === texts.length && texts.every((text, at) => found[at]?.match(text) !== null)
      },
      { what: `“${typed}” finds ${texts.length}` }
    )
  }

  it('[X5] what is typed before the field is there goes into it, and to nobody', async () => {
    const { page } = ben
    // Parts come from the server, where this test can keep them back.
    const devtools = await ben.context.newCDPSession(page)
    await devtools.send('Network.enable')
    await devtools.send('Network.setBypassServiceWorker', { bypass: true })
    for (const [keys, part] of [
      ['Control+K', 'Switcher'],
      ['Control+Shift+F', 'SearchPane']
    ] as const) {
      let release = (): void => undefined
      const held = new Promise<void>((resolve) => (release = resolve))
      await page.route(`**/${part}-*.js`, async (route) => {
        await held
        await route.continue()
      })
      await page.getByTestId('composer').focus()
      const asked = page.waitForRequest((request) => request.url().includes(`/${part}-`))
      await page.keyboard.press(keys)
      await asked
      await page.keyboard.type('morn')
      await page.keyboard.press('Backspace')
      await page.keyboard.type('gen')
      await page.keyboard.press('Enter')
      release()
      await hits(page).filter({ hasText: 'Bis morgen' }).waitFor()
      expect(await page.getByTestId('search-input').inputValue()).toBe('morgen')
      expect(await page.getByTestId('composer').inputValue()).toBe('')
      await until(async () => (await focusedId(page)) === 'search-input', { what: 'the field with the cursor' })
      await page.keyboard.press('Escape')
      await page.getByTestId('search-input').waitFor({ state: 'detached' })
    }
    expect(await ben.texts()).not.toContain('morgen')
  })

  it('[X5] what Anna wrote Ben finds in every spelling, marked, and goes there', async () => {
    const { page } = ben
    await page.keyboard.press('Control+Shift+F')
    for (const typed of ['schluessel', 'SCHLÜSS', 'schlüssel']) {
      // What was found before stands there until the answer comes.
      await finds(page, 'morgen', [/Bis morgen/])
      await finds(page, typed, [/Unter uns/, /Haustürschlüssel/])
    }
    await finds(page, 'mueller haus', [/Haustürschlüssel/])
    await page
      .getByTestId('search-count')
      .filter({ hasText: /^1 Treffer$/ })
      .waitFor()
    expect(await page.locator('mark').allInnerTexts()).toEqual(['Haus', 'Müller'])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByTestId('conversation-title').filter({ hasText: everyone }).waitFor()
    await page.locator('[data-row]').filter({ hasText: 'Haustürschlüssel' }).waitFor()
    // The results stay beside the message; Esc closes them and nothing else.
    await page.getByTestId('search-input').press('Escape')
    await page.getByTestId('search-screen').waitFor({ state: 'detached' })
    expect(await page.getByTestId('conversation-title').innerText()).toMatch(everyone)
  })

  it('[X5] Ctrl+F looks through this conversation, and filters narrow it', async () => {
    const { page } = ben
    await page.getByTestId('composer').focus()
    await page.keyboard.press('Control+F')
    await finds(page, 'schlüssel', [/Haustürschlüssel/])
    await page.getByTestId('filter-chip').click()
    await finds(page, 'schlüssel', [/Unter uns/, /Haustürschlüssel/])
    await page.getByTestId('search-filters').click()
    await page.getByTestId('filter-member').selectOption({ label: 'Anna' })
    await finds(page, 'schlüssel', [/Haustürschlüssel/])
    await page.getByTestId('filter-last-day').fill('2020-01-01')
    await finds(page, 'schlüssel', [])
    await page.getByTestId('filter-last-day').fill('')
    await page.getByTestId('filter-link').check()
    await finds(page, '', [/plan\.example/])
    await page.getByTestId('clear-filters').click()
    await page.keyboard.press('Escape')
    await page.getByTestId('search-screen').waitFor({ state: 'detached' })
    await until(async () => (await focusedId(page)) === 'composer', { what: 'the cursor back where one wrote' })
  })

  it('[X5] what nobody can mean does no harm', async () => {
    const { page } = ben
    await page.keyboard.press('Control+Shift+F')
    for (const hostile of [
      'x'.repeat(10_000),
      'a\u0301\u0323'.repeat(5_000),
      '"* OR NOT (',
      '\u202e\u200b☠️',
      '漢'.repeat(999)
    ]) {
      await finds(page, 'morgen', [/Bis morgen/])
      await finds(page, hostile, [])
    }
    await finds(page, '!?', [])
    await page.getByTestId('search-remark').filter({ hasText: 'kein Buchstabe' }).waitFor()
    expect(ben.watch.errors).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByTestId('search-screen').waitFor({ state: 'detached' })
  })

  it('[X5] the switcher finds people, messages and commands, and leads to all results', async () => {
    const { page } = anna
    await page.keyboard.press('Control+K')
    await switcher(page)
    await finds(page, 'ben', [/Ben$/])
    await finds(page, 'schluess', [/Unter uns/, /Haustürschlüssel/])
    await page.getByTestId('search-all').click()
    await page.getByTestId('search-screen').waitFor()
    await finds(page, 'schluess', [/Unter uns/, /Haustürschlüssel/])
    await page.keyboard.press('Control+K')
    await switcher(page)
    await page.getByTestId('search-input').fill('dark')
    await page.getByTestId('command').click()
    await until(async () => (await page.locator('html').getAttribute('data-theme')) === 'dark', {
      what: 'dark colours'
    })
    // While it goes Escape is for it, not for the search below.
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await page.getByTestId('conversation-list').waitFor()
  })

  it('[W2] pictures, files and links stand in the details, a link with its host', async () => {
    const { page } = anna
    await anna.openConversation(everyone)
    await page.getByTestId('open-details').click()
    await page.getByTestId('open-shared').click()
    await page.getByTestId('shared-links').check()
    await page.getByTestId('shared-link').filter({ hasText: 'plan.example' }).waitFor()
    await page.getByTestId('shared-link').click()
    await page.locator('[data-row]').filter({ hasText: 'plan.example' }).waitFor()
    // One comes back to where one was.
    await page.getByTestId('shared-link').waitFor()
    await page.getByTestId('close-shared').click()
    await page.getByTestId('close-details').click()
  })

  it('[X5] on a phone the search is a page of its own, and back leads to it', async () => {
    const { page } = ben
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByTestId('search-here').click()
    await finds(page, 'morgen', [/Bis morgen/])
    expect(await page.getByTestId('timeline').count()).toBe(0)
    await hits(page).first().click()
    await page.locator('[data-row]').filter({ hasText: 'Bis morgen' }).waitFor()
    await page.getByTestId('search-screen').waitFor({ state: 'detached' })
    await page.goBack()
    await page.getByTestId('search-screen').waitFor()
    await hits(page).filter({ hasText: 'Bis morgen' }).waitFor()
    expect([await page.getByTestId('search-input').inputValue(), await hits(page).count()]).toEqual(['morgen', 1])
    await page.getByTestId('back').click()
    await page.getByTestId('timeline').waitFor()
    expect(page.url()).not.toContain('morgen')
  })

  it('[X5] a phone has the switcher at a button, and the links in the details', async () => {
    const { page } = ben
    await page.getByTestId('open-details').click()
    await page.getByTestId('open-shared').click()
    await page.getByTestId('shared-links').check()
    await page.getByTestId('shared-link').filter({ hasText: 'plan.example' }).click()
    await page.locator('[data-row]').filter({ hasText: 'plan.example' }).waitFor()
    const way = page.getByTestId('open-search')
    await page.goto(new URL('/', page.url()).href)
    await page.getByTestId('app-shell').waitFor()
    await until(
      async () => {
        if (await way.isVisible()) return true
        if (await page.getByTestId('back').isVisible()) await page.getByTestId('back').click()
        return false
      },
      { what: 'the list' }
    )
    await way.click()
    await switcher(page)
    await finds(page, 'notiz', [/Notizen an mich$/])
    await finds(page, 'schluess', [/Unter uns/, /Haustürschlüssel/])
    await hits(page).first().click()
    await page.locator('[data-row]').filter({ hasText: 'Unter uns' }).waitFor()
    await page.getByTestId('back').click()
    await way.click()
    await switcher(page)
    await page.getByTestId('search-input').fill('dunkle')
    await page.getByTestId('command').click()
    await until(async () => (await page.locator('html').getAttribute('data-theme')) === 'dark', {
      what: 'dark there too'
    })
    expect(ben.watch.errors).toEqual([])
  })

  it('[A6] a locked app finds nothing, opens no search, and after it knows no question any more', async () => {
    const { page } = anna
    await page.getByTestId('open-settings').click()
    await page.getByTestId('set-passphrase').click()
    await page.getByTestId('passphrase-input').fill('lang genug und nur hier')
    await page.getByTestId('passphrase-again').fill('lang genug und nur hier')
    await page.getByTestId('confirm').click()
    await page.getByTestId('lock-now').waitFor()
    await page.keyboard.press('Control+Shift+F')
    await finds(page, 'schluessel', [/Unter uns/, /Haustürschlüssel/])
    await page.keyboard.press('Control+Shift+L')
    await page.getByTestId('lock-screen').waitFor()
    for (const keys of ['Control+Shift+F', 'Control+K', 'Control+F']) await page.keyboard.press(keys)
    // An answer from the worker that was asked after these keys: what they could have opened would stand there by now.
    await page.getByTestId('passphrase-input').fill('zu kurz')
    await page.getByTestId('unlock').click()
    await page.getByText('That is not the right passphrase.').waitFor()
    expect(await page.content()).not.toMatch(/schl(ü|ue)ssel|search-input/i)
    await page.getByTestId('passphrase-input').fill('lang genug und nur hier')
    await page.getByTestId('unlock').click()
    await page.getByTestId('search-screen').waitFor()
    expect([await page.getByTestId('search-input').inputValue(), await hits(page).count()]).toEqual(['', 0])
    expect([...anna.watch.errors, ...anna.watch.foreign]).toEqual([])
  })
})
