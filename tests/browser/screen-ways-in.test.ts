// The ways into a team and the states around it, as the screens tell them, with a fake node behind them: links, codes before the
// camera, the door, other tabs, teams that stopped.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeQR } from 'qr'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../fixtures/chromium.ts'
import { intentsOf, serveScreens, type FakeScreens } from '../fixtures/fake-screens.ts'

const link = 'AWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6QUJDREVGR0hJ'
let screens: FakeScreens
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flurfunk-screens-'))
  const film = join(folder, 'code.y4m')
  screens = await serveScreens([
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`
  ])
  writeFileSync(film, filmOf(`${screens.origin}/#j=${link}`))
})
afterEach(() => screens.closePages())
afterAll(async () => {
  await screens.close()
  rmSync(folder, { recursive: true })
})

/** A film of one QR code, as a camera would see it: YUV4MPEG2, 640 × 480, grey. */
function filmOf(content: string): Uint8Array {
  const [width, height, scale] = [640, 480, 8]
  const code = encodeQR(content, 'raw', { ecc: 'medium', border: 3 })
  const left = Math.floor((width - code.length * scale) / 2)
  const top = Math.floor((height - code.length * scale) / 2)
  const light = new Uint8Array(width * height).fill(235)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      if (code[Math.floor((y - top) / scale)]?.[Math.floor((x - left) / scale)] === true) light[y * width + x] = 16
  const colour = new Uint8Array((width * height) / 2).fill(128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, colour])
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\n`), frame, frame])
}

describe('the ways in', () => {
  test('[I1] the secret of an opened link is nowhere to be seen, and is asked with', async () => {
    const page = await screens.open('new', `#j=${link}`)
    await page.getByTestId('display-name').fill('Ben')
    const address = page.url()
    await page.getByTestId('submit-join').click()
    await page.getByTestId('join-progress').waitFor()
    const asked = (await intentsOf(page)).find(({ type }) => type === 'join-team')
    expect([address.includes(link), asked !== undefined && 'link' in asked && asked.link]).toEqual([false, link])
  })

  test('a link that is broken says so in a sentence, and another can be pasted', async () => {
    const page = await screens.open('new', '#j=short')
    await page.getByTestId('display-name').fill('Ben')
    await page.getByTestId('submit-join').click()
    await page.getByText('This link is incomplete.').waitFor()
    await page.getByTestId('invitation-input').fill('')
    await page.getByTestId('submit-join').click()
    await page.getByText('A link or a code is needed here.').waitFor()
    await page.getByTestId('invitation-input').fill(`https://flurfunk.example/#j=${link}`)
    await page.getByTestId('submit-join').click()
    await page.getByTestId('join-progress').waitFor()
  })

  test('[W8] the camera is asked for at the tap and not before, reads the code, and is let go', async () => {
    const page = await screens.open('new', '#/join')
    await page.getByTestId('invitation-input').waitFor()
    await page.evaluate(() => {
      const { mediaDevices } = navigator
      const ask = mediaDevices.getUserMedia.bind(mediaDevices)
      const tracks: MediaStreamTrack[] = []
      Object.assign(window, { tracks })
      mediaDevices.getUserMedia = async (wanted) => {
        const stream = await ask(wanted)
        tracks.push(...stream.getTracks())
        return stream
      }
    })
    const tracks = (): Promise<readonly string[]> =>
      page.evaluate(() =>
        ('tracks' in window ? (window.tracks as MediaStreamTrack[]) : []).map(({ readyState }) => readyState)
      )
    const before = await tracks()
    await page.getByRole('button', { name: 'Scan QR code' }).click()
    // The field is there again once the code is read.
    const input = page.getByTestId('invitation-input')
    await until(async () => (await input.count()) === 1 && (await input.inputValue()).endsWith(`#j=${link}`), {
      what: 'the link in the field'
    })
    await until(async () => (await tracks()).join() === 'ended', { what: 'the camera let go' })
    expect(before).toEqual([])
  })

  test('what really happens at the door is told step by step', async () => {
    const page = await screens.open('looking')
    const progress = page.getByTestId('join-progress')
    await progress.getByText('Looking for someone of the team…').waitFor()
    const become = (step: 'nobody-yet' | 'answered' | 'checking' | 'admitted'): Promise<void> =>
      page.evaluate((next) => {
        window.fake.change((world) => {
          if (world.join.type === 'asking') world.join = { ...world.join, step: next }
        })
      }, step)
    await become('nobody-yet')
    await progress.getByText('Nobody can be reached just now').waitFor()
    await become('answered')
    await progress.getByText('A device of the team has answered').waitFor()
    await become('checking')
    await progress.getByText('Checking the team’s signatures…').waitFor()
    await become('admitted')
    await progress.getByText('Welcome').waitFor()
    expect(await progress.getAttribute('data-step')).toBe('admitted')
  })
})

describe('states around the team', () => {
  test('[W9] another tab has the device: one button takes it over', async () => {
    const page = await screens.open('elsewhere')
    await page.getByTestId('use-here').click()
    await page.getByTestId('app-shell').waitFor()
  })

  test('[A9] a team that stopped says so of itself alone, and one button starts it again', async () => {
    const page = await screens.open('several', '#/t/2/')
    await page.getByTestId('app-shell').waitFor()
    await page.evaluate(() => window.fake.setTeamPhase(2, { type: 'stopped', words: 'assertion failed: example' }))
    const panel = page.getByTestId('error-panel')
    await panel.getByTestId('restart').waitFor()
    expect(await panel.innerText()).toMatch(/“Tiefbau Süd” has stopped[\s\S]*Your other teams go on/)
    expect(await panel.innerText()).not.toContain('Flurfunk')
    await panel.getByTestId('restart').click()
    await page.getByTestId('app-shell').waitFor()
  })

  test('[S12] a removed device says so and offers nothing to write with', async () => {
    const page = await screens.open('removed')
    await page.getByTestId('removed').getByText('Hochbau Nord').waitFor()
    expect(await page.getByTestId('composer').count()).toBe(0)
  })

  test('[D7] the founder is reminded of the root sheet until it is said to be on paper', async () => {
    const page = await screens.open('founded')
    await page.getByTestId('open-root-sheet').click()
    const groups = page.getByTestId('root-sheet').locator('code')
    await until(async () => (await groups.count()) === 14, { what: 'the whole sheet' })
    const early = await page.getByTestId('confirm').isDisabled()
    await page.getByTestId('root-sheet-written').check()
    await page.getByTestId('confirm').click()
    await page.getByTestId('open-root-sheet').waitFor({ state: 'detached' })
    expect(early).toBe(true)
  })

  test('[D9] settings say whether the browser keeps the data, and ask it to at a tap', async () => {
    const page = await screens.open('busy', '#/settings')
    await page.getByTestId('storage-state').getByText('The browser may delete').waitFor()
    await page.getByTestId('persist-storage').click()
    await page
      .getByTestId('storage-state')
      .getByText(/The browser (?:said no|keeps)/)
      .waitFor()
  })

  test('[S11] a clock that differs is said, with the way the devices are connected', async () => {
    const page = await screens.open('relayed')
    const status = page.locator('[data-testid=connection-status][data-state=relayed][data-peers="2"]')
    await status.click()
    await page.getByTestId('connection-panel').getByText('This device’s clock differs by 9 min').waitFor()
  })

  test('theme and language change at once and are kept over a reload', async () => {
    const page = await screens.open('busy', '#/settings')
    await page.getByTestId('theme-dark').check()
    await page.getByTestId('language-de').check()
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor()
    expect(
      await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset['theme']])
    ).toEqual(['de', 'dark'])
  })
})
