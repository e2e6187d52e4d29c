// A desk and a phone: what goes out says nothing of place and camera or is called so before it goes, broken pictures have a clear state, and
// fingers do with pictures and recordings what fingers expect.

import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isMoving, readPictureHeader } from '../../src/app/picture-header.ts'
import { launchChromium, until, type Browser } from '../fixtures/chromium.ts'
import { fakePicture, movingPng } from '../fixtures/fake-picture.ts'
import { fingersOn, middleOf, type Fingers } from '../fixtures/fingers.ts'
import { createPerson, type Person } from '../fixtures/person.ts'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'
import {
  gif,
  jpegSeams,
  secretsIn,
  toldGif,
  toldJpeg,
  toldMovingWebp,
  toldPng,
  toldWebp
} from '../fixtures/told-pictures.ts'

const everyone = /^(Everyone|Alle)$/
const sides = { width: 640, height: 480 }
const phone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  serviceWorkers: 'block'
} as const
const withMicrophone = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream']

interface Chosen {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

const chosen = (name: string, mimeType: string, bytes: Uint8Array): Chosen => ({
  name,
  mimeType,
  buffer: Buffer.from(bytes)
})

describe('what is attached, between a desk and a phone', () => {
  let signaling: SignalingForTests
  let browser: Browser
  let anna: Person
  let ben: Person
  let fingers: Fingers

  beforeAll(async () => {
    signaling = await startSignaling()
    browser = await launchChromium({ args: withMicrophone })
    const url = `${signaling.httpUrl}/`
    anna = await createPerson(browser, { name: 'Anna', url })
    ben = await createPerson(browser, { name: 'Ben', url, options: phone })
    await anna.found('Bau Nord')
    // What comes from a service worker cannot be made to wait.
    await ben.context.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'))
    await ben.join(await anna.invite())
    for (const person of [anna, ben]) await person.openConversation(everyone)
    fingers = await fingersOn(ben.page)
  })
  afterAll(async () => {
    await browser.close()
    await signaling.close()
    for (const { watch } of [anna, ben]) expect(watch).toMatchObject({ foreign: [], errors: [] })
  })

  const row = (name: string) => anna.page.locator(`[data-testid="attached"][data-name="${name}"]`)
  const there = (name: string) => ben.page.locator(`[data-testid="file"][data-name="${name}"]`)

  async function choose(...files: readonly Chosen[]): Promise<void> {
    await anna.page.getByTestId('attach-input').setInputFiles(files)
    for (const { name } of files) await row(name).and(anna.page.locator('[data-fate]')).waitFor()
  }

  async function send(): Promise<void> {
    await anna.page.getByTestId('send-files').click()
    await anna.page.getByTestId('attach-dialog').waitFor({ state: 'detached' })
  }

  /** What Ben has of it. */
  async function saved(save: () => Promise<void>): Promise<Uint8Array<ArrayBuffer>> {
    const [download] = await Promise.all([ben.page.waitForEvent('download'), save()])
    return new Uint8Array(await readFile(await download.path()))
  }

  async function seenBy(name: string): Promise<Uint8Array<ArrayBuffer>> {
    await there(name).getByTestId('open-picture').tap()
    const viewer = ben.page.getByTestId('viewer')
    const bytes = await saved(async () => viewer.getByTestId('save-file').tap())
    await viewer.getByTestId('cancel').tap()
    await viewer.waitFor({ state: 'detached' })
    return bytes
  }

  /** A real picture, as the browser writes it. */
  async function real(type: string): Promise<Uint8Array> {
    const bytes = await anna.page.evaluate(
      async ([mime, { width, height }]) => {
        const canvas = Object.assign(document.createElement('canvas'), { width, height })
        const context = canvas.getContext('2d')
        if (context === null) throw new Error('no canvas')
        context.fillStyle = 'teal'
        context.fillRect(40, 30, width / 2, height / 2)
        const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, mime, 0.9))
        return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))]
      },
      [type, sides] as const
    )
    return Uint8Array.from(bytes)
  }

  /** How many frames the browser itself finds in it. */
  async function framesOf(bytes: Uint8Array): Promise<number> {
    const type = readPictureHeader(bytes)?.mime ?? ''
    return await anna.page.evaluate(
      async ([mime, data]) => {
        const decoder = new ImageDecoder({ type: mime, data: Uint8Array.from(data) })
        await decoder.tracks.ready
        await decoder.completed
        return decoder.tracks.selectedTrack?.frameCount ?? 0
      },
      [type, [...bytes]] as const
    )
  }

  /** The same, and its header asks for a hundred million pixels. */
  function vast(jpeg: Uint8Array): Uint8Array {
    const bytes = Uint8Array.from(jpeg)
    const frame = jpegSeams(bytes).find((at) => bytes[at + 1] === 0xc0) ?? 0
    bytes.set([0x27, 0x10, 0x27, 0x10], frame + 5)
    return bytes
  }

  it('[W3] pictures of every form leave without place and camera, upright, and moving ones still move', async () => {
    const jpeg = await real('image/jpeg')
    const told = {
      'a.jpg': chosen('a.jpg', 'image/jpeg', toldJpeg(jpeg, 6)),
      'b.png': chosen('b.png', 'image/png', toldPng(await real('image/png'))),
      'c.webp': chosen('c.webp', 'image/webp', toldWebp(await real('image/webp'), sides)),
      'd.gif': chosen('d.gif', 'image/gif', toldGif()),
      'e.webp': chosen('e.webp', 'image/webp', toldMovingWebp(await real('image/webp'), sides)),
      'f.png': chosen(
        'f.png',
        'image/png',
        toldPng(movingPng(fakePicture({ width: 60, height: 40 }), { width: 60, height: 40 }))
      )
    }
    // An album shows four.
    for (const from of [0, 4]) {
      await choose(...Object.values(told).slice(from, from + 4))
      await send()
    }
    for (const [name, { buffer }] of Object.entries(told)) {
      expect([name, secretsIn(buffer).length > 2]).toEqual([name, true])
      const bytes = await seenBy(name)
      expect([name, bytes.length > 20, secretsIn(bytes)]).toEqual([name, true, []])
      if (name === 'd.gif') expect(bytes).toEqual(gif())
      if (/^[a-c]/.test(name)) expect([name, isMoving(bytes)]).toEqual([name, false])
      else expect([name, await framesOf(bytes)]).toEqual([name, 2])
      // It was held on its side.
      if (name === 'a.jpg') expect(readPictureHeader(bytes)).toMatchObject({ width: 480, height: 640 })
    }
    const huge = toldJpeg(vast(jpeg), 6)
    await choose(chosen('huge.jpg', 'image/jpeg', huge))
    expect(await row('huge.jpg').getAttribute('data-fate')).toBe('gone')
    await send()
    await there('huge.jpg').getByTestId('open-picture').tap()
    const viewer = ben.page.getByTestId('viewer')
    await viewer.getByRole('alert').waitFor()
    expect(await viewer.getByRole('alert').innerText()).toMatch(/too large to be shown/)
    const bytes = await saved(async () => viewer.getByTestId('save-file').tap())
    expect([secretsIn(huge).length > 2, secretsIn(bytes), bytes.length > 1000]).toEqual([true, [], true])
    await viewer.getByTestId('cancel').tap()
  })

  it('[W3] what keeps place and camera is called so before it goes, and its sender decides', async () => {
    const heic = chosen('IMG_1.heic', '', Buffer.from('....ftypheic....SECRET-PLACE'))
    await choose(heic, chosen('Notiz.txt', 'text/plain', Buffer.from('Fenster zu')))
    expect(await row('IMG_1.heic').innerText()).toMatch(/Place and camera cannot be taken out/)
    expect(await row('Notiz.txt').getAttribute('data-fate')).toBe('plain')
    expect(await anna.page.getByTestId('send-files').innerText()).toMatch(/as it is/)
    await anna.page.getByTestId('leave-out').click()
    await row('IMG_1.heic').waitFor({ state: 'detached' })
    await send()
    await there('Notiz.txt').waitFor()
    expect(await there('IMG_1.heic').count()).toBe(0)
    await choose(heic)
    await send()
    await there('IMG_1.heic').getByTestId('fetch-file').tap()
    expect(secretsIn(await saved(async () => there('IMG_1.heic').getByTestId('save-file').tap()))).toEqual([
      'SECRET-PLACE'
    ])
    const told = toldJpeg(await real('image/jpeg'))
    await anna.page.evaluate(() => {
      const { decode } = HTMLImageElement.prototype
      HTMLImageElement.prototype.decode = function (this: HTMLImageElement) {
        performance.mark('decoded')
        return decode.call(this)
      }
    })
    const decodings = (): Promise<number> => anna.page.evaluate(() => performance.getEntriesByName('decoded').length)
    await choose(chosen('as-is.jpg', 'image/jpeg', told))
    expect(await row('as-is.jpg').innerText()).not.toMatch(/place/i)
    await anna.page.getByTestId('unchanged').check()
    expect(await row('as-is.jpg').innerText()).toMatch(/with place and camera/)
    const before = await decodings()
    await send()
    expect([before, await decodings()]).toEqual([1, 1])
    expect(await seenBy('as-is.jpg')).toEqual(told)
  })

  it('[M10] a damaged picture says so, and those beside it are shown', async () => {
    const good = fakePicture({ ...sides, hue: 30 })
    const jpeg = await real('image/jpeg')
    // Chromium shows what is there of a picture that ends in the middle; of this one nothing is.
    const cut = fakePicture({ ...sides }).slice(0, 33)
    const garbage = Uint8Array.from(jpeg, (byte, at) => (at > 400 ? (at * 31) & 0x7f : byte))
    garbage.fill(0, 20, 300)
    await choose(
      chosen('gut.png', 'image/png', good),
      chosen('halb.png', 'image/png', cut),
      // What it is called is not what it is; what it is decides.
      chosen('anders.png', 'image/png', jpeg),
      chosen('wirr.jpg', 'image/jpeg', garbage)
    )
    await send()
    const { page } = ben
    for (const name of ['halb.png', 'wirr.jpg']) {
      await there(name).getByTestId('open-picture').tap()
      const why = page.getByTestId('viewer').getByRole('alert')
      await why.waitFor()
      expect(await why.innerText()).toMatch(/damaged|not what it says/)
      await page.getByTestId('viewer').getByTestId('cancel').tap()
      await page.getByTestId('viewer').waitFor({ state: 'detached' })
    }
    for (const name of ['gut.png', 'anders.png']) {
      await there(name).getByTestId('open-picture').tap()
      const seen = page.getByTestId('viewer-picture')
      await until(async () => (await seen.evaluate((image: HTMLImageElement) => image.naturalWidth)) === 640, {
        what: name
      })
      await page.getByTestId('viewer').getByTestId('cancel').tap()
      await page.getByTestId('viewer').waitFor({ state: 'detached' })
    }
  })

  it('fingers: two make it larger, two taps too, one moves it, a stroke goes on, a pull ends it', async () => {
    const { page } = ben
    await there('gut.png').getByTestId('open-picture').tap()
    const picture = page.getByTestId('viewer-picture')
    const place = page.getByTestId('viewer-place')
    const scale = async (): Promise<number> => Number(await picture.getAttribute('data-scale'))
    await until(async () => (await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)) === 640, {
      what: 'the original'
    })
    const middle = await middleOf(page.getByTestId('viewer'))
    const off = (x: number, y = 0) => ({ x: middle.x + x, y: middle.y + y })
    await fingers.draw([off(-30), off(-120)], [off(30), off(120)])
    await until(async () => (await scale()) > 3, { what: 'larger by two fingers' })
    // Both have lifted.
    await page.locator('[data-testid="viewer-picture"]:not(.held)').waitFor()
    const before = await picture.boundingBox()
    await fingers.draw([off(0), off(80)])
    await until(async () => ((await picture.boundingBox())?.x ?? 0) > (before?.x ?? 0) + 50, { what: 'moved' })
    await fingers.draw([off(-120), off(-20)], [off(120), off(20)])
    await until(async () => (await scale()) === 1, { what: 'whole again' })
    for (const wanted of [2.5, 1]) {
      // On a busy machine two taps may come as two single ones; a person taps again.
      const tapTwice = async (): Promise<boolean> => {
        await fingers.tap(middle)
        await fingers.tap(middle)
        return await picture.evaluate(async (image: HTMLElement, scaled) => {
          for (let frame = 0; frame < 30 && Number(image.dataset['scale']) !== scaled; frame += 1)
            await new Promise((resolve) => requestAnimationFrame(resolve))
          return Number(image.dataset['scale']) === scaled
        }, wanted)
      }
      await until(tapTwice, { what: `two taps: ${wanted}` })
    }
    const [, at = '', of = ''] = /(\d+) of (\d+)/.exec(await place.innerText()) ?? []
    const stands = (index: number) =>
      until(async () => (await place.innerText()).includes(`${index} of ${of}`), { what: `picture ${index}` })
    await fingers.draw([off(-100), off(100)])
    await stands(Number(at) - 1)
    await fingers.draw([off(100), off(-100)])
    await stands(Number(at))
    // The next one is damaged: one goes on from it as from any other.
    await fingers.draw([off(100), off(-100)])
    await page.getByTestId('viewer').getByRole('alert').waitFor()
    await fingers.draw([off(-100), off(100)])
    await stands(Number(at))
    await fingers.draw([off(0), off(0, 60)])
    // A short one ends nothing: one still goes on.
    await fingers.draw([off(-100), off(100)])
    await stands(Number(at) - 1)
    await fingers.draw([off(100), off(-100)])
    await stands(Number(at))
    await fingers.draw([off(0), off(10, 200)])
    await page.getByTestId('viewer').waitFor({ state: 'detached' })
    expect(await page.getByTestId('conversation-title').count()).toBe(1)
  })

  it('a finger that stays on a picture asks for the menu of its message, and opens nothing', async () => {
    const { page } = ben
    await there('gut.png').getByTestId('open-picture').tap({ trial: true })
    await fingers.down(await middleOf(there('gut.png')))
    await page.getByTestId('action-reply').waitFor()
    await fingers.up()
    expect(await page.getByTestId('viewer').count()).toBe(0)
    await page.getByTestId('action-reply').waitFor()
    // Where the browser has a menu of its own for pictures, it does not come.
    const isShown = await there('gut.png')
      .getByTestId('open-picture')
      .evaluate((picture) => picture.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true })))
    expect(isShown).toBe(false)
    await page.keyboard.press('Escape')
    await page.getByTestId('action-reply').waitFor({ state: 'detached' })
  })

  it('[W8] a finger that lifts before the recorder is there ends the recording', async () => {
    const { page } = ben
    const hasBar = () =>
      page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('PlayerBar')))
    // Nothing has sounded here so far: nothing that shows it was loaded.
    expect(await hasBar()).toBe(false)
    let asked: () => void = () => undefined
    let release: () => void = () => undefined
    const loading = new Promise<void>((resolve) => (asked = resolve))
    const lifted = new Promise<void>((resolve) => (release = resolve))
    await page.route(/VoiceRecorder.*\.js/, async (route) => {
      asked()
      await lifted
      await route.continue()
    })
    // What a menu held back comes some moments after it.
    await page.getByTestId('record-voice').tap({ trial: true })
    await fingers.down(await middleOf(page.getByTestId('record-voice')))
    await loading
    await fingers.up()
    release()
    await page.getByTestId('record-voice').waitFor()
    expect(await page.getByTestId('recorder').count()).toBe(0)
    await page.unroute(/VoiceRecorder.*\.js/)
    // Held on, it records until then.
    await page.getByTestId('record-voice').tap({ trial: true })
    await fingers.down(await middleOf(page.getByTestId('record-voice')))
    await page.locator('[data-testid="recorder"][data-state="recording"]').waitFor()
    await fingers.up()
    await page.locator('[data-testid="recorder"][data-state="done"]').waitFor()
    await until(hasBar, { what: 'the bar of the player' })
    // The finger that lifted over what sends has sent nothing.
    expect(await page.getByTestId('send-voice').isEnabled()).toBe(true)
    expect(await page.locator('[data-testid="message"][data-mine="true"]').count()).toBe(0)
    await page.getByTestId('discard-voice').tap()
    await page.getByTestId('record-voice').waitFor()
  })
})
