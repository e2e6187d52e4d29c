// What stands around talking, by fingers on a German phone and by keys at an English desk: another device of one’s own, the way messages go,
// steps back, what was said long ago, and people who try what a name can do.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Locator } from 'playwright-core'
import { until, type Page } from '../fixtures/chromium.ts'
import { createCrew, everyone, type Crew } from '../fixtures/crew.ts'
import { fingersOn, standsStill } from '../fixtures/fingers.ts'
import { germanDesk, germanPhone, type Person } from '../fixtures/person.ts'
import { holdThumb } from '../fixtures/thumb.ts'

/** More than a window of rows, some of several lines. */
const lines = Array.from(
  { length: 70 },
  (_, line) => `line ${line}${' and more of it'.repeat(line % 7 === 0 ? 12 : 0)}`
)

describe('around the talk', () => {
  let crew: Crew
  let anna: Person
  let mia: Person
  let desk: Person

  beforeAll(async () => {
    crew = await createCrew('Anna', { name: 'Mia', options: germanPhone })
    ;[anna, mia] = crew.people as [Person, Person]
    desk = await crew.person({ name: 'Mia', options: germanDesk })
    await anna.openConversation(everyone)
    await desk.page.goto(crew.url)
  })
  afterAll(() => crew.close())

  const digits = async ({ page }: Person): Promise<string | null> => {
    const shown = page.getByTestId('device-digits')
    await shown.waitFor()
    return await shown.getAttribute('data-digits')
  }
  const draftOf = ({ page }: Person): Promise<string> => page.getByTestId('composer').inputValue()

  it('[I16] the phone takes in a desk of its own, by thumb and in German', async () => {
    await mia.openSettings()
    await mia.page.getByTestId('link-new-device').tap()
    const code = await mia.page.getByTestId('link-code').innerText()
    await desk.page.getByTestId('link-device').click()
    await desk.page.getByTestId('link-code').fill(code)
    await desk.page.getByTestId('device-name').fill('Büro')
    await desk.page.getByTestId('submit-join').click()
    expect(await digits(desk)).toBe(await digits(mia))
    await mia.page.getByTestId('confirm-code').tap()
    await desk.page.getByTestId('app-shell').waitFor()
    await mia.page.getByTestId('cancel').last().tap()
    await mia.page.locator('[data-testid="device-item"][data-name="Büro"]').waitFor()
    await mia.page.goBack()
    await mia.page.getByTestId('conversation-item').first().waitFor()
  })

  it('[C9] a draft goes from the phone to the desk, and what the desk makes of it comes back', async () => {
    for (const device of [mia, desk]) await device.openConversation(everyone)
    await mia.page.getByTestId('composer').fill('der Kran kommt')
    await until(async () => (await draftOf(desk)) === 'der Kran kommt', { what: 'the draft at the desk' })
    await desk.page.getByTestId('composer').press('End')
    await desk.page.getByTestId('composer').pressSequentially(' um sieben')
    await until(async () => (await draftOf(mia)) === 'der Kran kommt um sieben', { what: 'the rest on the phone' })
    await mia.page.getByTestId('send').tap()
    await anna.sees('der Kran kommt um sieben')
    await until(async () => (await draftOf(desk)) === '', { what: 'no draft at the desk' })
  })

  it('[S1] each screen says how it is connected, with whom, and when it is alone', async () => {
    const status = (page: Page): Locator => page.getByTestId('connection-status')
    const says = async ({ page }: Person, words: string, panel: readonly string[]): Promise<void> => {
      await status(page).filter({ hasText: words }).waitFor()
      await status(page).click()
      for (const each of panel) await page.getByTestId('connection-panel').filter({ hasText: each }).waitFor()
      await page.getByTestId('confirm').click()
      await page.getByTestId('connection-panel').waitFor({ state: 'detached' })
    }
    await mia.page.getByTestId('back').tap()
    await says(mia, 'Direkt mit 2 Geräten verbunden', ['Anna', 'Büro', 'direkt'])
    await says(anna, 'Directly connected to 2 devices', ['Mia', 'Büro', 'directly'])
    await says(desk, 'Direkt mit 2 Geräten verbunden', ['Anna'])
    await desk.leave()
    await mia.leave()
    await says(anna, 'This device only – delivered later', ['Nobody is there just now', 'No device is connected.'])
    await mia.comeBack()
    await says(anna, 'Directly connected to 1 device', ['Mia'])
    await anna.leave()
    await says(mia, 'Nur dieses Gerät – wird später zugestellt', ['Gerade niemand da', 'Kein Gerät ist verbunden.'])
    await anna.comeBack()
    await anna.openConversation(everyone)
  })

  it('a step back closes what is open, then leaves the conversation', async () => {
    const { page } = mia
    await mia.openConversation(everyone)
    const opened = page.locator('[role=dialog], [role=menu], [data-testid=select-bar]')
    const bubble = page.getByTestId('message-text').last()
    const opens: readonly (() => Promise<void>)[] = [
      () => holdThumb(bubble),
      async () => {
        await holdThumb(bubble)
        await page.getByTestId('action-delete').tap()
        await page.getByTestId('delete-for-me').waitFor()
      },
      async () => {
        await page.getByTestId('compose-more').tap()
        await page.getByTestId('new-poll').tap()
        await page.getByTestId('poll-question').fill('Wann?')
      }
    ]
    for (const open of opens) {
      await open()
      await page.goBack()
      await opened.first().waitFor({ state: 'detached' })
      await page.getByTestId('composer').waitFor()
    }
    await page.goBack()
    await page.getByTestId('conversation-item').first().waitFor()
  })

  it('what was said long ago comes under the thumb, and moves by just what the thumb moved', async () => {
    const { page } = mia
    for (const line of lines) await anna.say(line)
    await mia.openConversation(everyone)
    await page.getByTestId('jump-to-latest').tap()
    await mia.sees(lines.at(-1) ?? '')
    await page.getByTestId('jump-to-latest').waitFor({ state: 'detached' })
    const fingers = await fingersOn(page)
    const far = 320
    const moves: number[] = []
    const isThere = (): Promise<boolean> => page.getByText('der Kran kommt um sieben').isVisible()
    for (let turn = 0; turn < 40 && !(await isThere()); turn += 1) {
      const row = await rowBelow(page, 180)
      const before = await topOf(page, row)
      await fingers.down({ x: 195, y: 260 })
      for (let step = 1; step <= 10; step += 1) await fingers.move({ x: 195, y: 260 + (far * step) / 10 })
      await standsStill(page.getByTestId('timeline'))
      moves.push((await topOf(page, row)) - before)
      await fingers.up()
    }
    expect(await isThere()).toBe(true)
    expect(moves.length).toBeGreaterThan(4)
    // A finger moves some pixels before it scrolls; at the beginning of all there is less to move.
    for (const move of moves.slice(0, -1)) expect(move).toBeGreaterThan(far - 40)
    for (const move of moves) expect(move).toBeLessThanOrEqual(far + 2)
  })

  it('[W2] a name that turns letters and hides some stands in its place on each screen, as does a pile of marks', async () => {
    const name = '\u202eaiM\u202c\u200b <b>Chef</b>'
    const troll = await crew.person(name)
    await troll.join(await anna.invite())
    await troll.openConversation(everyone)
    await troll.say('<img src=x onerror=alert(1)>')
    const composer = troll.page.getByTestId('composer')
    await composer.fill(`a${'\u0301'.repeat(10_000)}`)
    await troll.page.getByText('Split it into two messages.').waitFor()
    await composer.fill(`a${'\u0301'.repeat(8_000)}`)
    await composer.press('Enter')
    // The phone still shows the beginning of all.
    await mia.page.getByTestId('jump-to-latest').tap()
    for (const person of [anna, mia]) {
      const { page } = person
      await person.sees('<img src=x onerror=alert(1)>')
      const row = page.getByTestId('message').filter({ hasText: 'a\u0301' }).last()
      await row.waitFor()
      expect(await row.evaluate(({ clientHeight }) => clientHeight)).toBeLessThan(200)
      const shown = await page.evaluate(() => ({
        foreign: document.querySelectorAll('[data-testid=timeline] :is(img, b, script)').length,
        turned: /[\u200b\u202e]/.test(document.body.innerText),
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth
      }))
      expect(shown).toEqual({ foreign: 0, turned: false, wide: 0 })
      await page
        .getByText(/^▯aiM\u202c▯ <b>Chef<\/b>$/)
        .filter({ visible: true })
        .first()
        .waitFor()
    }
    for (const { watch } of [anna, mia, desk, troll]) expect([watch.foreign, watch.errors]).toEqual([[], []])
  })
})

/** The first row that begins below this height of the screen. */
function rowBelow(page: Page, height: number): Promise<string> {
  return page.evaluate((min) => {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-testid=timeline] [data-row]')]
    return rows.find((row) => row.getBoundingClientRect().top > min)?.dataset['row'] ?? ''
  }, height)
}

function topOf(page: Page, row: string): Promise<number> {
  return page.locator(`[data-row="${row}"]`).evaluate((element) => element.getBoundingClientRect().top)
}
