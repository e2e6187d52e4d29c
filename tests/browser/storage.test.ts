// Shows what is at rest in Chromium: the encrypted file, the vault, who may open them and when, under the headers of the real server.

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type BrowserContext } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { schemaVersion } from '../../src/adapters/sqlite-schema.ts'
import { toHex, utf8 } from '../../src/base/bytes.ts'
import { startSignalingFor } from '../fixtures/browser-worlds.ts'
import { chromiumLaunch } from '../fixtures/chromium.ts'
import { blobCases } from '../contracts/blobs.ts'
import { openPage, type OpenPage } from '../fixtures/pages.ts'
import type { SignalingForTests } from '../fixtures/signaling.ts'

let pages: string
let signaling: SignalingForTests
let profile: string
let context: BrowserContext

beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), 'flurfunk-storage-'))
  await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('pages/storage/', import.meta.url)),
    worker: { format: 'es' },
    build: { outDir: pages, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 }
  })
  signaling = await startSignalingFor(pages)
})

afterAll(async () => {
  await signaling.close()
  await rm(pages, { recursive: true, force: true })
})

beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'flurfunk-profile-'))
  context = await launch()
})

afterEach(async () => {
  await context.close()
  await rm(profile, { recursive: true, force: true })
})

/** A browser with this test's profile: an incognito context would keep its files elsewhere, and in memory. */
const launch = (): Promise<BrowserContext> => chromium.launchPersistentContext(profile, chromiumLaunch())

/** A page with one bench worker called `w`. */
async function openBench(): Promise<OpenPage> {
  const page = await openPage(context, signaling.httpUrl)
  await page.ask('start', 'w')
  return page
}

const openHost = async (): Promise<OpenPage> => {
  const page = await openPage(context, signaling.httpUrl)
  await page.ask('host')
  return page
}

/** A killed worker lets its files go when the browser has ended its thread. */
const patient = { timeout: 60_000 }
const otherKey = 'ab'.repeat(32)
const secret = 'Der Kranfuehrer heisst Nepomuk Habersack'
const founding = { type: 'found-team', displayName: 'Anna', teamName: secret, deviceName: 'Laptop' }

describe('the slots of files', () => {
  test('[M8] [X2] on the disk hold what the port promises, and a team that is forgotten leaves none', async () => {
    const page = await openBench()
    for (const { name } of blobCases) expect([name, await page.ask('ask', 'w', 'blobs', name)]).toEqual([name, 'held'])
    expect(await page.ask('ask', 'w', 'forgetBlobs')).toEqual([])
  })
})

