// Who belongs and who decides, on three browsers with a real signaling server: roles, moderation, removal with a wipe, leaving.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../fixtures/chromium.ts'
import { createCrew, everyone, type Crew } from '../fixtures/crew.ts'
import type { Person } from '../fixtures/person.ts'

describe('roles, removal and leaving on three browsers', () => {
  let crew: Crew
  let anna: Person
  let ben: Person
  let cem: Person

  beforeAll(async () => {
    crew = await createCrew('Anna', 'Ben', 'Cem')
    ;[anna, ben, cem] = crew.people as [Person, Person, Person]
    for (const person of [anna, ben, cem]) await person.openConversation(everyone)
    await cem.say('Buy my watches')
    for (const person of [anna, ben]) await person.sees('Buy my watches')
  })
  afterAll(() => crew.close())

  const item = (person: Person, name: string) =>
    person.page.locator(`[data-testid="team-pane"] [data-testid="member-item"][data-name="${name}"]`)

  async function openTeam(person: Person): Promise<void> {
    await person.page.getByTestId('open-team').first().click()
    await person.page.getByTestId('team-pane').waitFor()
  }

  it('[R3] the founder makes Ben an admin; Ben sees it and may take a message of Cem away', async () => {
    await openTeam(anna)
    await item(anna, 'Ben').getByTestId('member-menu').click()
    await anna.page.getByTestId('set-role').click()
    await anna.page.getByTestId('role-admin').check()
    await anna.page.getByTestId('confirm').click()
    await item(anna, 'Ben').and(anna.page.locator('[data-role="admin"]')).waitFor()
    await openTeam(ben)
    await item(ben, 'Ben').and(ben.page.locator('[data-role="admin"]')).waitFor()
    expect(await item(ben, 'Anna').getByTestId('member-menu').count()).toBe(0)
    await ben.openConversation(everyone)
    const message = ben.page.getByTestId('message').filter({ hasText: 'Buy my watches' })
    await message.hover()
    await message.getByTestId('message-menu').click()
    await ben.page.getByTestId('action-delete').click()
    await ben.page.getByTestId('delete-for-everyone').click()
    await cem.page.getByTestId('message-deleted').waitFor()
    await until(async () => (await cem.page.getByText('Buy my watches').count()) === 0, { what: 'no word of it left' })
  })

  it('[T6] [S12] Cem is removed: its device says so and its copy is gone, also after a reload; Anna sees who knows', async () => {
    const policy = anna.page.locator('[data-testid="policy-item"][data-name="wipe-on-removal"]')
    await policy.getByTestId('set-policy').selectOption('0')
    await anna.page.locator('[data-testid="policy-item"][data-name="wipe-on-removal"][data-value="true"]').waitFor()
    await item(anna, 'Cem').getByTestId('member-menu').click()
    await anna.page.getByTestId('remove-member').click()
    await anna.page.getByTestId('confirm').click()
    await item(anna, 'Cem').waitFor({ state: 'detached' })
    await cem.page.getByTestId('wiped').waitFor()
    await cem.page.reload()
    await cem.page.getByTestId('wiped').waitFor()
    const known = anna.page.locator('[data-testid="activity-item"][data-type="removed"]').getByTestId('known')
    await until(async () => /all|alle/.test((await known.textContent()) ?? ''), { what: 'every device knowing of it' })
    await cem.page.getByTestId('begin-again').click()
    await cem.page.getByTestId('welcome').waitFor()
  })

  it('[S12] Ben leaves: Anna hears of it, and Ben is told what is left on his device', async () => {
    await openTeam(ben)
    await ben.page.getByTestId('team-pane').getByTestId('leave-team').click()
    await ben.page.getByTestId('confirm').click()
    await ben.page.getByTestId('wiped').waitFor()
    await item(anna, 'Ben').waitFor({ state: 'detached' })
    await anna.page.locator('[data-testid="activity-item"][data-type="left"]').waitFor()
  })
})
