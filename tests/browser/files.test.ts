// Two people, two browser profiles: a file crosses, survives a reload in the middle, and is saved byte for byte. That the memory of neither
// follows its size shows with a gibibyte alone: `npm run bench -- gigabyte`.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, until, type Browser } from '../fixtures/chromium.ts'
import { beginsToCome } from '../fixtures/glimpse.ts'
import { digestOf, mib, writeFileOf } from '../fixtures/large-files.ts'
import { createPerson, type Person } from '../fixtures/person.ts'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'

const size = 20 * mib + 77

describe('a file between two browsers', () => {
  let signaling: SignalingForTests
  let browser: Browser
  let anna: Person
  let ben: Person
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flurfunk-'))
    signaling = await startSignaling()
    browser = await launchChromium()
    const url = `${signaling.httpUrl}/`
    anna = await createPerson(browser, { name: 'Anna', url })
    ben = await createPerson(browser, { name: 'Ben', url })
    await anna.found('Bau Nord')
    await ben.join(await anna.invite())
    for (const person of [anna, ben]) await person.openConversation(/^(Everyone|Alle)$/)
  })
  afterAll(async () => {
    await browser.close()
    await signaling.close()
    await rm(folder, { recursive: true })
  })

  it('[M3, M4, M8] crosses, goes on after a reload, and is saved byte for byte', async () => {
    const path = join(folder, 'Plan.bin')
    await writeFileOf(path, size)
    await anna.page.getByTestId('attach-input').setInputFiles(path)
    await anna.page.getByTestId('send-files').click()
    await anna.page.getByTestId('attach-dialog').waitFor({ state: 'detached' })
    const card = ben.page.getByTestId('file')
    await beginsToCome(ben.page, 'Plan.bin', () => card.getByTestId('fetch-file').click())
    await ben.page.reload()
    await ben.openConversation(/^(Everyone|Alle)$/)
    await until(async () => (await card.getAttribute('data-here')) === 'whole', { what: 'the whole file' })
    const [download] = await Promise.all([ben.page.waitForEvent('download'), card.getByTestId('save-file').click()])
    const saved = join(folder, 'saved.bin')
    await download.saveAs(saved)
    expect(download.suggestedFilename()).toBe('Plan.bin')
    expect(await digestOf(saved)).toBe(await digestOf(path))
  })

  it('[M6] comes on from another device when the one it came from goes away in the middle', async () => {
    const cem = await createPerson(browser, { name: 'Cem', url: `${signaling.httpUrl}/` })
    await cem.join(await anna.invite())
    await cem.openConversation(/^(Everyone|Alle)$/)
    await cem.connected(2)
    const card = cem.page.getByTestId('file')
    await beginsToCome(cem.page, 'Plan.bin', () => card.getByTestId('fetch-file').click())
    await anna.leave()
    await until(async () => (await card.getAttribute('data-here')) === 'whole', { what: 'the whole file' })
    const [download] = await Promise.all([cem.page.waitForEvent('download'), card.getByTestId('save-file').click()])
    const saved = join(folder, 'from-two.bin')
    await download.saveAs(saved)
    expect(await digestOf(saved)).toBe(await digestOf(join(folder, 'Plan.bin')))
  })
})
