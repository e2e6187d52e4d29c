// The app as something that is installed, at an English desk and on a German phone: offered by the browser, started without a network,
// renewed when its person agrees.

import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, until, type Browser } from '../fixtures/chromium.ts'
import { everyone } from '../fixtures/crew.ts'
import { createPerson, germanPhone, type Person } from '../fixtures/person.ts'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'

describe('the installed app', () => {
  let signaling: SignalingForTests
  let browser: Browser
  let anna: Person
  let mia: Person

  beforeAll(async () => {
    signaling = await startSignaling()
    browser = await launchChromium()
    anna = await createPerson(browser, { name: 'Anna', url: `${signaling.httpUrl}/` })
    await anna.found('Bau Nord')
    mia = await createPerson(browser, { name: 'Mia', url: `${signaling.httpUrl}/`, options: germanPhone })
    await mia.found('Bau Süd')
  })
  afterAll(async () => {
    await browser.close()
    await signaling.close()
  })

  it('[W5] can be installed: manifest, icons and service worker are in order', async () => {
    const session = await anna.context.newCDPSession(anna.page)
    const manifest = await session.send('Page.getAppManifest')
    expect(manifest.errors).toEqual([])
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
    // A private window, as tests use, may never install; nothing else may be wrong.
    const wrong = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')
    expect(wrong).toEqual([])
  })

  it('[W5] caches the shell and nothing of a team', async () => {
    const urls = await until(
      async () => {
        const cached = await anna.page.evaluate(async () => {
          const names = await caches.keys()
          const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
          return requests.flat().map((request) => new URL(request.url).pathname)
        })
        return cached.includes('/index.html') && (await controlled(anna)) ? cached : undefined
      },
      { what: 'the shell in the cache' }
    )
    for (const path of urls)
      expect(path).toMatch(/^\/(assets\/[\w.-]+|index\.html|icon[\w-]*\.(png|svg)|manifest\.webmanifest)$/)
  })

  it('starts and works without any server', async () => {
    for (const person of [anna, mia])
      await until(() => controlled(person), { what: 'the app on the device', withinMs: 60_000 })
    const { port } = signaling
    await signaling.close()
    for (const person of [anna, mia]) {
      await person.page.reload()
      await person.page.getByTestId('app-shell').waitFor()
      await person.openConversation(everyone)
      await person.say('written without a server')
      await person.page.reload()
      await person.page.getByTestId('app-shell').waitFor()
      await person.openConversation(everyone)
      await person.sees('written without a server')
    }
    signaling = await startSignaling({ port })
  })

  it('[W5] a new version waits until its person agrees, and what was being typed is there afterwards', async () => {
    const { port } = signaling
    await signaling.close()
    const appFolder = await mkdtemp(join(tmpdir(), 'flurfunk-next-'))
    await cp(fileURLToPath(new URL('../../dist/app', import.meta.url)), appFolder, { recursive: true })
    await appendFile(join(appFolder, 'service-worker.js'), '\n// the next one\n')
    for (const { page } of [anna, mia]) expect(await page.getByTestId('update-ready').count()).toBe(0)
    signaling = await startSignaling({ port, appFolder })
    for (const [person, words] of [
      [anna, /new version/i],
      [mia, /neue Version/i]
    ] as const) {
      const { page } = person
      const typed = (): Promise<string> => page.getByTestId('composer').inputValue()
      const bar = page.getByTestId('update-ready')
      await page.getByTestId('composer').fill('half a sentence')
      // Who comes back before the page has asked the browser for its worker looks in vain, and comes back again.
      const comesBack = async (): Promise<boolean> => {
        await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
        return await bar.waitFor({ timeout: 5000 }).then(
          () => true,
          () => false
        )
      }
      await until(comesBack, { what: 'the new version', withinMs: 60_000 })
      await bar.filter({ hasText: words }).waitFor()
      expect(await typed()).toBe('half a sentence')
      const loaded = page.waitForEvent('load')
      await bar.getByTestId('confirm').click()
      await loaded
      await person.openConversation(everyone)
      await until(async () => (await typed()) === 'half a sentence', { what: 'the draft' })
      await bar.waitFor({ state: 'detached' })
    }
    await rm(appFolder, { recursive: true })
  })
})

function controlled(person: Person): Promise<boolean> {
  return person.page.evaluate(() => navigator.serviceWorker.controller !== null)
}
