// Groups and guests on real browsers: who is not in a group never sees it, what later ones may read, roles, removal, leaving, and a guest
// who has nothing but its group.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../fixtures/chromium.ts'
import { createCrew, everyone, type Crew } from '../fixtures/crew.ts'
import type { Person } from '../fixtures/person.ts'

describe('groups on four browsers', () => {
  let crew: Crew
  let anna: Person
  let ben: Person
  let cem: Person
  let guest: Person

  beforeAll(async () => {
    crew = await createCrew('Anna', 'Ben', 'Cem')
    const [first, second, third] = crew.people
    if (first === undefined || second === undefined || third === undefined) throw new Error('three were asked for')
    anna = first
    ben = second
    cem = third
  })
  afterAll(() => crew.close())

  const namesOf = ({ page }: Person): Promise<readonly (string | undefined)[]> =>
    page.getByTestId('conversation-item').evaluateAll((all) => all.map((each) => each.dataset['name']))
  const member = ({ page }: Person, name: string) => page.locator(`[data-testid="group-member"][data-name="${name}"]`)
  const option = ({ page }: Person, name: string) => page.locator(`[data-testid="person-option"][data-name="${name}"]`)

  async function create(person: Person, name: string, history: 'full' | 'from-join'): Promise<void> {
    const { page } = person
    await page.getByTestId('new-conversation').first().click()
    await page.getByTestId('new-group').check()
    await page.getByTestId('conversation-name-input').fill(name)
    await option(person, 'Ben').check()
    await page.getByTestId(`history-${history}`).check()
    await page.getByTestId('submit-conversation').click()
    await page.getByTestId('composer').waitFor()
    await page.getByTestId('open-details').click()
    await member(person, 'Ben').waitFor()
  }

  /** Adds to the group whose details are open. */
  async function add(person: Person, name: string): Promise<void> {
    await person.page.getByTestId('add-to-group').click()
    await option(person, name).check()
    await person.page.getByTestId('confirm-add').click()
    await member(person, name).waitFor()
  }

  it('[S14] two of three talk in groups; the third never sees that there is one', async () => {
    for (const [name, history, words] of [
      ['Dach', 'full', 'the roof leaks'],
      ['Keller', 'from-join', 'the cellar is wet']
    ] as const) {
      await create(anna, name, history)
      await anna.say(words)
      await ben.openConversation(name)
      await ben.page.locator('header').getByText('Anna, You', { exact: true }).waitFor()
      await ben.sees(words)
      await ben.say(`Ben in ${name}`)
      await anna.sees(`Ben in ${name}`)
    }
    // What Cem gets after the groups proves that he would have them by now.
    await anna.openConversation(everyone)
    await anna.say('for everyone')
    await cem.openConversation(everyone)
    await cem.sees('for everyone')
    expect(await namesOf(cem)).toHaveLength(2)
    await cem.page.keyboard.press('Control+k')
    for (const word of ['Dach', 'Keller', 'roof', 'cellar']) {
      await cem.page.getByTestId('search-input').fill(word)
      // It says so once the index was asked, too.
      await cem.page.getByRole('dialog').getByText('Nothing found.').waitFor()
      expect(await cem.page.getByTestId('search-result').count(), word).toBe(0)
    }
    await cem.page.keyboard.press('Escape')
    await cem.page.getByTestId('search-input').waitFor({ state: 'detached' })
    expect(await cem.page.content()).not.toMatch(/Dach|Keller|roof|cellar/)
  })

  it('[K6] who is added reads everything in the one, and only what is new in the other', async () => {
    for (const name of ['Dach', 'Keller']) {
      await anna.openConversation(name)
      await anna.page.getByTestId('open-details').click()
      await add(anna, 'Cem')
      await anna.say(`welcome to ${name}`)
      await cem.openConversation(name)
      await cem.sees(`welcome to ${name}`)
    }
    expect(await cem.texts()).toEqual(['welcome to Keller'])
    await cem.openConversation('Dach')
    await cem.sees('the roof leaks')
    const whole = ['the roof leaks', 'Ben in Dach', 'welcome to Dach']
    await until(async () => (await cem.texts()).length >= whole.length, { what: 'all of the one' })
    expect(await cem.texts()).toEqual(whole)
  })

  it('[T2] [R11] an admin of the group takes a message away and removes; who is removed reads nothing more and is told so', async () => {
    await anna.openConversation('Dach')
    await anna.page.getByTestId('open-details').click()
    await member(anna, 'Ben').getByTestId('group-role').selectOption('admin')
    await ben.openConversation('Dach')
    await ben.page.getByTestId('open-details').click()
    await member(ben, 'Ben').and(ben.page.locator('[data-role="admin"]')).waitFor()
    expect(await member(ben, 'Anna').getByTestId('remove-from-group').count()).toBe(0)
    await cem.say('buy my watches')
    const advert = ben.page.getByTestId('message').filter({ hasText: 'buy my watches' })
    await advert.hover()
    await advert.getByTestId('message-menu').click()
    await ben.page.getByTestId('action-delete').click()
    await ben.page.getByTestId('delete-for-everyone').click()
    await cem.page.getByTestId('message-deleted').waitFor()
    await member(ben, 'Cem').getByTestId('remove-from-group').click()
    await ben.page.getByTestId('confirm').click()
    await cem.page.getByTestId('group-left').waitFor()
    await member(anna, 'Cem').waitFor({ state: 'detached' })
    await ben.say('without Cem')
    await anna.sees('without Cem')
    await anna.openConversation(everyone)
    await anna.say('after the removal')
    await cem.openConversation(everyone)
    await cem.sees('after the removal')
    await cem.page.locator('[data-testid="conversation-item"][data-name="Dach"]').click()
    await cem.page.getByTestId('group-left').waitFor()
    await cem.sees('welcome to Dach')
    expect(await cem.texts()).not.toContain('without Cem')
  })

  it('[R11] Ben leaves: he keeps what he has, and Anna sees him no more in it', async () => {
    await ben.page.getByTestId('leave-group').click()
    await ben.page.getByTestId('confirm').click()
    await ben.page.getByTestId('group-left').waitFor()
    expect(await ben.texts()).toContain('without Cem')
    await anna.openConversation('Dach')
    await anna.page.getByTestId('open-details').click()
    await member(anna, 'Ben').waitFor({ state: 'detached' })
  })

  it('[I25] [K16] a guest comes into its group and sees nothing else of the team', async () => {
    guest = await crew.person('Gast')
    const { page } = anna
    await page.getByTestId('invite-people').first().click()
    await page.getByTestId('invite-role').selectOption('guest')
    await page.locator('[data-testid="guest-group"][data-name="Keller"]').check()
    await page.getByTestId('create-invite').click()
    const link = await page.getByTestId('invite-link').inputValue()
    await page.getByTestId('cancel').first().click()
    await guest.ask(link)
    await page.locator('[data-testid="join-request"][data-name="Gast"]').getByTestId('admit').first().click()
    await guest.page.getByTestId('app-shell').waitFor({ timeout: 60_000 })
    await guest.openConversation('Keller')
    await guest.say('good day')
    await cem.openConversation('Keller')
    await cem.sees('good day')
    await anna.openConversation(everyone)
    await anna.say('nothing for guests')
    await cem.openConversation(everyone)
    await cem.sees('nothing for guests')
    await until(async () => (await namesOf(guest)).includes('Anna'), { what: 'the guest sees who let it in' })
    // The people of its group may stand there, and no channel or other group.
    const mine = ['Anna', 'Ben', 'Cem', 'Keller', 'Notes to self']
    expect((await namesOf(guest)).filter((each) => each === undefined || !mine.includes(each))).toEqual([])
    await guest.page.getByTestId('open-details').click()
    await member(guest, 'Cem').waitFor()
    expect(await guest.texts()).toEqual(['good day'])
    expect(await guest.page.content()).not.toMatch(/Dach|nothing for guests/)
  })

  it('asks no foreign host and shows no error', () => {
    for (const person of [anna, ben, cem, guest])
      expect([person.name, person.watch.foreign, person.watch.errors]).toEqual([person.name, [], []])
  })
})