describe('the encrypted database', () => {
  test('[A1] is tuned as the design says', async () => {
    const page = await openBench()
    expect(await page.ask('ask', 'w', 'open')).toBe('open')
    const pragmas: Record<string, unknown> = {}
    for (const name of ['journal_mode', 'locking_mode', 'synchronous', 'secure_delete', 'temp_store', 'cache_size'])
      pragmas[name] = await page.ask('ask', 'w', 'pragma', name)
    expect(pragmas).toEqual({
      journal_mode: 'wal',
      locking_mode: 'exclusive',
      synchronous: 2,
      secure_delete: 1,
      temp_store: 2,
      cache_size: -16_384
    })
  })

  test('[A2] keeps what was written when the page is loaded again and when the browser starts again', async () => {
    const first = await openBench()
    await first.ask('ask', 'w', 'open')
    await first.ask('ask', 'w', 'append', 'one')
    await first.page.reload()
    await first.heard('loaded', {}, 1)
    await first.ask('start', 'w')
    await expect.poll(() => first.ask('ask', 'w', 'open'), patient).toBe('open')
    await first.ask('ask', 'w', 'append', 'two')
    await context.close()
    context = await launch()
    const again = await openBench()
    expect(await again.ask('ask', 'w', 'open')).toBe('open')
    expect(await again.ask('ask', 'w', 'texts')).toEqual(['one', 'two'])
  })

  test('[L10] a killed worker loses nothing that it said was stored', async () => {
    const page = await openBench()
    await page.ask('ask', 'w', 'open')
    await page.ask('begin', 'w', 'appendForEver')
    await page.heard('committed', { number: 30 })
    await page.ask('kill', 'w')
    const committed = page.told.filter(({ type }) => type === 'committed').length
    await page.ask('start', 'x')
    await expect.poll(() => page.ask('ask', 'x', 'open'), patient).toBe('open')
    const texts = await page.ask('ask', 'x', 'texts')
    if (!Array.isArray(texts)) throw new Error('texts are a list')
    expect(texts.length).toBeGreaterThanOrEqual(committed)
    expect(texts).toEqual(texts.map((_, number) => `entry ${number}`))
    expect(await page.ask('ask', 'x', 'heads')).toEqual(await page.ask('ask', 'x', 'expectedHeads', texts.length - 1))
  })

  test('[A1] nothing of it can be read in any file of the browser, while it runs and after', async () => {
    const page = await openBench()
    await page.ask('ask', 'w', 'open')
    await page.ask('ask', 'w', 'append', secret)
    expect(await holdsSecret()).toBe(false)
    await page.ask('ask', 'w', 'close')
    const files = await page.ask('files')
    if (!Array.isArray(files)) throw new Error('files are a list')
    expect(files.join(' ').length).toBeGreaterThan(20_000)
    expect(files.join(' ')).not.toContain(toHex(utf8(secret)))
    // The plain header of an SQLite file would show that there is one.
    expect(files.join(' ')).not.toContain(toHex(utf8('SQLite format 3')))
    await context.close()
    expect(await holdsSecret()).toBe(false)
    context = await launch()
  })

  test('[X5] an erased text is no longer there for whoever has the key', async () => {
    const page = await openBench()
    await page.ask('ask', 'w', 'open')
    await page.ask('ask', 'w', 'append', 'keep')
    await page.ask('ask', 'w', 'append', secret)
    expect(await page.ask('ask', 'w', 'erase', 1)).toBe('stored')
    expect(await page.ask('ask', 'w', 'texts')).toEqual(['keep', '–'])
    await page.ask('ask', 'w', 'close')
    expect(await page.ask('ask', 'w', 'open')).toBe('open')
    expect(await page.ask('ask', 'w', 'texts')).toEqual(['keep', '–'])
  })

  test('[A2] does not open with another key, and is none the worse for it', async () => {
    const page = await openBench()
    await page.ask('ask', 'w', 'open')
    await page.ask('ask', 'w', 'append', 'one')
    await page.ask('ask', 'w', 'close')
    expect(await page.ask('ask', 'w', 'open', otherKey)).toBe('wrong-key')
    expect(await page.ask('ask', 'w', 'open')).toBe('open')
    expect(await page.ask('ask', 'w', 'texts')).toEqual(['one'])
  })

  test('[A1] one of a newer version is refused and left as it is', async () => {
    const page = await openBench()
    await page.ask('ask', 'w', 'open')
    await page.ask('ask', 'w', 'append', 'one')
    const version = await page.ask('ask', 'w', 'pragma', 'user_version')
    await page.ask('ask', 'w', 'setVersion', 99)
    await page.ask('ask', 'w', 'close')
    expect(await page.ask('ask', 'w', 'open')).toBe('newer-version')
    expect(version).toBe(schemaVersion)
  })

  test('[L10] a disk without room refuses, keeps what it has, and goes on when there is room', async () => {
    const page = await openBench()
    await page.ask('ask', 'w', 'open')
    expect(await page.ask('ask', 'w', 'append', 'one')).toEqual({ number: 0, outcome: 'stored' })
    const devtools = await context.newCDPSession(page.page)
    const origin = signaling.httpUrl
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 })
    const large = 'x'.repeat(60_000)
    const outcomes: unknown[] = []
    for (let tries = 0; tries < 200 && outcomes.at(-1) !== 'disk-full'; tries++) {
      const told = await page.ask('ask', 'w', 'append', large)
      outcomes.push(typeof told === 'object' && told !== null && 'outcome' in told ? told.outcome : told)
    }
    expect(outcomes.at(-1)).toBe('disk-full')
    const stored = outcomes.filter((outcome) => outcome === 'stored').length + 1
    expect(await page.ask('ask', 'w', 'texts')).toHaveLength(stored)
    await devtools.send('Storage.overrideQuotaForOrigin', { origin })
    expect(await page.ask('ask', 'w', 'append', 'last')).toEqual({ number: stored, outcome: 'stored' })
  })
})

