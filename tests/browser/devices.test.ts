// Two browser profiles are two devices of one person, a third is a colleague: linked by the typed code, against the real server.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, until, type Browser } from '../fixtures/chromium.ts'
import { createPerson, type Person } from '../fixtures/person.ts'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'

const everyone = /^(Everyone|Alle)$/

describe('two devices of one person', () => {
  let signaling: SignalingForTests
  let browser: Browser
  let anna: Person
  let phone: Person
  let ben: Person

  beforeAll(async () => {
    signaling = await startSignaling()
    browser = await launchChromium()
    const url = `${signaling.httpUrl}/`
    anna = await createPerson(browser, { name: 'Anna', url })
    phone = await createPerson(browser, { name: 'Anna', url, options: { viewport: { width: 1000, height: 800 } } })
    ben = await createPerson(browser, { name: 'Ben', url })
    await anna.found('Bau Nord')
    await ben.join(await anna.invite())
    await anna.openConversation(everyone)
    await anna.say('written before there was a phone')
    await ben.openConversation(everyone)
    await ben.sees('written before there was a phone')
    await phone.page.goto(url)
  })
  afterAll(async () => {
    await browser.close()
    await signaling.close()
  })

  const digits = async ({ page }: Person): Promise<string | null> => {
    const shown = page.getByTestId('device-digits')
    await shown.waitFor({ timeout: 60_000 })
    return await shown.getAttribute('data-digits')
  }
  const devicesOf = async ({ page }: Person): Promise<readonly (string | undefined)[]> =>
    await page.getByTestId('device-item').evaluateAll((all) => all.map((each) => each.dataset['name']))

  it('[I16] links a second device with a typed code, and it reads the history', async () => {
    await anna.page.getByTestId('open-settings').click()
    await anna.page.getByTestId('link-new-device').click()
    const code = await anna.page.getByTestId('link-code').innerText()
    await phone.page.getByTestId('link-device').click()
    await phone.page.getByTestId('link-code').fill(code.toLowerCase())
    await phone.page.getByTestId('device-name').fill('Phone')
    await phone.page.getByTestId('submit-join').click()
    expect(await digits(phone)).toBe(await digits(anna))
    await anna.page.getByTestId('confirm-code').click()
    await phone.page.getByTestId('app-shell').waitFor({ timeout: 60_000 })
    await anna.page.getByTestId('cancel').last().click()
    await phone.openConversation(everyone)
    await phone.sees('written before there was a phone')
  })

  it('[C3] what one device wrote is mine on the other, and either corrects it', async () => {
    await phone.say('sent from the phoen')
    await ben.sees('sent from the phoen')
    await anna.openConversation(everyone)
    await anna.sees('sent from the phoen')
    const mine = anna.page.locator('[data-testid="message"][data-mine="true"]').last()
    expect(await mine.getByTestId('message-text').innerText()).toBe('sent from the phoen')
    await anna.page.getByTestId('composer').press('ArrowUp')
    await anna.page.getByTestId('composer').fill('sent from the phone')
    await anna.page.getByTestId('composer').press('Enter')
    await ben.sees('sent from the phone')
    await phone.sees('sent from the phone')
  })

  it('[C9] a draft goes from one to the other, and away when it is sent', async () => {
    await anna.page.getByTestId('composer').fill('half a thought')
    const draftOnPhone = () => phone.page.getByTestId('composer').inputValue()
    await until(async () => (await draftOnPhone()) === 'half a thought', { what: 'the draft', withinMs: 60_000 })
    await phone.page.getByTestId('composer').press('Enter')
    await ben.sees('half a thought')
    await until(async () => (await anna.page.getByTestId('composer').inputValue()) === '', {
      what: 'no draft',
      withinMs: 60_000
    })
  })

  it('[R7] a removed device hears it and stops; the others go on', async () => {
    await anna.page.getByTestId('open-settings').click()
    await until(async () => (await devicesOf(anna)).includes('Phone'), { what: 'the phone in the list' })
    await anna.page.getByTestId('revoke-device').click()
    await anna.page.getByTestId('confirm').click()
    await phone.page.getByTestId('removed').waitFor({ timeout: 60_000 })
    await until(async () => !(await devicesOf(anna)).includes('Phone'), { what: 'the phone being out of the list' })
    await anna.openConversation(everyone)
    await anna.say('after the phone')
    await ben.sees('after the phone')
  })

  it('[D3] [T2] whoever ranks above ends a lost device of somebody; the others are offered nothing', async () => {
    const item = (person: Person, name: string) =>
      person.page.locator(`[data-testid="team-pane"] [data-testid="member-item"][data-name="${name}"]`)
    for (const person of [anna, ben]) await person.page.getByTestId('open-team').first().click()
    await item(ben, 'Anna').waitFor()
    expect(await item(ben, 'Anna').getByTestId('member-menu').count()).toBe(0)
    await item(anna, 'Ben').getByTestId('member-menu').click()
    await anna.page.getByTestId('revoke-device').click()
    expect(await anna.page.getByTestId('revoke-dialog').innerText()).toContain('Ben')
    await anna.page.getByTestId('confirm').click()
    await ben.page.getByTestId('removed').waitFor({ timeout: 60_000 })
    await item(anna, 'Ben').getByTestId('device-item').waitFor({ state: 'detached' })
    for (const { watch } of [anna, phone, ben]) expect([watch.foreign, watch.errors]).toEqual([[], []])
  })
})
