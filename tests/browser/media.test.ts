// Two people, two browser profiles, a microphone that hums: a voice message is recorded, listened to, sent, and sounds on the other side
// while that person reads elsewhere. Anna sits at an English desk, Ben holds a German phone.

import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, until, type Browser } from '../fixtures/chromium.ts'
import { fakePicture } from '../fixtures/fake-picture.ts'
import { glimpse } from '../fixtures/glimpse.ts'
import { focusedId } from '../fixtures/keyboard.ts'
import { createPerson, germanPhone, type Person } from '../fixtures/person.ts'
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
    ben = await createPerson(browser, { name: 'Ben', url, options: germanPhone })
    await anna.found('Bau Nord')
    await ben.join(await anna.invite())
    for (const person of [anna, ben]) await person.openConversation(everyone)
  })
  afterAll(async () => {
    await browser.close()
    await signaling.close()
    for (const { watch } of [anna, ben]) expect(watch).toMatchObject({ foreign: [], errors: [] })
  })

  it('[M1, W8] a voice message is recorded at a tap, listened to, and sent', async () => {
    const { page } = anna
    const recorder = page.getByTestId('recorder')
    // Two seconds of sound, or more.
    await glimpse(page, '[data-testid="recorder"]', /0:0[2-9]/, () => page.getByTestId('record-voice').click())
    await page.getByTestId('stop-voice').click()
    await glimpse(page, '[data-testid="recorder"]', /0:01/, () => page.getByTestId('listen-voice').click())
    await page.getByTestId('send-voice').click()
    await recorder.waitFor({ state: 'detached' })
    await until(async () => (await focusedId(page)) === 'composer', { what: 'the cursor in the field' })
    await page.getByTestId('voice').waitFor()
  })

  it('[M9, C13] it sounds on the other side, from any place, while that person reads elsewhere', async () => {
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
    const playing = '[data-testid="voice"][data-state="playing"]'
    await glimpse(page, playing, /(?:)/, () => voice.getByTestId('voice-play').click())
    await voice.getByTestId('voice-play').click()
    const seek = voice.getByTestId('voice-seek')
    await seek.press('ArrowRight')
    await until(async () => Number(await seek.inputValue()) >= 1000, { what: 'the place a second later' })
    await voice.getByTestId('voice-play').click()
    await page.getByTestId('back').tap()
    await ben.openConversation('Notizen an mich')
    const bar = page.getByTestId('player-bar')
    await bar.waitFor()
    await bar.getByTestId('player-toggle').tap()
    await until(async () => (await bar.getAttribute('data-state')) !== 'playing', { what: 'silence' })
    await bar.getByTestId('player-toggle').tap()
    await page.getByTestId('player-show').tap()
    await page.getByTestId('player-bar').waitFor({ state: 'detached' })
    await until(async () => (await page.getByTestId('voice').getAttribute('data-heard')) === 'true', {
      what: 'heard'
    })
    // At the desk the bar is shut, and the sound with it.
    await anna.page.getByTestId('voice-play').click()
    await anna.openConversation('Notes to self')
    await anna.page.getByTestId('player-stop').click()
    await anna.page.getByTestId('player-bar').waitFor({ state: 'detached' })
    await anna.openConversation(everyone)
    expect(await anna.page.getByTestId('voice').getAttribute('data-state')).not.toBe('playing')
  })

  it('[M1, W3] pictures go as one album, drawn anew, and the original comes when it is looked at', async () => {
    const { page } = anna
    const picture = (index: number): { name: string; mimeType: string; buffer: Buffer } => ({
      name: `Haus ${index}.png`,
      mimeType: 'image/png',
      buffer: Buffer.from(fakePicture({ width: 640, height: 480, hue: 40 * index, words: 'SECRET-PLACE' }))
    })
    await page.getByTestId('attach-input').setInputFiles([1, 2, 3].map(picture))
    await page.getByTestId('caption').fill('Drei Seiten')
    await page.getByTestId('send-files').click()
    const there = ben.page.getByTestId('album')
    await until(async () => (await there.locator('img').count()) === 3, { what: 'three thumbnails' })
    expect(await there.getAttribute('data-count')).toBe('3')
    await there.getByTestId('open-picture').nth(1).tap()
    const seen = ben.page.getByTestId('viewer-picture')
    await until(async () => (await seen.evaluate((image: HTMLImageElement) => image.naturalWidth)) === 640, {
      what: 'the original'
    })
    expect(await ben.page.getByTestId('viewer-caption').innerText()).toBe('Drei Seiten')
    const [download] = await Promise.all([
      ben.page.waitForEvent('download'),
      ben.page.getByTestId('viewer').getByTestId('save-file').tap()
    ])
    const bytes = await readFile(await download.path())
    expect(bytes.length).toBeGreaterThan(1000)
    expect(bytes.includes('SECRET-PLACE')).toBe(false)
    const scale = async (): Promise<number> => Number(await seen.getAttribute('data-scale'))
    await ben.page.getByTestId('zoom-in').tap()
    await until(async () => (await scale()) > 1.3, { what: 'larger at a tap' })
    await ben.page.getByTestId('zoom-out').tap()
    await until(async () => (await scale()) === 1, { what: 'whole at a tap' })
    await ben.page.getByTestId('viewer').getByTestId('cancel').tap()
    await ben.page.getByTestId('viewer').waitFor({ state: 'detached' })
  })

  it('[W8] the camera is open only for the picture, which is looked at before it goes', async () => {
    const { page } = anna
    await page.getByTestId('compose-more').click()
    await page.getByTestId('take-picture').click()
    await page.getByTestId('camera').getByTestId('confirm').click()
    await page.getByTestId('send-files').click()
    await until(async () => (await page.getByTestId('album').count()) === 2, { what: 'the picture' })
    expect(await page.locator('video').count()).toBe(0)
    await until(async () => (await ben.page.getByTestId('album').count()) === 2, { what: 'the picture over there' })
    // A phone’s own camera takes it.
    await ben.page.getByTestId('compose-more').tap()
    const [camera] = await Promise.all([
      ben.page.waitForEvent('filechooser'),
      ben.page.getByTestId('take-picture').tap()
    ])
    expect(await camera.element().getAttribute('data-testid')).toBe('camera-input')
    const buffer = Buffer.from(fakePicture({ width: 480, height: 640, hue: 300 }))
    await camera.setFiles({ name: 'image.png', mimeType: 'image/png', buffer })
    await ben.page.getByTestId('send-files').tap()
    await until(async () => (await page.getByTestId('album').count()) === 3, { what: 'the picture of the phone' })
  })

  it('keys, wheel and history move through pictures, and the focus comes back', async () => {
    const { page } = anna
    const seen = page.getByTestId('viewer-picture')
    // By its words: how many rows stand in the list beside it is the list's matter.
    const album = page.getByTestId('message').filter({ hasText: 'Drei Seiten' })
    await album.getByTestId('open-picture').nth(1).click()
    await until(async () => (await seen.evaluate((image: HTMLImageElement) => image.naturalWidth)) === 640, {
      what: 'the picture at the desk'
    })
    const scale = async (): Promise<number> => Number(await seen.getAttribute('data-scale'))
    await page.keyboard.press('+')
    await until(async () => (await scale()) > 1.3, { what: 'a larger picture' })
    await page.keyboard.press('0')
    await until(async () => (await scale()) === 1, { what: 'the whole picture' })
    await seen.hover()
    await page.mouse.wheel(0, -400)
    await until(async () => (await scale()) > 1.5, { what: 'the wheel' })
    await page.keyboard.press('0')
    const place = page.getByTestId('viewer-place')
    await until(async () => /2 of 5/.test(await place.innerText()), { what: 'the place' })
    await page.keyboard.press('ArrowRight')
    await until(async () => /3 of 5/.test(await place.innerText()), { what: 'the next one' })
    await page.keyboard.press('Escape')
    await page.getByTestId('viewer').waitFor({ state: 'detached' })
    await until(async () => (await focusedId(page)) === 'open-picture', { what: 'the focus where it was' })
    await page.getByTestId('open-picture').first().click()
    await page.getByTestId('viewer').waitFor()
    await page.goBack()
    await page.getByTestId('viewer').waitFor({ state: 'detached' })
    expect(await page.getByTestId('conversation-title').count()).toBe(1)
  })

  it('[C14] a picture to view once is seen once, after an honest sentence', async () => {
    const buffer = Buffer.from(fakePicture({ width: 320, height: 240, hue: 200 }))
    await anna.page.getByTestId('attach-input').setInputFiles({ name: 'Ausweis.png', mimeType: 'image/png', buffer })
    await anna.page.getByTestId('send-once').check()
    await anna.page.getByTestId('send-files').click()
    const { page } = ben
    await page.getByTestId('open-once').tap()
    const cover = page.getByTestId('once')
    expect(await cover.innerText()).toMatch(/Bildschirmfoto/i)
    await cover.getByTestId('confirm').tap()
    const seen = cover.getByTestId('once-picture')
    await until(async () => (await seen.evaluate((image: HTMLImageElement) => image.naturalWidth)) === 320, {
      what: 'it'
    })
    await cover.getByTestId('cancel').tap()
    await cover.waitFor({ state: 'detached' })
    await page.locator('[data-testid="once-state"][data-state="opened"]').waitFor()
    expect(await page.getByTestId('open-once').count()).toBe(0)
    // And from the phone to the desk.
    await page.getByTestId('attach-input').setInputFiles({ name: 'Schlüssel.png', mimeType: 'image/png', buffer })
    await page.getByTestId('send-once').check()
    await page.getByTestId('send-files').tap()
    await anna.page.getByTestId('open-once').click()
    await anna.page.getByTestId('once').getByTestId('confirm').click()
    await anna.page.getByTestId('once-picture').waitFor()
    await anna.page.getByTestId('once').getByTestId('cancel').click()
    await anna.page.getByTestId('once').waitFor({ state: 'detached' })
    await anna.page.locator('[data-testid="once-state"][data-state="opened"]').waitFor()
    expect(await anna.page.getByTestId('open-once').count()).toBe(0)
  })

  it('[M10] a sound file sounds where it was sent to, on the phone and at the desk', async () => {
    for (const [from, to, name] of [
      [anna, ben, 'Klingel.wav'],
      [ben, anna, 'Hupe.wav']
    ] as const) {
      const file = { name, mimeType: 'audio/wav', buffer: tone() }
      await from.page.getByTestId('attach-input').setInputFiles(file)
      await from.page.getByTestId('send-files').click()
      const card = to.page.locator(`[data-testid="file"][data-name="${name}"]`)
      await card.getByTestId('fetch-file').click()
      await card.getByTestId('open-file').click()
      const sound = to.page.getByTestId('viewer-sound')
      await until(() => sound.evaluate((element: HTMLAudioElement) => element.currentTime > 0), { what: 'the sound' })
      expect(await sound.evaluate((element: HTMLAudioElement) => [element.duration, element.error])).toEqual([1, null])
      await to.page.getByTestId('viewer').getByTestId('cancel').click()
      await to.page.getByTestId('viewer').waitFor({ state: 'detached' })
    }
  })

  it('[M10] what is no picture is not shown as one, and whatever is saved has no type', async () => {
    const { page } = ben
    // Every address that is made for bytes goes through here: what type they were given, and what was in them.
    await page.evaluate(() => {
      const made: string[] = []
      const own = URL.createObjectURL.bind(URL)
      URL.createObjectURL = (object: Blob) => {
        made.push(object.type)
        return own(object)
      }
      Object.assign(window, { made })
    })
    const hostile = [
      {
        name: 'Rechnung.png',
        mimeType: 'image/png',
        buffer: Buffer.from('<!doctype html><script>top.pwned=1</script>')
      },
      {
        name: 'Plan.svg',
        mimeType: 'image/svg+xml',
        buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="top.pwned=1"/>')
      },
      { name: 'Plan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 nothing') },
      { name: 'Seite.html', mimeType: 'text/html', buffer: Buffer.from('<script>top.pwned=1</script>') },
      { name: 'Bombe.png', mimeType: 'image/png', buffer: Buffer.from(bomb()) }
    ]
    await anna.page.getByTestId('attach-input').setInputFiles(hostile)
    await anna.page.getByTestId('send-files').click()
    const card = (name: string) => page.locator(`[data-testid="file"][data-name="${name}"]`)
    for (const [name, words] of [
      ['Rechnung.png', /nicht das, wofür sie sich ausgibt/],
      ['Bombe.png', /zu groß, um hier gezeigt zu werden/]
    ] as const) {
      await card(name).getByTestId('open-picture').tap()
      const why = page.getByTestId('viewer').getByRole('alert')
      await why.waitFor()
      expect(await why.innerText()).toMatch(words)
      await page.getByTestId('viewer').getByTestId('cancel').tap()
      await page.getByTestId('viewer').waitFor({ state: 'detached' })
    }
    for (const name of ['Plan.svg', 'Plan.pdf', 'Seite.html']) {
      await card(name).getByTestId('fetch-file').tap()
      await card(name).getByTestId('save-file').waitFor()
      expect(await card(name).getByTestId('open-file').count()).toBe(0)
      const [download] = await Promise.all([page.waitForEvent('download'), card(name).getByTestId('save-file').tap()])
      expect(download.suggestedFilename()).toBe(name)
    }
    const { made, pwned, frames } = await page.evaluate(() => ({
      made: (window as unknown as { made: readonly string[] }).made,
      pwned: 'pwned' in window,
      frames: document.querySelectorAll('iframe, object, embed').length
    }))
    expect(made.filter((type) => !/^image\/(png|jpeg|webp)$/.test(type))).toEqual(
      new Array(3).fill('application/octet-stream')
    )
    expect([pwned, frames]).toEqual([false, 0])
  })
})

/** A second of sound without loss, eight thousand values of one byte. */
function tone(): Buffer {
  const samples = Uint8Array.from({ length: 8000 }, (_, at) => 128 + Math.round(60 * Math.sin(at / 3)))
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8)
  for (const [at, value] of [
    [16, 16],
    [24, 8000],
    [28, 8000],
    [40, samples.length]
  ] as const)
    head.writeUInt32LE(value, at)
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8]
  ] as const)
    head.writeUInt16LE(value, at)
  head.write('data', 36)
  return Buffer.concat([head, samples])
}

/** A few bytes that ask for a picture of fourteen gigabytes. */
function bomb(): Uint8Array {
  const bytes = fakePicture({ width: 8, height: 8 })
  new DataView(bytes.buffer).setUint32(16, 60_000)
  new DataView(bytes.buffer).setUint32(20, 60_000)
  return bytes
}
