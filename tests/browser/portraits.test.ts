// People's own pictures on real screens: shown on a German phone, seen at an English desk, replaced from the camera, taken away again.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Locator } from 'playwright-core'
import { launchChromium, until, type Browser, type Page } from '../fixtures/chromium.ts'
import { everyone } from '../fixtures/crew.ts'
import { focusedId } from '../fixtures/keyboard.ts'
import { createPerson, type Person } from '../fixtures/person.ts'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'

/** A camera that shows a moving picture, and nobody asks for it: the person said yes. */
const withCamera = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream']

describe('pictures of people', () => {
  let signaling: SignalingForTests
  let browser: Browser
  let url: string
  let anna: Person
  let cem: Person

  beforeAll(async () => {
    signaling = await startSignaling()
    browser = await launchChromium({ args: withCamera })
    url = `${signaling.httpUrl}/`
    anna = await createPerson(browser, { name: 'Anna', url })
    await anna.found('Bau Nord')
    const options = { locale: 'de-DE', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
    cem = await createPerson(browser, { name: 'Cem', url, options })
    await cem.join(await anna.invite())
    await cem.openConversation(everyone)
    await cem.page.getByTestId('composer').fill('Bin da')
    await cem.page.getByTestId('send').tap()
    await anna.openConversation(everyone)
    await anna.sees('Bin da')
  })
  afterAll(async () => {
    await browser.close()
    await signaling.close()
    for (const { watch } of [anna, cem]) expect(watch).toMatchObject({ foreign: [], errors: [] })
  })

  const faceIn = (place: Locator) => place.getByTestId('person-picture')
  const row = (page: Page) => page.locator('[data-row]').filter({ hasText: 'Bin da' })
  const addressOf = (face: Locator): Promise<string | null> => face.getAttribute('src')

  /** A photo of one colour, wider than high, as bytes of a JPEG. */
  async function photo(page: Page, colour: string): Promise<Buffer> {
    const drawn = await page.evaluate((fill) => {
      const canvas = document.createElement('canvas')
      canvas.width = 900
      canvas.height = 500
      const context = canvas.getContext('2d')
      if (context !== null) context.fillStyle = fill
      context?.fillRect(0, 0, 900, 500)
      return canvas.toDataURL('image/jpeg')
    }, colour)
    return Buffer.from(drawn.split(',')[1] ?? '', 'base64')
  }

  /** The colour in the middle of what a browser drew, roughly. */
  async function colourOf(face: Locator): Promise<readonly string[]> {
    return face.evaluate(async (image: HTMLImageElement) => {
      await image.decode()
      const canvas = document.createElement('canvas')
      canvas.width = image.naturalWidth
      canvas.height = image.naturalHeight
      const context = canvas.getContext('2d')
      context?.drawImage(image, 0, 0)
      const [red = 0, green = 0, blue = 0] = context?.getImageData(image.naturalWidth / 2, 9, 1, 1).data ?? []
      const strongest = red > green && red > blue ? 'red' : green > blue ? 'green' : 'blue'
      return [strongest, `${image.naturalWidth} × ${image.naturalHeight}`]
    })
  }

  it('[C26] what is no picture is refused in words, and the initials stay', async () => {
    const { page } = cem
    await page.goto(`${url}#/settings`)
    await page.getByTestId('choose-picture').waitFor()
    expect((await page.getByTestId('choose-picture').innerText()).trim()).toBe('Bild auswählen')
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
    const half = (await photo(page, '#0a0')).subarray(0, 700)
    for (const buffer of [Buffer.from(svg), half, Buffer.alloc(0)]) {
      await page.getByTestId('picture-file').setInputFiles({ name: 'ich.jpg', mimeType: 'image/jpeg', buffer })
      // What was said of the one before is gone by now.
      await page.getByTestId('picture-problem').filter({ hasText: 'taugt nicht als Bild' }).waitFor()
    }
    expect(await page.getByRole('img', { name: 'Deine Initialen' }).textContent()).toContain('C')
  })

  it('[C26] a picture chosen on a phone stands at the desk wherever its person does, and nothing moves', async () => {
    await row(anna.page).click({ trial: true })
    const box = await row(anna.page).boundingBox()
    const { page } = cem
    const buffer = await photo(page, '#0a0')
    await page.getByTestId('picture-file').setInputFiles({ name: 'ich.jpg', mimeType: 'image/jpeg', buffer })
    await faceIn(page.getByRole('img', { name: 'Dein Bild' })).waitFor()
    await page.getByTestId('picture-problem').waitFor({ state: 'detached' })
    const face = faceIn(row(anna.page))
    await face.waitFor()
    expect(await colourOf(face)).toEqual(['green', '192 × 192'])
    expect(await row(anna.page).boundingBox()).toEqual(box)
    const address = await addressOf(face)
    // One picture is one address: whatever draws it, it is decoded once.
    await anna.page.keyboard.press('Control+k')
    await anna.page.keyboard.type('Cem')
    expect(await addressOf(faceIn(anna.page.getByTestId('search-result')).first())).toBe(address)
    await anna.page.keyboard.press('Escape')
    await anna.page.goto(`${url}#/team`)
    const item = anna.page.locator('[data-testid="member-item"][data-name="Cem"]')
    expect(await addressOf(faceIn(item))).toBe(address)
  })

  it('[C26] the next one, from the camera of a desk, takes its place; one that is taken away leaves nothing to read', async () => {
    const desk = anna.page
    await desk.goto(`${url}#/settings`)
    await desk.getByTestId('photograph').click()
    await desk.getByTestId('camera').getByTestId('confirm').click()
    await faceIn(desk.getByRole('img', { name: 'Your picture' })).waitFor()
    await cem.page.goto(`${url}#/team`)
    await faceIn(cem.page.locator('[data-testid="member-item"][data-name="Anna"]')).waitFor()

    await desk.goto(`${url}#/team`)
    const face = faceIn(desk.locator('[data-testid="member-item"][data-name="Cem"]'))
    await face.waitFor()
    const first = await addressOf(face)
    await cem.page.goto(`${url}#/settings`)
    const buffer = await photo(cem.page, '#00a')
    await cem.page.getByTestId('picture-file').setInputFiles({ name: 'ich.jpg', mimeType: 'image/jpeg', buffer })
    await until(async () => (await addressOf(face)) !== first, { what: 'the next picture' })
    expect(await colourOf(face)).toEqual(['blue', '192 × 192'])
    const second = await addressOf(face)
    await cem.page.getByTestId('remove-picture').tap()
    await face.waitFor({ state: 'detached' })
    const opens = (address: string | null): Promise<boolean> =>
      desk.evaluate(async (src) => {
        const image = new Image()
        image.src = src ?? ''
        return image.decode().then(
          () => true,
          () => false
        )
      }, address)
    for (const gone of [first, second])
      await until(async () => !(await opens(gone)), { what: 'an address that opens nothing any more' })
    // What stands there still opens, so the question can be answered with yes.
    const own = faceIn(desk.locator('[data-testid="member-item"][data-name="Anna"]'))
    expect(await opens(await addressOf(own))).toBe(true)
    await cem.page.getByRole('img', { name: 'Deine Initialen' }).waitFor()
    await until(async () => (await focusedId(cem.page)) === 'choose-picture', { what: 'the focus where one goes on' })
  })
})
