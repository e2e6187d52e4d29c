// Coming in with a person's yes, on real screens: codes compared on both, a no, an invitation taken back, a person who lost all devices,
// and the sheet for the wall.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, until, type Browser } from '../fixtures/chromium.ts'
import { createPerson, type Person } from '../fixtures/person.ts'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'

const everyone = /^(Everyone|Alle)$/
const groups = /^\d{4}(\s+\d{4}){5}$/

describe('coming in with a yes', () => {
  let signaling: SignalingForTests
  let browser: Browser
  let anna: Person
  let ben: Person
  const others: Person[] = []

  const url = (): string => `${signaling.httpUrl}/`
  const person = async (name: string, locale = 'en-GB'): Promise<Person> => {
    const made = await createPerson(browser, { name, url: url(), options: { locale } })
    others.push(made)
    return made
  }
  const request = (admin: Person, name: string) =>
    admin.page.locator(`[data-testid="join-request"][data-name="${name}"]`).first()
  const codeOn = async (screen: Person, testid: string): Promise<string> => {
    const text = await screen.page.getByTestId(testid).first().innerText()
    return text.replace(/\s+/g, ' ').trim()
  }
  const told = async (newcomer: Person, words: RegExp): Promise<void> => {
    await until(async () => words.test(await newcomer.page.getByTestId('join-progress').innerText()), {
      what: `${newcomer.name} is told ${String(words)}`,
      withinMs: 60_000
    })
  }

  beforeAll(async () => {
    signaling = await startSignaling()
    browser = await launchChromium()
    anna = await person('Anna')
    ben = await person('Ben')
    await anna.found('Bau Nord')
  })
  afterAll(async () => {
    await browser.close()
    await signaling.close()
  })

  it('[I8, D4] both screens show the same code, a reload of the admin forgets nobody, and a yes lets the newcomer in', async () => {
    await ben.ask(await anna.invite('many', true))
    await request(anna, 'Ben').waitFor({ timeout: 60_000 })
    await told(ben, /approve/)
    const code = await codeOn(anna, 'request-code')
    expect(code).toMatch(groups)
    expect(await codeOn(ben, 'join-code')).toBe(code)
    await anna.page.reload()
    await request(anna, 'Ben').waitFor({ timeout: 60_000 })
    expect(await codeOn(anna, 'request-code')).toBe(code)
    await request(anna, 'Ben').getByTestId('admit').click()
    await ben.page.getByTestId('app-shell').waitFor({ timeout: 60_000 })
    await request(anna, 'Ben').waitFor({ state: 'detached' })
    await anna.openConversation(everyone)
    await ben.openConversation(everyone)
    await ben.say('I am in')
    await anna.sees('I am in')
  })

  it('[I8, R7] who is refused is told so; an invitation that was taken back says that, too', async () => {
    const [cem, dora] = [await person('Cem'), await person('Dora')]
    const link = await anna.invite('many', true)
    await cem.ask(link)
    await request(anna, 'Cem').waitFor({ timeout: 60_000 })
    await request(anna, 'Cem').getByTestId('refuse').click()
    await told(cem, /said no/)
    await anna.page.getByTestId('invite-people').first().click()
    const items = anna.page.getByTestId('invite-item')
    await items.first().waitFor()
    const before = await items.count()
    await items.first().getByTestId('revoke-invite').click()
    await until(async () => (await items.count()) === before - 1, { what: 'one invitation less is open' })
    await anna.page.getByTestId('cancel').first().click()
    await dora.ask(link)
    await told(dora, /revoked/)
    await cem.context.close()
    await dora.context.close()
  })

  it('[I17, D3] a person who lost the device comes back on another one, with name and history', async () => {
    await ben.context.close()
    await anna.page.getByTestId('invite-people').first().click()
    await anna.page.getByTestId('invite-returning').check()
    await anna.page.getByTestId('recover-member').selectOption({ label: 'Ben' })
    await anna.page.getByTestId('create-invite').click()
    const link = await anna.page.getByTestId('invite-link').inputValue()
    await anna.page.getByTestId('cancel').first().click()
    const phone = await person('Ben anew')
    await phone.ask(link)
    await request(anna, 'Ben anew').waitFor({ timeout: 60_000 })
    expect(await request(anna, 'Ben anew').innerText()).toContain('Ben')
    await until(async () => (await phone.page.getByTestId('join-code').count()) === 1, {
      what: 'the code of the phone'
    })
    expect(await codeOn(phone, 'join-code')).toBe(await codeOn(anna, 'request-code'))
    await request(anna, 'Ben anew').getByTestId('admit').click()
    await phone.page.getByTestId('app-shell').waitFor({ timeout: 60_000 })
    await phone.openConversation(everyone)
    await phone.sees('I am in')
    await phone.say('on a new phone')
    await anna.sees('on a new phone')
    const author = anna.page.locator('[data-testid="message"]', { hasText: 'on a new phone' })
    expect(await author.getAttribute('data-author')).toBe(
      await anna.page.locator('[data-testid="message"]', { hasText: 'I am in' }).getAttribute('data-author')
    )
  })

  it('[I15] the dialog asks first for more than one person, and always for guests', async () => {
    const { page } = anna
    await page.getByTestId('invite-people').first().click()
    const approve = page.getByTestId('invite-approve')
    const asks = (is: boolean): Promise<unknown> =>
      until(async () => (await approve.isChecked()) === is, { what: `asking first: ${is}` })
    await asks(false)
    await page.getByTestId('invite-uses').selectOption('many')
    await asks(true)
    await page.getByTestId('invite-uses').selectOption('once')
    await asks(false)
    await page.getByTestId('invite-role').selectOption('guest')
    await asks(true)
    expect(await approve.isDisabled()).toBe(true)
    await page.getByTestId('cancel').first().click()
  })

  it('[I15] the sheet for the wall stands alone on paper, in both languages, with its expiry', async () => {
    const { page } = anna
    await page.getByTestId('invite-people').first().click()
    await page.getByTestId('create-invite').click()
    await page.getByTestId('show-poster').click()
    await page.locator('[data-testid="poster-qr"] path').waitFor()
    const poster = page.getByTestId('poster')
    await poster.filter({ hasText: /Come to “Bau Nord”/ }).waitFor()
    await page.getByTestId('poster-de').check()
    await poster.filter({ hasText: /Komm zu „Bau Nord“/ }).waitFor()
    expect(await page.getByTestId('poster-until').innerText()).toMatch(/Der Code gilt bis .*\d{4}/)
    expect(await poster.locator('li').count()).toBe(3)
    await page.emulateMedia({ media: 'print' })
    expect(await poster.isVisible()).toBe(true)
    for (const hidden of ['app-shell', 'print-poster', 'cancel'])
      expect(await page.getByTestId(hidden).first().isVisible(), hidden).toBe(false)
    await page.emulateMedia({ media: 'screen' })
    await page.getByTestId('cancel').first().click()
  })

  it('asks no foreign host and shows no error during the whole run', () => {
    for (const { watch } of others) {
      expect(watch.foreign).toEqual([])
      expect(watch.errors).toEqual([])
    }
  })
})
