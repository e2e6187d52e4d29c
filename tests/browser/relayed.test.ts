// Two people between whom no direct connection can ever open: everything still arrives, through the relay (network.md 4 and 6).

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, type Browser } from '../fixtures/chromium.ts'
import { createPerson, germanPhone, type Person } from '../fixtures/person.ts'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'

const everyone = /^(Everyone|Alle)$/

/** Runs in the page: only relayed candidates are allowed, and nobody offers any, so no direct path exists. */
function forbidDirectPaths(): void {
  const Own = globalThis.RTCPeerConnection
  globalThis.RTCPeerConnection = class extends Own {
    constructor(configuration?: RTCConfiguration) {
      super({ ...configuration, iceTransportPolicy: 'relay' })
    }
  }
}

describe('where nothing direct opens', () => {
  let signaling: SignalingForTests
  let browser: Browser
  let anna: Person
  let ben: Person

  beforeAll(async () => {
    signaling = await startSignaling()
    browser = await launchChromium()
    const url = `${signaling.httpUrl}/`
    anna = await createPerson(browser, { name: 'Anna', url })
    ben = await createPerson(browser, { name: 'Ben', url, options: germanPhone })
    for (const person of [anna, ben]) await person.context.addInitScript(forbidDirectPaths)
  })
  afterAll(async () => {
    await browser.close()
    await signaling.close()
  })

  it('lets a newcomer in through the relay', async () => {
    await anna.found('Werk Süd')
    await ben.join(await anna.invite())
    await ben.openConversation(everyone)
  })

  it('delivers both ways, and says honestly how', async () => {
    await anna.openConversation(everyone)
    await anna.say('over the relay')
    await ben.sees('over the relay')
    await ben.say('and back')
    await anna.sees('and back')
    await ben.page.getByTestId('back').tap()
    for (const [{ page }, words] of [
      [anna, 'Connected through the relay (encrypted)'],
      [ben, 'Über den Vermittler verbunden (verschlüsselt)']
    ] as const)
      await page
        .locator('[data-testid="connection-status"][data-state="relayed"]')
        .filter({ hasText: words })
        .waitFor({ timeout: 60_000 })
  })

  it('asks no foreign host', () => {
    for (const person of [anna, ben]) expect(person.watch.foreign).toEqual([])
  })
})
