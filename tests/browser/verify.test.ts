// Two people compare codes on two browsers, and the paper key makes an owner when the only one is lost.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../fixtures/chromium.ts'
import { createCrew, everyone, type Crew } from '../fixtures/crew.ts'
import type { Person } from '../fixtures/person.ts'

describe('who is who', () => {
  let crew: Crew
  let anna: Person
  let ben: Person
  let sheet: string

  beforeAll(async () => {
    crew = await createCrew('Anna', 'Ben')
    ;[anna, ben] = crew.people as [Person, Person]
    await ben.connected(1)
  })
  afterAll(() => crew.close())

  async function compare(person: Person, other: string): Promise<string> {
    const { page } = person
    await page.getByTestId('open-team').click()
    await page.locator(`[data-testid="member-item"][data-name="${other}"]`).getByTestId('verify-member').click()
    await page.getByTestId('safety-number').waitFor()
    return (await page.getByTestId('safety-number').getAttribute('data-digits')) ?? ''
  }

  it('[D11] both see the same digits, and what one marks is marked for one alone', async () => {
    const digits = await compare(anna, 'Ben')
    expect(digits).toMatch(/^\d{48}$/)
    expect(await compare(ben, 'Anna')).toBe(digits)
    await anna.page.getByTestId('verify-dialog').getByTestId('confirm').click()
    await anna.page.locator('[data-testid="verify-member"][data-state="verified"]').waitFor()
    await ben.page.getByTestId('codes-differ').click()
    await ben.page.getByTestId('code-differs').waitFor()
    await ben.page.getByTestId('verify-dialog').getByTestId('cancel').click()
    await ben.page.locator('[data-testid="verify-member"][data-state="none"]').waitFor()
  })

  it('[D4] the code of the team is the same on both, and one comparison marks everyone', async () => {
    const codeOf = (person: Person) => person.page.getByTestId('roster-code').getAttribute('data-digits')
    await until(async () => (await codeOf(ben)) === (await codeOf(anna)), { what: 'one code on both' })
    expect(await codeOf(anna)).toMatch(/^\d{24}$/)
    await ben.page.getByTestId('compare-team').click()
    await ben.page.getByTestId('team-code-dialog').getByTestId('confirm').click()
    await ben.page.locator('[data-testid="verify-member"][data-state="verified"]').waitFor()
  })

  it('[D12] who came in stands between the messages', async () => {
    await ben.page.getByTestId('cancel').first().click()
    await ben.openConversation(everyone)
    await ben.page.locator('[data-testid="change-line"][data-type="joined"]').waitFor()
  })

  it('[D6] the founder is asked, prints the sheet with a code for a camera, and is not asked again', async () => {
    const { page } = anna
    await page.getByTestId('open-root-sheet').first().click()
    await page.getByTestId('root-sheet').waitFor()
    await until(async () => (await page.getByTestId('root-sheet').locator('code').count()) === 14, { what: 'the key' })
    sheet = (await page.getByTestId('root-sheet').locator('code').allInnerTexts()).join('-')
    expect(sheet).toMatch(/^(?:[0-9A-Z]{4}-){13}[0-9A-Z]{4}$/)
    await page.emulateMedia({ media: 'print' })
    await page.getByTestId('root-sheet-qr').locator('path').waitFor({ state: 'visible' })
    await page.emulateMedia({ media: 'screen' })
    await page.getByTestId('root-sheet-written').check()
    await page.getByTestId('confirm').click()
    await page.getByTestId('open-root-sheet').waitFor({ state: 'detached' })
  })

  it('[D7] the only owner is lost, and the sheet makes a new one who is not told the key again', async () => {
    await anna.leave()
    const { page } = ben
    await page.getByTestId('open-team').click()
    await page.getByTestId('use-root-sheet').click()
    const field = page.getByTestId('root-sheet-input')
    await field.fill(`${sheet.slice(0, -4)}ZZZZ`)
    await page.getByTestId('use-root-sheet-dialog').getByTestId('confirm').click()
    await until(async () => (await field.getAttribute('aria-invalid')) === 'true', { what: 'the sheet is refused' })
    await field.fill(sheet.toLowerCase())
    await page.getByTestId('root-sheet-instead').selectOption({ label: 'Anna' })
    await page.getByTestId('use-root-sheet-dialog').getByTestId('confirm').click()
    await page.locator('[data-testid="member-item"][data-name="Ben"][data-role="owner"]').waitFor()
    await page.locator('[data-testid="member-item"][data-name="Anna"][data-role="member"]').waitFor()
    expect(await page.getByTestId('show-root-sheet').count()).toBe(0)
    await anna.comeBack()
    await anna.openConversation(everyone)
    await until(async () => (await anna.page.locator('[data-testid="change-line"][data-type="role"]').count()) === 2, {
      what: 'Anna reads what the sheet decided'
    })
  })

  it('shows no error and asks no foreign host', () => {
    for (const person of [anna, ben]) {
      expect(person.watch.foreign).toEqual([])
      expect(person.watch.errors).toEqual([])
    }
  })
})
