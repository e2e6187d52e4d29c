// Two people, two browser profiles, a microphone that hums: a voice message is recorded, listened to, sent, and sounds on the other side
// while that person reads elsewhere.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, until, type Browser } from '../fixtures/chromium.ts'
import { createPerson, type Person } from '../fixtures/person.ts'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'

const everyone = /^(Everyone|Alle)$/
/** A microphone that hums, and nobody asks for it: the person said yes. */
const withMicrophone = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream']

describe('media between two browsers', () => {
  let signaling: SignalingForTests
  let browser: Browser
  let anna: Person
  let ben: Person

  beforeAll(async () => {
    signaling = await startSignaling()
    browser = await launchChromium({ args: withMicrophone })
    const url = `${signaling.httpUrl}/`
    anna = await createPerson(browser, { name: 'Anna', url })
    ben = await createPerson(browser, { name: 'Ben', url })
    await anna.found('Bau Nord')
    await ben.join(await anna.invite())
    for (const person of [anna, ben]) await person.openConversation(everyone)
  })
  afterAll(async () => {
    await browser.close()
    await signaling.close()
    for (const { watch } of [anna, ben]) expect(watch).toMatchObject({ foreign: [], errors: [] })
  })

  it('[M1, W8] a voice message is recorded at a tap, listened to, and sent', { timeout: 30_000 }, async () => {
    const { page } = anna
    await page.getByTestId('record-voice').click()
    const recorder = page.getByTestId('recorder')
    await until(async () => /0:02/.test(await recorder.innerText()), { what: 'two seconds of sound' })
    await page.getByTestId('stop-voice').click()
    await page.getByTestId('listen-voice').click()
    await until(async () => /0:01/.test(await recorder.innerText()), { what: 'the sound of it' })
    await page.getByTestId('send-voice').click()
    await recorder.waitFor({ state: 'detached' })
    expect(await page.getByTestId('composer').evaluate((field) => field === document.activeElement)).toBe(true)
    await page.getByTestId('voice').waitFor()
  })

  it(
    '[M9, C13] it sounds on the other side, from any place, while that person reads elsewhere',
    { timeout: 30_000 },
    async () => {
      const { page } = ben
      const voice = page.getByTestId('voice')
      await until(async () => (await voice.getAttribute('data-here')) === 'whole', { what: 'the sound, unasked' })
      expect(await voice.getAttribute('data-heard')).toBe('false')
      const bars = await voice
        .locator('rect')
        .evaluateAll((each) => each.map((bar) => Number(bar.getAttribute('height'))))
      expect(bars.length).toBeGreaterThan(30)
      expect(Math.max(...bars)).toBeGreaterThan(6)
      await voice.getByTestId('voice-speed').click()
      await voice.getByTestId('voice-play').click()
      await until(async () => (await voice.getAttribute('data-state')) === 'playing', { what: 'the sound' })
      await voice.getByTestId('voice-play').click()
      const seek = voice.getByTestId('voice-seek')
      await seek.press('ArrowRight')
      await until(async () => Number(await seek.inputValue()) >= 1000, { what: 'the place a second later' })
      await voice.getByTestId('voice-play').click()
      await ben.openConversation('Notes to self')
      await page.getByTestId('player-bar').waitFor()
      await page.getByTestId('player-show').click()
      await page.getByTestId('player-bar').waitFor({ state: 'detached' })
      await until(async () => (await page.getByTestId('voice').getAttribute('data-heard')) === 'true', {
        what: 'heard'
      })
    }
  )
})