describe('the vault', () => {
  test('[A3] is one record with one wrap, under a key that cannot leave the browser', async () => {
    const page = await openBench()
    await page.ask('ask', 'w', 'open')
    const vault = await page.ask('ask', 'w', 'vault')
    // [1, [[3, 12 bytes, 48 bytes]]] in canonical CBOR.
    expect(vault).toEqual({
      record: expect.stringMatching(/^82018183034c[0-9a-f]{24}5830[0-9a-f]{96}$/),
      type: 'AES-GCM',
      extractable: false
    })
    await page.ask('ask', 'w', 'close')
    expect(await page.ask('ask', 'w', 'open')).toBe('open')
    expect(await page.ask('ask', 'w', 'vault')).toEqual(vault)
  })

  test.each([
    ['a flipped bit', 'record', '82018183034c' + '00'.repeat(12) + '5830' + '11'.repeat(48)],
    ['a wrap of a type that is not known', 'record', '820181820941ff'],
    ['no CBOR', 'record', 'ffff'],
    ['a missing record', 'record', undefined],
    ['a missing key', 'wrapping-key', undefined]
  ])('[A2] with %s does not open, and no new key takes its place', async (_name, part, hex) => {
    const page = await openBench()
    await page.ask('ask', 'w', 'open')
    await page.ask('ask', 'w', 'close')
    await page.ask('ask', 'w', 'breakVault', part, hex)
    expect(await page.ask('ask', 'w', 'open')).toBe('vault: wrong-key')
    expect(await page.ask('ask', 'w', 'open')).toBe('vault: wrong-key')
  })
})

describe('who may open it', () => {
  test('[W9] a second worker finds it busy, and it is whole afterwards', async () => {
    const page = await openBench()
    await page.ask('ask', 'w', 'open')
    await page.ask('ask', 'w', 'append', 'one')
    await page.ask('start', 'x')
    expect(await page.ask('ask', 'x', 'open')).toBe('busy')
    await page.ask('ask', 'w', 'append', 'two')
    await page.ask('ask', 'w', 'close')
    expect(await page.ask('ask', 'x', 'open')).toBe('open')
    expect(await page.ask('ask', 'x', 'texts')).toEqual(['one', 'two'])
  })

  test('[W9] a start that fails while another worker lets go of the files removes none of them', async () => {
    const page = await openBench()
    await page.ask('ask', 'w', 'open')
    await page.ask('ask', 'w', 'append', 'one')
    await page.ask('ask', 'w', 'close')
    await page.ask('start', 'x')
    await page.ask('ask', 'x', 'lockOneFile')
    expect(await page.ask('ask', 'x', 'open')).toBe('busy')
    expect(await page.ask('ask', 'x', 'open')).toBe('open')
    expect(await page.ask('ask', 'x', 'texts')).toEqual(['one'])
  })

  test('[W9] a page without files says so', async () => {
    const page = await openBench()
    await page.ask('ask', 'w', 'refuseFiles')
    expect(await page.ask('ask', 'w', 'open')).toBe('no-storage')
  })

  test('[W9] a lock that is asked for is handed over, and comes back when the other is gone', async () => {
    const page = await openBench()
    await page.ask('ask', 'w', 'takeLock', { stuck: false, handOverMs: 20_000 })
    await page.heard('acquired', { worker: 'w' })
    await page.ask('start', 'x')
    await page.ask('ask', 'x', 'takeLock', { stuck: false, handOverMs: 20_000 })
    await page.heard('waiting', { worker: 'x' })
    await page.ask('start', 'y')
    await page.ask('ask', 'y', 'takeLock', { stuck: false, handOverMs: 20_000 })
    await page.heard('waiting', { worker: 'y' })
    await page.ask('ask', 'y', 'useHere')
    await page.heard('acquired', { worker: 'y' })
    await page.heard('waiting', { worker: 'w' })
    expect(page.told.filter(({ worker, type }) => worker === 'x' && type === 'acquired')).toEqual([])
    const from = page.told.length
    await page.ask('kill', 'y')
    await page.heard('acquired', {}, from)
  })

  test('[W9] who does not hand over loses the lock', async () => {
    const page = await openBench()
    await page.ask('ask', 'w', 'takeLock', { stuck: true, handOverMs: 20_000 })
    await page.heard('acquired', { worker: 'w' })
    await page.ask('start', 'x')
    await page.ask('ask', 'x', 'takeLock', { stuck: false, handOverMs: 300 })
    await page.heard('waiting', { worker: 'x' })
    await page.ask('ask', 'x', 'useHere')
    await page.heard('acquired', { worker: 'x' })
    expect(page.told.filter(({ type }) => type === 'hand-over')).toEqual([{ type: 'hand-over', worker: 'w' }])
  })
})

