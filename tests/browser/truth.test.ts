// What two people are told about their messages on real screens: where they are, why not, who has read and who is typing, how long they stay.
// Anna sits at an English desk, Ben holds a German phone.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../fixtures/chromium.ts'
import { createCrew, type Crew } from '../fixtures/crew.ts'
import { germanPhone, type Person } from '../fixtures/person.ts'
import { chooseByThumb } from '../fixtures/thumb.ts'

describe('what one is told about messages', () => {
  let crew: Crew
  let anna: Person
  let ben: Person

  beforeAll(async () => {
    crew = await createCrew('Anna', { name: 'Ben', options: germanPhone })
    ;[anna, ben] = crew.people as [Person, Person]
    await anna.openDirect('Ben')
    await anna.say('are you there?')
    await ben.openConversation('Anna')
    await ben.sees('are you there?')
  })
  afterAll(() => crew.close())

  const mine = ({ page }: Person, words: string) =>
    page.locator('[data-testid="message"][data-mine="true"]').filter({ hasText: words })

  /** The same by thumb. */
  async function reachesByThumb({ page }: Person, words: string) {
    await chooseByThumb(mine(ben, words).getByTestId('message-text'), 'action-info')
    return page.getByTestId('reach-item').first()
  }

  async function reaches({ page }: Person, words: string) {
    await page.locator('[data-row]').filter({ hasText: words }).last().press('Enter')
    await page.getByTestId('action-info').click()
    return page.getByTestId('reach-item').first()
  }

  async function share(person: Person, what: 'reading' | 'typing'): Promise<void> {
    const { page } = person
    const onPhone = !(await page.getByTestId('open-settings').isVisible())
    if (onPhone) await page.getByTestId('back').tap()
    await page.getByTestId('open-settings').click()
    await page.getByTestId(`share-${what}`).check()
    await page.goBack()
    if (onPhone) await person.openConversation('Anna')
    await page.getByTestId('composer').waitFor()
  }

  it('[C20] says that everybody has it, and which device', async () => {
    await until(async () => (await mine(anna, 'are you there?').getAttribute('data-state')) === 'everywhere', {
      what: 'the message everywhere'
    })
    const person = await reaches(anna, 'are you there?')
    await until(async () => (await person.getAttribute('data-has')) === 'true', { what: 'the device that has it' })
    expect(await person.getAttribute('data-name')).toBe('Ben')
    expect(await person.getByTestId('reach-device').count()).toBe(1)
    await anna.page.keyboard.press('Escape')
    await ben.say('yes, I am')
    const answer = await reachesByThumb(ben, 'yes, I am')
    await until(async () => (await answer.getAttribute('data-has')) === 'true', { what: 'the same on the phone' })
    expect(await answer.getAttribute('data-name')).toBe('Anna')
    await ben.page.getByTestId('confirm').tap()
  })

  it('[S10] shows typing only once both share it', async () => {
    await share(ben, 'typing')
    await ben.page.getByTestId('composer').pressSequentially('well')
    await ben.say('nobody was told that I typed')
    await anna.sees('nobody was told that I typed')
    expect(await anna.page.getByTestId('typing').count()).toBe(0)
    await share(anna, 'typing')
    const seen = anna.page.getByTestId('typing').waitFor()
    await ben.page.getByTestId('composer').pressSequentially('now they are told about it', { delay: 200 })
    await seen
    await ben.page.getByTestId('send').tap()
    await anna.sees('now they are told about it')
    await anna.page.getByTestId('typing').waitFor({ state: 'detached' })
    const seenOnPhone = ben.page
      .getByTestId('typing')
      .filter({ hasText: /Anna schreibt/ })
      .waitFor()
    await anna.page.getByTestId('composer').pressSequentially('and so are they', { delay: 200 })
    await seenOnPhone
    await anna.page.getByTestId('composer').press('Enter')
  })

  it('[C21] says who has read where the team allows it and both share it', async () => {
    await anna.page.getByTestId('open-settings').click()
    expect(await anna.page.getByTestId('share-reading').isDisabled()).toBe(true)
    await anna.page.goBack()
    await anna.page.getByTestId('open-team').click()
    const rule = anna.page.locator('[data-testid="policy-item"][data-name="read-receipts"]')
    await rule.getByTestId('set-policy').selectOption('0')
    await until(async () => (await rule.getAttribute('data-value')) === 'true', { what: 'the rule' })
    await anna.page.goBack()
    await share(anna, 'reading')
    await share(ben, 'reading')
    await anna.say('read this')
    await ben.sees('read this')
    await ben.page.bringToFront()
    const mark = mine(anna, 'read this').getByTestId('delivery')
    await until(async () => (await mark.getAttribute('data-read')) === '1', {
      what: 'that it was read',
      withinMs: 60_000
    })
    const person = await reaches(anna, 'read this')
    await until(async () => (await person.getAttribute('data-read')) !== null, { what: 'who has read' })
    await anna.page.keyboard.press('Escape')
    await ben.say('and this')
    await anna.page.bringToFront()
    await until(async () => (await mine(ben, 'and this').getByTestId('delivery').getAttribute('data-read')) === '1', {
      what: 'on the phone too that it was read',
      withinMs: 60_000
    })
    const onPhone = await reachesByThumb(ben, 'and this')
    await until(async () => (await onPhone.getAttribute('data-read')) !== null, { what: 'there too who has read' })
    await ben.page.getByTestId('confirm').tap()
  }, 120_000)

  it('[X6] both see how long messages stay, and that they will go', async () => {
    await anna.page.getByTestId('open-details').click()
    await anna.page.getByTestId('set-timer').selectOption('86400')
    await ben.page.getByTestId('open-details').tap()
    const timer = ({ page }: Person) => page.getByTestId('set-timer')
    await until(async () => (await timer(ben).inputValue()) === '86400', { what: 'the day on the phone' })
    await timer(ben).selectOption('3600')
    await until(async () => (await timer(anna).inputValue()) === '3600', { what: 'the hour at the desk' })
    await ben.page.getByTestId('close-details').tap()
    await ben.say('gone in an hour')
    await anna.sees('gone in an hour')
    for (const { page } of [anna, ben])
      await page
        .getByTestId('message')
        .filter({ hasText: 'gone in an hour' })
        .getByTestId('message-expires')
        .waitFor({ state: 'attached' })
    const earlier = mine(anna, 'are you there?').getByTestId('message-expires')
    expect(await earlier.count()).toBe(0)
  })

  it('[C20] says why it is not there: nobody met this device since', async () => {
    await ben.leave()
    await until(async () => (await anna.connection()).peers === 0, { what: 'Anna alone', withinMs: 60_000 })
    await anna.say('you will find this later')
    await until(async () => (await mine(anna, 'you will find this later').getAttribute('data-state')) === 'stored', {
      what: 'that it is here alone'
    })
    const person = await reaches(anna, 'you will find this later')
    const device = person.getByTestId('reach-device')
    await until(async () => (await device.getAttribute('data-why')) === 'not-met', { what: 'the reason' })
    await anna.page.keyboard.press('Escape')
    await ben.comeBack()
    await until(
      async () => (await mine(anna, 'you will find this later').getAttribute('data-state')) === 'everywhere',
      {
        what: 'the message with Ben',
        withinMs: 60_000
      }
    )
    await anna.leave()
    await until(async () => (await ben.connection()).peers === 0, { what: 'Ben alone', withinMs: 60_000 })
    await ben.openConversation('Anna')
    await ben.say('neither will you')
    const there = (await reachesByThumb(ben, 'neither will you')).getByTestId('reach-device')
    await until(async () => (await there.getAttribute('data-why')) === 'not-met', { what: 'the reason, on the phone' })
    await there.filter({ hasText: /Kontakt mit einem Gerät/ }).waitFor()
  }, 120_000)
})
