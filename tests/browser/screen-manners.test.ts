// How the screens behave where hands, keys and things meet that nobody expects at once: files that come while others are looked at, notes
// above what is there to be tapped, a long conversation that opens far up. A fake node is behind them.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { until, type Page } from '../fixtures/chromium.ts'
import type { Locator } from 'playwright-core'
import { dropOn } from '../fixtures/dropping.ts'
import { openConversation, serveScreens, type FakeScreens } from '../fixtures/fake-screens.ts'

let screens: FakeScreens
let folder: string

beforeAll(async () => {
  screens = await serveScreens()
  folder = mkdtempSync(join(tmpdir(), 'flurfunk-manners-'))
})
afterEach(() => screens.closePages())
afterAll(async () => {
  await screens.close()
  rmSync(folder, { recursive: true })
})

function fileOf(name: string): string {
  const path = join(folder, name)
  writeFileSync(path, name)
  return path
}

const namesIn = (page: Page): Promise<readonly (string | undefined)[]> =>
  page.getByTestId('attached').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['name']))

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox()
  if (box === null) throw new Error('it is not on the screen')
  return box
}

describe('files that come while others are looked at', () => {
  test('join them, dropped or pasted, and go in one message', async () => {
    const page = await screens.open('busy')
    await openConversation(page)
    await page.getByTestId('attach-input').setInputFiles(fileOf('Plan.txt'))
    await page.getByTestId('attach-dialog').waitFor()
    await dropOn(page.getByTestId('attach-dialog'), [fileOf('Maße.txt')])
    await until(async () => (await namesIn(page)).length === 2, { what: 'the one that was dropped' })
    await page.evaluate(() => {
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File(['x'], 'Liste.txt', { type: 'text/plain' }))
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    await until(async () => (await namesIn(page)).length === 3, { what: 'the one that was pasted' })
    expect(await namesIn(page)).toEqual(['Plan.txt', 'Maße.txt', 'Liste.txt'])
    await page.getByTestId('send-files').click()
    await page.getByTestId('attach-dialog').waitFor({ state: 'detached' })
    const sent = await page.evaluate(() =>
      window.fake.intents.flatMap((each) => (each.type === 'post-files' ? [each] : []))
    )
    expect(sent.map(({ files }) => files.length)).toEqual([3])
  })
})

describe('a note', () => {
  test.each(['phone', 'desktop'] as const)(
    'covers nothing that is there to be tapped, also above the keys: %s',
    async (size) => {
      const page = await screens.open('acted', '', { phone: size === 'phone' })
      await openConversation(page)
      const bar = page.getByTestId('open-scheduled')
      await bar.waitFor()
      await page.getByTestId('timeline').evaluate((log) => {
        log.dispatchEvent(new WheelEvent('wheel'))
        log.scrollTop = 0
      })
      await page.getByTestId('jump-to-latest').waitFor()
      const clear = async (): Promise<void> => {
        const note = await boxOf(page.getByTestId('toast').first())
        for (const under of [bar, page.getByTestId('composer'), page.getByTestId('jump-to-latest')]) {
          const box = await boxOf(under)
          const apart = note.y + note.height <= box.y || box.y + box.height <= note.y
          const beside = note.x + note.width <= box.x || box.x + box.width <= note.x
          expect([await under.getAttribute('data-testid'), apart || beside]).toEqual([
            await under.getAttribute('data-testid'),
            true
          ])
        }
      }
      await page.evaluate(() => {
        const { world } = window.fake
        window.fake.change(() => {
          world.notices = [{ id: 1, type: 'disk-full', name: '' }]
        })
      })
      await page.getByTestId('toast').waitFor()
      await clear()
      // As a phone does it whose keyboard makes the page smaller.
      await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height: 460 })
      await until(async () => (await boxOf(bar)).y < 460, { what: 'the bar above the keys' })
      await until(async () => (await boxOf(page.getByTestId('toast'))).y < (await boxOf(bar)).y, {
        what: 'the note above'
      })
      await clear()
    }
  )
})

describe('a conversation that opens far up', () => {
  test('has one message that Tab comes to, where one looks, from the first moment on', async () => {
    const page = await screens.open('long')
    await openConversation(page)
    await page.getByTestId('unread-divider').waitFor()
    const seen = (): Promise<readonly boolean[]> =>
      page.locator('[data-row][tabindex="0"]').evaluateAll((rows) =>
        rows.map((row) => {
          const log = row.closest('[role=log]')?.getBoundingClientRect()
          const { top, bottom } = row.getBoundingClientRect()
          return log !== undefined && bottom > log.top && top < log.bottom
        })
      )
    await until(async () => (await seen()).join() === 'true', { what: 'one row, in view' })
    await page.getByTestId('timeline').evaluate((log) => {
      log.dispatchEvent(new WheelEvent('wheel'))
      log.scrollBy(0, -3000)
    })
    await until(async () => (await seen()).join() === 'true', { what: 'one row, in view, further up' })
  })
})

describe('who may not invite', () => {
  test('is not offered it, and reads whom to ask where the people are', async () => {
    const page = await screens.open('busy')
    await page.getByTestId('invite-people').waitFor()
    await page.evaluate(() =>
      window.fake.change((world) => {
        if (world.team.type === 'member') world.team = { ...world.team, me: { ...world.team.me, role: 'member' } }
      })
    )
    await page.getByTestId('invite-people').waitFor({ state: 'detached' })
    await page.getByTestId('open-team').click()
    expect(await page.getByTestId('who-invites').textContent()).toContain('Ask Ben Okafor')
  })
})