describe('the host with the real node', () => {
  test('[W9] a second tab waits, takes over with everything in it, and gives back when it closes', async () => {
    const first = await openHost()
    await first.heard('phase', { phase: 'ready' })
    expect(await first.ask('submit', founding)).toMatchObject({ ok: true })
    await first.heard('team', { team: 'member' })
    const second = await openHost()
    await second.heard('phase', { phase: 'elsewhere' })
    await second.ask('useHere')
    await second.heard('phase', { phase: 'ready' })
    await second.heard('team', { team: 'member' })
    await first.heard('phase', { phase: 'elsewhere' })
    expect(await first.ask('submit', founding)).toEqual({ ok: false, reason: 'stopped' })
    expect(await second.ask('submit', founding)).toEqual({ ok: false, reason: 'already-in-team' })
    const from = first.told.length
    await second.page.close()
    await first.heard('phase', { phase: 'ready' }, from)
    await first.heard('team', { team: 'member' }, from)
  })

  test('[A1] a team leaves no name in any file of the browser', async () => {
    const page = await openHost()
    await page.heard('phase', { phase: 'ready' })
    await page.ask('submit', founding)
    await page.heard('team', { team: 'member' })
    await context.close()
    expect(await holdsSecret()).toBe(false)
    context = await launch()
    const again = await openHost()
    await again.heard('team', { team: 'member', name: secret })
  })

  test('a worker that stops says why, and starts again with everything that was stored', async () => {
    const page = await openHost()
    await page.heard('phase', { phase: 'ready' })
    await page.ask('submit', founding)
    await page.heard('team', { team: 'member' })
    const from = page.told.length
    await page.ask('confuse', 0, 'host')
    const stopped = await page.heard('phase', { phase: 'stopped' })
    expect(stopped['detail']).toContain('nothing else is possible')
    await page.ask('restart')
    await page.heard('phase', { phase: 'ready' }, from)
    await page.heard('team', { team: 'member', name: secret }, from)
  })

  test('[A2] a vault that does not open is said as such', async () => {
    const page = await openBench()
    await page.ask('ask', 'w', 'open')
    await page.ask('ask', 'w', 'close')
    await page.ask('ask', 'w', 'breakVault', 'wrapping-key', undefined)
    await page.ask('host')
    await page.heard('phase', { phase: 'unavailable', detail: 'wrong-key' })
  })

  test('[W9] a browser that gives pages no storage is told apart', async () => {
    await context.close()
    await rm(profile, { recursive: true, force: true })
    await mkdir(join(profile, 'Default'), { recursive: true })
    const blocked = { profile: { default_content_setting_values: { cookies: 2 } } }
    await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(blocked))
    context = await launch()
    const page = await openHost()
    await page.heard('phase', { phase: 'unavailable', detail: 'no-storage' })
  })
})

/** Whether a file of the profile has the secret, in any of the ways in which browsers write text. */
async function holdsSecret(): Promise<boolean> {
  const needles = [Buffer.from(secret, 'utf8'), Buffer.from(secret, 'utf16le')]
  const found = await readdir(profile, { recursive: true, withFileTypes: true })
  for (const file of found) {
    if (!file.isFile()) continue
    // Files of a running browser come and go.
    const bytes = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0))
    if (needles.some((needle) => bytes.includes(needle))) return true
  }
  return false
}
