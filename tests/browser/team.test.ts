// Three people, three browser profiles, one real signaling server: the road of a message from end to end (issue of the spine).

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AxeBuilder } from '@axe-core/playwright'
import { launchChromium, until, type Browser } from '../fixtures/chromium.ts'
import { createPerson, type Person } from '../fixtures/person.ts'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'

const everyone = /^(Everyone|Alle)$/

describe('a team on three browsers', () => {
  let signaling: SignalingForTests
  let browser: Browser
  let anna: Person
  let ben: Person
  let cem: Person
  const people = (): readonly Person[] => [anna, ben, cem]

  beforeAll(async () => {
    signaling = await startSignaling()
    browser = await launchChromium()
    const url = `${signaling.httpUrl}/`
    anna = await createPerson(browser, { name: 'Anna', url })
    ben = await createPerson(browser, { name: 'Ben', url })
    cem = await createPerson(browser, { name: 'Cem', url })
  })
  afterAll(async () => {
    await browser.close()
    await signaling.close()
  })

  it('starts a team, invites, joins, and writes both ways', async () => {
    await anna.found('Bau Nord')
    await ben.join(await anna.invite())
    // Who comes in at a desk stands where everybody talks.
    await ben.page.getByTestId('conversation-title').filter({ hasText: everyone }).waitFor()
    await anna.openConversation(everyone)
    await ben.openConversation(everyone)
    await anna.say('Good morning from Anna')
    await ben.sees('Good morning from Anna')
    await ben.say('Good morning from Ben')
    await anna.sees('Good morning from Ben')
    await ben.connected(1)
    await until(async () => (await anna.connection()).state === 'direct', { what: 'a direct connection' })
  })

  it('[I8] lets a third one in by any member, who reads the history', async () => {
    const link = await anna.invite()
    // Ben has heard of the invitation once his device has everything Anna wrote.
    await anna.say('written before Cem came')
    await ben.sees('written before Cem came')
    await anna.leave()
    await cem.join(link)
    await cem.openConversation(everyone)
    await cem.sees('written before Cem came')
    await cem.sees('Good morning from Anna')
    await anna.comeBack()
    await anna.openConversation(everyone)
    await cem.say('Cem is here')
    await anna.sees('Cem is here')
    await ben.sees('Cem is here')
  })

  it('[S4] a direct message never reaches the third device in any form', async () => {
    await anna.openDirect('Ben')
    await anna.say('for Ben alone')
    await ben.openConversation('Anna')
    await ben.sees('for Ben alone')
    await ben.say('heard, Anna')
    await anna.sees('heard, Anna')
    await anna.openConversation(everyone)
    await anna.say('after the secret')
    await cem.sees('after the secret')
    const names = await cem.page
      .getByTestId('conversation-item')
      .evaluateAll((all) => all.map((each) => each.dataset['name']))
    expect(names).not.toContain('Anna')
    expect(names).not.toContain('Ben')
  })

  it('[C3] edits, deletes and reactions stand on the other screens', async () => {
    await ben.openConversation(everyone)
    await anna.say('a tpyo')
    await anna.page.getByTestId('composer').press('ArrowUp')
    await anna.page.getByTestId('composer').fill('a typo')
    await anna.page.getByTestId('composer').press('Enter')
    await ben.sees('a typo')
    await ben.page.getByTestId('message').filter({ hasText: 'a typo' }).getByTestId('message-edited').waitFor()
  })

  it('delivers to the third one after the first two have left', async () => {
    await cem.leave()
    await anna.say('while Cem was away, from Anna')
    await ben.sees('while Cem was away, from Anna')
    await ben.say('while Cem was away, from Ben')
    await anna.sees('while Cem was away, from Ben')
    await anna.leave()
    await cem.comeBack()
    await cem.openConversation(everyone)
    await cem.sees('while Cem was away, from Anna')
    await cem.sees('while Cem was away, from Ben')
    await anna.comeBack()
    await anna.openConversation(everyone)
  })

  it('keeps everything when a page is reloaded in the middle of sending', async () => {
    await anna.connected(2)
    await anna.page.getByTestId('composer').fill('sent in the last moment')
    await anna.page.getByTestId('composer').press('Enter')
    await anna.page.reload()
    await anna.page.getByTestId('app-shell').waitFor()
    await anna.openConversation(everyone)
    await anna.page.getByTestId('composer').waitFor()
    // Either it was stored before the page went, or it is still in the composer: never lost, never twice.
    const where = await until(
      async () => {
        if ((await anna.texts()).includes('sent in the last moment')) return 'stored'
        return (await anna.page.getByTestId('composer').inputValue()) === 'sent in the last moment' && 'kept'
      },
      { what: 'the message, or its draft' }
    )
    if (where === 'kept') await anna.page.getByTestId('composer').press('Enter')
    await ben.sees('sent in the last moment')
    await cem.sees('sent in the last moment')
    expect(await anna.page.getByTestId('composer').inputValue()).toBe('')
    const copies = (await ben.texts()).filter((text) => text === 'sent in the last moment')
    expect(copies).toHaveLength(1)
  })

  it('goes on without the signaling server, and lets people in when it is back', async () => {
    await until(async () => (await anna.connection()).state === 'direct', { what: 'Anna has a direct connection' })
    await anna.connected(2)
    const { port, relayKey } = signaling
    await signaling.close()
    await anna.say('the server is gone')
    await ben.sees('the server is gone')
    await cem.sees('the server is gone')
    signaling = await startSignaling({ port, relayKey })
    const dora = await createPerson(browser, { name: 'Dora', url: `${signaling.httpUrl}/` })
    const link = await anna.invite()
    await dora.join(link)
    await dora.openConversation(everyone)
    await dora.sees('the server is gone')
    await dora.say('Dora found the way')
    await anna.sees('Dora found the way')
    await dora.context.close()
  })

  it('[W3] What Flurfunk knows lists every connection of the page, each with its reason', async () => {
    const { page } = anna
    const sockets: string[] = []
    page.on('websocket', (socket) => sockets.push(socket.url()))
    await page.reload()
    await anna.connected(1)
    await page.getByTestId('open-settings').click()
    await page.getByTestId('open-privacy').click()
    const spoken = page.getByTestId('privacy-spoken')
    await until(async () => (await spoken.getAttribute('data-others')) === '0', {
      what: 'no connection without a reason'
    })
    await until(
      async () => {
        const rows = await spoken.locator('dt').allInnerTexts()
        const counted = (reason: string): number => rows.filter((row) => row.startsWith(reason)).length
        const passed = counted('So that devices find each other') + counted('Passes encrypted bytes on')
        return passed === sockets.length && counted('Directly with a device of the team') > 0
      },
      { what: 'as many sockets as the browser opened, and a direct connection' }
    )
    await until(async () => /Messages\s+\d+ entries/.test(await page.getByTestId('privacy-kept').innerText()), {
      what: 'what is kept'
    })
    await page.getByTestId('make-diagnostics').click()
    const diagnostics = await page.getByTestId('diagnostics').inputValue()
    expect(diagnostics).toContain('connection: direct')
    for (const word of ['Anna', 'Ben', 'Bau Nord', new URL(page.url()).host]) expect(diagnostics).not.toContain(word)
    await page.goBack()
    await page.goBack()
    await page.getByTestId('composer').waitFor()
  })

  it('asks no foreign host and shows no error during the whole run', () => {
    for (const person of people()) {
      expect(person.watch.foreign).toEqual([])
      expect(person.watch.errors).toEqual([])
    }
  })

  it('axe finds nothing serious', async () => {
    const { violations } = await new AxeBuilder({ page: anna.page }).analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id }) => id)).toEqual([])
  })
})
