// Files as they go wrong and right every day, on the real app with the real node: Anna at an English desk, Ben with a German phone (in
// everyday-things.test.ts it is the other way round). What is interrupted goes on, what does not fit says so, and nothing is lost.

import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, until, type Browser, type Page } from '../fixtures/chromium.ts'
import { everyone } from '../fixtures/crew.ts'
import { dropOn } from '../fixtures/dropping.ts'
import { filmedIn } from '../fixtures/fake-film.ts'
import { fakePicture } from '../fixtures/fake-picture.ts'
import { beginsToCome, glimpse } from '../fixtures/glimpse.ts'
import { digestOf, mib, writeFileOf } from '../fixtures/large-files.ts'
import { createPerson, germanPhone, type Person } from '../fixtures/person.ts'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'

const size = 12 * mib + 77
/** A microphone that hums, and nobody asks for it: the person said yes. */
const withMicrophone = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream']

type Chosen = Parameters<Locator['setInputFiles']>[0]

describe('files of every day, between an English desk and a German phone', () => {
  let signaling: SignalingForTests
  let browser: Browser
  let anna: Person
  let ben: Person
  let folder: string
  let url: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flurfunk-'))
    signaling = await startSignaling()
    browser = await launchChromium({ args: withMicrophone })
    url = `${signaling.httpUrl}/`
    anna = await createPerson(browser, { name: 'Anna', url })
    ben = await createPerson(browser, { name: 'Ben', url, options: germanPhone })
    await anna.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(url).origin })
    await anna.found('Bau Nord')
    await ben.join(await anna.invite())
    for (const person of [anna, ben]) await ready(person)
  })
  afterAll(async () => {
    await browser.close()
    await signaling.close()
    await rm(folder, { recursive: true })
    for (const { watch } of [anna, ben]) expect(watch).toMatchObject({ foreign: [], errors: [] })
  })

  async function ready(person: Person): Promise<void> {
    await person.openConversation(everyone)
  }

  const card = ({ page }: Person, name: string) => page.locator(`[data-testid="file"][data-name="${name}"]`)
  const toast = ({ page }: Person, words: RegExp) => page.getByTestId('toast').filter({ hasText: words })
  const named = (name: string, bytes: Uint8Array, mimeType = 'application/octet-stream') => ({
    name,
    mimeType,
    buffer: Buffer.from(bytes)
  })

  async function writtenTo(name: string, bytes = size): Promise<string> {
    const path = join(folder, name)
    await writeFileOf(path, bytes)
    return path
  }

  async function attach({ page }: Person, files: Chosen, caption = ''): Promise<void> {
    await page.getByTestId('attach-input').setInputFiles(files)
    await page.getByTestId('caption').fill(caption)
  }

  async function send(person: Person, files: Chosen, caption?: string): Promise<void> {
    await attach(person, files, caption)
    await person.page.getByTestId('send-files').click()
    await person.page.getByTestId('attach-dialog').waitFor({ state: 'detached' })
  }

  async function whole(there: Locator): Promise<void> {
    await until(async () => (await there.getAttribute('data-here')) === 'whole', {
      what: 'the whole file'
    })
  }

  /** SHA-256 of what a person has of it. */
  async function savedBy({ page }: Person, there: Locator): Promise<string> {
    const [download] = await Promise.all([page.waitForEvent('download'), there.getByTestId('save-file').click()])
    const path = join(folder, 'saved')
    await download.saveAs(path)
    return await digestOf(path)
  }

  const room = ({ page }: Person) => page.getByTestId('file-room')

  /** Whether the browser asks first when the page is loaded anew; the person stays. */
  async function keptFromLeaving(page: Page): Promise<boolean> {
    const [dialog] = await Promise.all([
      page.waitForEvent('dialog'),
      page.evaluate(() => {
        Object.assign(window, { stays: true })
        setTimeout(() => location.reload())
      })
    ])
    await dialog.dismiss()
    return dialog.type() === 'beforeunload' && (await page.evaluate(() => 'stays' in window))
  }

  /** Closes the settings and goes back to where everybody is. */
  async function leaveSettings(person: Person): Promise<void> {
    await person.page.getByTestId('settings').getByTestId('cancel').click()
    await person.openConversation(everyone)
  }

  /** A room of so many bytes more than is used; the screen itself offers none that small. */
  async function narrow(person: Person, more: number): Promise<void> {
    const used = Number(await room(person).locator('progress').getAttribute('value'))
    await room(person)
      .getByTestId('file-quota')
      .evaluate(
        (select: HTMLSelectElement, bytes) => {
          const [option] = select.options
          Object.assign(option ?? {}, { value: bytes, __value: bytes })
          select.selectedIndex = 0
          select.dispatchEvent(new Event('change', { bubbles: true }))
        },
        String(used + more)
      )
    await until(
      async () => (await room(person).locator('progress').getAttribute('max')) === String(Math.max(1, used + more)),
      { what: 'the narrow room' }
    )
  }

  it('[M4, M8] a phone is loaded anew in the middle of a file that comes, and of one that goes', async () => {
    const plan = await writtenTo('Plan.bin')
    await send(anna, plan)
    const coming = card(ben, 'Plan.bin')
    await beginsToCome(ben.page, 'Plan.bin', () => coming.getByRole('button', { name: 'Holen' }).tap())
    await ben.page.reload()
    await ready(ben)
    await whole(coming)
    expect(await savedBy(ben, coming)).toBe(await digestOf(plan))
    const photos = await writtenTo('Fotos.bin', size + 5)
    await send(ben, photos)
    const going = card(anna, 'Fotos.bin')
    await beginsToCome(anna.page, 'Fotos.bin', () => going.getByTestId('fetch-file').click())
    await ben.page.reload()
    await ready(ben)
    await whole(going)
    expect(await savedBy(anna, going)).toBe(await digestOf(photos))
  })

  it('[M6] on a phone it comes on from another device when one goes away in the middle', async () => {
    const cem = await createPerson(browser, { name: 'Cem', url })
    await cem.join(await anna.invite())
    await ready(cem)
    const frame = await writtenTo('Gerüst.bin', size + 9)
    await send(anna, frame)
    await card(cem, 'Gerüst.bin').getByTestId('fetch-file').click()
    await whole(card(cem, 'Gerüst.bin'))
    await cem.connected(2)
    const coming = card(ben, 'Gerüst.bin')
    await beginsToCome(ben.page, 'Gerüst.bin', () => coming.getByTestId('fetch-file').tap())
    await anna.leave()
    await whole(coming)
    expect(await savedBy(ben, coming)).toBe(await digestOf(frame))
    await cem.context.close()
    await anna.comeBack()
    await ready(anna)
  })

  it('[M4, M9] at a desk a file waits, is paused, given up, and comes when somebody who has it does', async () => {
    await send(ben, named('Liste.bin', new Uint8Array(3_000_000).fill(7)))
    const there = card(anna, 'Liste.bin')
    await there.waitFor()
    await ben.leave()
    await there.getByRole('button', { name: 'Fetch' }).click()
    await there.getByText('Waiting for a device').waitFor()
    await there.getByRole('button', { name: 'Pause' }).click()
    await there.getByText('Paused', { exact: true }).waitFor()
    await there.getByRole('button', { name: 'Go on' }).click()
    await there.getByRole('button', { name: 'Stop' }).click()
    await there.getByRole('button', { name: 'Fetch' }).click()
    await there.getByTestId('pause-file').waitFor()
    await ben.comeBack()
    await ready(ben)
    await whole(there)
  })

  it('[M9] a desk says where its room goes, gives it back, and keeps what was set', async () => {
    await anna.openSettings()
    await room(anna)
      .getByTestId('file-kinds')
      .getByText(/^File ·/)
      .waitFor()
    expect(await room(anna).getByTestId('file-conversations').innerText()).toContain('Everyone')
    const quota = room(anna).getByTestId('file-quota')
    await quota.selectOption({ label: '1 GB' })
    await room(anna).getByTestId('file-auto').selectOption({ label: 'Nothing' })
    await room(anna).getByTestId('free-files').click()
    await anna.page.getByTestId('confirm').click()
    await room(anna).getByTestId('free-files').waitFor({ state: 'detached' })
    await anna.page.reload()
    await until(async () => (await quota.inputValue()) === '1000000000', { what: 'the room, kept' })
    const auto = room(anna).getByTestId('file-auto')
    await until(async () => (await auto.inputValue()) === 'none', { what: 'that, too' })
    await leaveSettings(anna)
    const there = card(anna, 'Liste.bin')
    await there.getByRole('button', { name: 'Fetch' }).click()
    await whole(there)
  })

  it('[M1, M10] an album and a film from the phone are looked at by keys at the desk', async () => {
    const views = [1, 2, 3, 4, 5].map((each) =>
      named(`Ansicht ${each}.png`, fakePicture({ width: 640, height: 400 + each, hue: 60 * each }), 'image/png')
    )
    await send(ben, views, 'Fünf Ansichten')
    const { page } = anna
    const album = page.getByTestId('album')
    await until(async () => (await album.locator('img').count()) === 4, { what: 'four of five thumbnails' })
    expect(await album.getAttribute('data-count')).toBe('5')
    const names = await album.getByTestId('file').evaluateAll((all) => all.map(({ dataset }) => dataset['name']))
    expect(names).toEqual(['Ansicht 1.png', 'Ansicht 2.png', 'Ansicht 3.png', 'Ansicht 4.png'])
    await album.getByRole('button', { name: '2 more pictures' }).waitFor()
    await album.getByTestId('open-picture').nth(1).focus()
    await page.keyboard.press('Enter')
    const seen = page.getByTestId('viewer-picture')
    const standsAt = async (place: number): Promise<void> => {
      await until(() => seen.evaluate((image: HTMLImageElement, tall) => image.naturalHeight === tall, 400 + place), {
        what: `the picture ${place} as it was sent`
      })
      expect(await seen.getAttribute('alt')).toBe(`Ansicht ${place}.png`)
      expect(await page.getByTestId('viewer-place').innerText()).toContain(`${place} of 5`)
      expect(await page.getByTestId('viewer-caption').innerText()).toBe('Fünf Ansichten')
    }
    await standsAt(2)
    for (const place of [3, 4, 5]) {
      await page.keyboard.press('ArrowRight')
      await standsAt(place)
    }
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowLeft')
    await standsAt(4)
    await page.keyboard.press('Escape')
    await page.getByTestId('viewer').waitFor({ state: 'detached' })
    await send(ben, named('Kran.webm', await filmedIn(ben.page, { width: 48, height: 64 }), 'video/webm'))
    const film = card(anna, 'Kran.webm')
    await film.getByTestId('fetch-file').press('Enter')
    await film.getByTestId('open-file').press('Enter')
    const video = page.getByTestId('viewer-film')
    await until(() => video.evaluate((element: HTMLVideoElement) => element.videoWidth === 48), { what: 'the film' })
    await page.keyboard.press('Escape')
    await page.getByTestId('viewer').waitFor({ state: 'detached' })
  })

  it('[M1] a voice message from the phone sounds at the desk', async () => {
    const recorder = ben.page.getByTestId('recorder')
    // A second of sound, or more.
    await glimpse(ben.page, '[data-testid="recorder"]', /0:0[1-9]/, () => ben.page.getByTestId('record-voice').tap())
    await recorder.getByRole('button', { name: 'Aufnahme beenden' }).tap()
    expect(await keptFromLeaving(ben.page)).toBe(true)
    await recorder.getByRole('button', { name: 'Sprachnachricht senden' }).tap()
    const voice = anna.page.getByTestId('voice')
    await voice.getByRole('button', { name: 'Play' }).click()
    await until(async () => (await voice.getAttribute('data-heard')) === 'true', { what: 'heard at the desk' })
  })

  it('[C1, W3] at the desk a file is dropped, a picture is pasted in answer, and pasted words stay words', async () => {
    const { page } = anna
    const timeline = page.getByTestId('timeline')
    await writeFile(join(folder, 'Maße.txt'), '12 m')
    await dropOn(timeline, [join(folder, 'Maße.txt')])
    await page.getByTestId('send-files').click()
    await page.getByTestId('attach-dialog').waitFor({ state: 'detached' })
    await card(ben, 'Maße.txt').waitFor()
    await ben.say('Wie sieht es aus?')
    await anna.sees('Wie sieht es aus?')
    const bytes = [...fakePicture({ width: 320, height: 240, hue: 120 })]
    const copy = async (words: boolean): Promise<void> =>
      await page.evaluate(
        async ({ given, isWords }) => {
          const picture = { 'image/png': new Blob([new Uint8Array(given)], { type: 'image/png' }) }
          const text = { 'text/plain': 'Beton 12', 'text/html': '<table><tr><td>Beton</td><td>12</td></tr></table>' }
          await navigator.clipboard.write([new ClipboardItem(isWords ? { ...picture, ...text } : picture)])
        },
        { given: bytes, isWords: words }
      )
    await copy(true)
    const composer = page.getByTestId('composer')
    await composer.press('Control+v')
    await until(async () => (await composer.inputValue()) === 'Beton 12', { what: 'the words' })
    expect(await page.getByTestId('attach-dialog').count()).toBe(0)
    await composer.fill('')
    const question = page.getByTestId('message').filter({ hasText: 'Wie sieht es aus?' })
    await question.hover()
    await question.getByTestId('message-menu').click()
    await page.getByTestId('action-reply').click()
    await copy(false)
    await composer.press('Control+v')
    await page.getByTestId('caption').fill('So')
    await page.getByTestId('send-files').click()
    await ben.sees('So')
    const answer = ben.page.getByTestId('message').filter({ has: ben.page.getByText('So', { exact: true }) })
    await answer.getByTestId('message-quote').filter({ hasText: 'Wie sieht es aus?' }).waitFor()
    await page.getByTestId('stop-writing').waitFor({ state: 'detached' })
  })

  it('[M1, M10] what cannot be sent says why in words, and what is empty or no picture is as it is', async () => {
    const huge = join(folder, 'Archiv.zip')
    const sparse = await open(huge, 'w')
    await sparse.truncate(2 ** 31 + 1)
    await sparse.close()
    await mkdir(join(folder, 'Ordner'))
    for (const [person, words] of [
      [anna, /too large\. The limit is 2 GB/],
      [ben, /zu groß\. Mehr als 2 GB gehen nicht/]
    ] as const) {
      await person.page.getByTestId('attach-input').setInputFiles(huge)
      await toast(person, words).waitFor()
      expect(await person.page.getByTestId('attach-dialog').count()).toBe(0)
    }
    const note = join(folder, 'Zettel.txt')
    await writeFile(note, '12 m')
    await dropOn(anna.page.getByTestId('timeline'), [join(folder, 'Ordner'), note])
    await toast(anna, /A folder cannot be sent/).waitFor()
    const dialog = anna.page.getByTestId('attach-dialog')
    await dialog.locator('[data-testid="attached"][data-fate]').waitFor()
    expect(await dialog.getByTestId('attached').count()).toBe(1)
    await rm(note)
    await dialog.getByTestId('caption').fill('Zettel')
    await dialog.getByTestId('send-files').click()
    await toast(anna, /not here \(any more\)/).waitFor()
    expect(await dialog.getByTestId('caption').inputValue()).toBe('Zettel')
    await dialog.getByTestId('cancel').click()
    await dialog.waitFor({ state: 'detached' })
    await send(anna, named('Leer.txt', new Uint8Array(0), 'text/plain'))
    // There is nothing to fetch, so it is here at once.
    const empty = card(ben, 'Leer.txt')
    await whole(empty)
    await writeFile(join(folder, 'nothing'), '')
    expect(await savedBy(ben, empty)).toBe(await digestOf(join(folder, 'nothing')))
    await send(ben, named('Rechnung.png', Buffer.from('<!doctype html>'), 'image/png'))
    await card(anna, 'Rechnung.png').getByTestId('open-picture').click()
    await anna.page.getByTestId('viewer').getByText('not what it says it is').waitFor()
    await anna.page.keyboard.press('Escape')
    await anna.page.getByTestId('viewer').waitFor({ state: 'detached' })
    // Where nobody takes files the app stays where it is.
    await anna.openSettings()
    await dropOn(anna.page.getByTestId('settings'), [huge])
    await leaveSettings(anna)
    expect(new URL(anna.page.url()).origin).toBe(new URL(url).origin)
  })

  it('[M8] a disk that is full in the middle says so, keeps what is there, and goes on', async () => {
    const tower = await writtenTo('Turm.bin', size + 13)
    await send(anna, tower)
    const coming = card(ben, 'Turm.bin')
    const devtools = await ben.context.newCDPSession(ben.page)
    const { origin } = new URL(url)
    const { usage } = await devtools.send('Storage.getUsageAndQuota', { origin })
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + size / 2 })
    await coming.getByTestId('fetch-file').tap()
    await coming.getByText('Kein Platz mehr für Dateien').waitFor()
    expect(await coming.getAttribute('data-here')).toBe('part')
    await devtools.send('Storage.overrideQuotaForOrigin', { origin })
    await coming.getByRole('button', { name: 'Weiter' }).tap()
    await whole(coming)
    expect(await savedBy(ben, coming)).toBe(await digestOf(tower))
  })

  it('[M9] a room that is full refuses in words, keeps what was written, and takes nothing for what did not go', async () => {
    await ben.openSettings()
    await room(ben).getByTestId('file-auto').selectOption('none')
    await room(ben).getByTestId('free-files').tap()
    await ben.page.getByTestId('confirm').tap()
    await room(ben).getByTestId('free-files').waitFor({ state: 'detached' })
    await narrow(ben, 1.5 * mib)
    await leaveSettings(ben)
    const halves = ['Links.bin', 'Rechts.bin'].map((name) => named(name, new Uint8Array(mib).fill(1)))
    await attach(ben, halves, 'Beide Hälften')
    expect(await keptFromLeaving(ben.page)).toBe(true)
    const dialog = ben.page.getByTestId('attach-dialog')
    await dialog.getByTestId('send-files').tap()
    await toast(ben, /Für Dateien ist kein Platz mehr/).waitFor()
    expect(await dialog.getByTestId('caption').inputValue()).toBe('Beide Hälften')
    await dialog.getByRole('button', { name: 'Rechts.bin nicht senden' }).tap()
    await dialog.getByTestId('send-files').tap()
    await dialog.waitFor({ state: 'detached' })
    await anna.sees('Beide Hälften')
    // What was said before is not what is to be said now.
    await toast(ben, /Für Dateien/).evaluateAll((all) => all.forEach((each) => each.querySelector('button')?.click()))
    await toast(ben, /Für Dateien/).waitFor({ state: 'detached' })
    await card(ben, 'Turm.bin').getByTestId('fetch-file').tap()
    await toast(ben, /Für Dateien ist kein Platz mehr/).waitFor()
    const view = named('Nord.png', fakePicture({ width: 900, height: 900, hue: 10 }), 'image/png')
    await anna.page.getByTestId('attach-input').setInputFiles(view)
    await anna.page.getByTestId('unchanged').check()
    await anna.page.getByTestId('send-files').click()
    await card(ben, 'Nord.png').getByTestId('open-picture').tap()
    await ben.page.getByTestId('viewer').getByText('Für Dateien ist kein Platz mehr').waitFor()
    await ben.page.getByTestId('viewer').getByTestId('cancel').tap()
    await ben.openSettings()
    await room(ben).getByTestId('file-quota').selectOption({ label: '4 GB' })
    await leaveSettings(ben)
    await card(ben, 'Nord.png').getByTestId('open-picture').tap()
    const seen = ben.page.getByTestId('viewer-picture')
    await until(() => seen.evaluate((image: HTMLImageElement) => image.naturalWidth === 900), { what: 'the picture' })
  })
})
