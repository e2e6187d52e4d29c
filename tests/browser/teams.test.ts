// Shows several teams in one installation: their files, their lives and their ends on the real host, then two teams on real screens.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type BrowserContext } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toHex, utf8 } from '../../src/base/bytes.ts'
import { startSignalingFor } from '../fixtures/browser-worlds.ts'
import { chromiumLaunch, launchChromium, until, type Browser } from '../fixtures/chromium.ts'
import { openPage, type OpenPage } from '../fixtures/pages.ts'
import { createPerson, type Person } from '../fixtures/person.ts'
import type { SignalingForTests } from '../fixtures/signaling.ts'

describe('the host with several teams', () => {
  let pages: string
  let profile: string
  let signaling: SignalingForTests
  let context: BrowserContext
  let page: OpenPage

  beforeAll(async () => {
    pages = await mkdtemp(join(tmpdir(), 'flurfunk-teams-'))
    profile = await mkdtemp(join(tmpdir(), 'flurfunk-profile-'))
    await build({
      configFile: false,
      logLevel: 'error',
      root: fileURLToPath(new URL('pages/storage/', import.meta.url)),
      worker: { format: 'es' },
      build: { outDir: pages, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 }
    })
    signaling = await startSignalingFor(pages)
    context = await chromium.launchPersistentContext(profile, chromiumLaunch())
  })
  afterAll(async () => {
    await context.close()
    await signaling.close()
    for (const folder of [pages, profile]) await rm(folder, { recursive: true, force: true })
  })

  const north = 'Hochbau Nord Nepomuk'
  const south = 'Tiefbau Sued Habersack'
  const founding = (teamName: string): object => ({
    type: 'found-team',
    displayName: 'Anna',
    teamName,
    deviceName: 'Laptop'
  })

  const words = ['Kran Beton Montag Regen', 'Wand Fenster Freitag Nebel', 'Dach Ziegel Sonntag Frost'] as const

  /** A page with the host, opened with one of two passphrases if it has to be; which of them it was. */
  async function openWith(old: string | undefined, next: string): Promise<string | undefined> {
    page = await openPage(context, signaling.httpUrl)
    await page.ask('host')
    const phase = await until(
      () => page.told.findLast(({ type, phase: at }) => type === 'phase' && at !== 'starting')?.['phase'],
      { what: 'whether it is locked' }
    )
    let opened: string | undefined
    if (phase === 'locked') {
      const first = await page.ask('unlock', next)
      opened = (first as { ok: boolean }).ok ? next : old
      if (opened !== next) expect(await page.ask('unlock', opened)).toMatchObject({ ok: true })
    }
    await page.heard('teams', { teams: '1 ready, 2 ready' })
    await page.ask('watchTeam', 2)
    return opened
  }

  /** A page with the host, and what it says of these teams. */
  async function openHost(teams: string, watched: readonly number[]): Promise<OpenPage> {
    const opened = await openPage(context, signaling.httpUrl)
    await opened.ask('host')
    await opened.heard('teams', { teams })
    for (const number of watched) await opened.ask('watchTeam', number)
    return opened
  }

  it('[A9] opens the one database of before as the first team, with all its bytes', async () => {
    const old = await openPage(context, signaling.httpUrl)
    await old.ask('start', 'w')
    expect(await old.ask('ask', 'w', 'open')).toBe('open')
    expect(await old.ask('ask', 'w', 'hold', 'from before')).toBe(true)
    await old.ask('ask', 'w', 'close')
    await old.page.close()

    page = await openHost('1 ready', [])
    expect(await page.ask('submit', founding(north))).toMatchObject({ ok: true })
    await page.heard('team', { number: 1, team: 'member', name: north })
    await page.page.close()

    const again = await openPage(context, signaling.httpUrl)
    await again.ask('start', 'w')
    await expect.poll(() => again.ask('ask', 'w', 'open'), { timeout: 15_000 }).toBe('open')
    expect(await again.ask('ask', 'w', 'held')).toBe('from before')
    await again.ask('ask', 'w', 'close')
    await again.page.close()
  })

  it('[A9] adds a second team beside it, in a database of its own that no file names', async () => {
    page = await openHost('1 ready', [1])
    expect(await page.ask('addTeam')).toEqual({ ok: true, value: 2 })
    await page.ask('watchTeam', 2)
    await page.heard('team', { number: 2, team: 'none' })
    expect(await page.ask('submit', founding(south), 2)).toMatchObject({ ok: true })
    await page.heard('team', { number: 2, team: 'member', name: south })
    expect(await page.ask('submit', founding(south), 1)).toEqual({ ok: false, reason: 'already-in-team' })
    await page.page.close()
    page = await openHost('1 ready, 2 ready', [1, 2])
    await page.heard('team', { number: 1, team: 'member', name: north })
    await page.heard('team', { number: 2, team: 'member', name: south })
  })

  it('[A9] a team that stops leaves the other running, and starts again by itself alone', async () => {
    const from = page.told.length
    // Lives are counted from 1 in the order of their start.
    await page.ask('confuse', 2, 'node')
    await page.heard('teams', { teams: '1 ready, 2 stopped' }, from)
    expect(await page.ask('submit', { type: 'set-profile', name: 'Anna', about: '' }, 1)).toMatchObject({ ok: true })
    expect(await page.ask('submit', { type: 'set-profile', name: 'Anna', about: '' }, 2)).toEqual({
      ok: false,
      reason: 'stopped'
    })
    await page.ask('restart', 2)
    await page.heard('teams', { teams: '1 ready, 2 ready' }, from)
    await page.heard('team', { number: 2, team: 'member', name: south }, from)
    expect(page.told.slice(from).filter(({ type }) => type === 'phase')).toEqual([])
  })

  it('[W9] a second tab takes over all teams at once', async () => {
    const other = await openPage(context, signaling.httpUrl)
    await other.ask('host')
    await other.heard('phase', { phase: 'elsewhere' })
    const from = page.told.length
    await other.ask('useHere')
    await other.heard('teams', { teams: '1 ready, 2 ready' })
    await page.heard('phase', { phase: 'elsewhere' }, from)
    // The hands of both teams are let go of, so that only one tab can be met.
    const letGo = (): number => page.told.slice(from).filter(({ type }) => type === 'let-go').length
    await until(() => letGo() >= 2, { what: 'both let go of' })
    expect(letGo()).toBe(2)
    await other.page.close()
    await page.heard('teams', { teams: '1 ready, 2 ready' }, from)
  })

  it('[A9] room that nobody used is gone at the next start, and eight teams are the most', async () => {
    for (let number = 3; number <= 8; number++) expect(await page.ask('addTeam')).toEqual({ ok: true, value: number })
    expect(await page.ask('addTeam')).toEqual({ ok: false, reason: 'too-many-teams' })
    await page.page.close()
    page = await openHost('1 ready, 2 ready', [1, 2])
  })

  it('[A5] [A10] a change of keys that is cut off leaves both teams whole under what the vault holds', async () => {
    let current: string | undefined
    for (const [frames, next] of [
      [0, words[0]],
      [6, words[1]],
      [18, words[2]]
    ] as const) {
      void page.ask('setPassphrase', { current, passphrase: next, known: true }).catch(() => undefined)
      await page.page.evaluate(async (count) => {
        for (let frame = 0; frame < count; frame++) await new Promise((resolve) => requestAnimationFrame(resolve))
      }, frames)
      await page.page.close({ runBeforeUnload: false })
      current = await openWith(current, next)
      for (const [number, name] of [[1, north] as const, [2, south] as const])
        await page.heard('team', { number, team: 'member', name })
    }
    // In peace it goes through, whichever of them stands now.
    const last = 'Kelle Mörtel Dienstag Sonne'
    expect(await page.ask('setPassphrase', { current, passphrase: last, known: true })).toMatchObject({ ok: true })
    await page.page.close()
    expect(await openWith(last, words[0])).toBe(last)
    await page.heard('team', { number: 2, team: 'member', name: south })
    expect(await page.ask('removeLock', last)).toMatchObject({ ok: true })
  })

  it('[D10] a backup of a team that is here is not taken in twice', async () => {
    await page.ask('lookAt', 1)
    expect(await page.ask('makeBackup', words[0])).toBeGreaterThan(50_000)
    expect(await page.ask('restoreBackup', words[1])).toEqual({ ok: false, reason: 'wrong-passphrase' })
    const from = page.told.length
    expect(await page.ask('restoreBackup', words[0])).toEqual({ ok: false, reason: 'already-in-team' })
    await page.heard('teams', { teams: '1 ready, 2 ready' }, from)
  })

  it('[A9] erases one team with every byte of it; the other lives', async () => {
    const before = await bytesAtRest()
    const from = page.told.length
    await page.ask('eraseTeam', 1)
    await page.heard('teams', { teams: '2 ready' }, from)
    await page.heard('let-go', {}, from)
    const after = await bytesAtRest()
    expect(after.length).toBeLessThan(before.length - 50_000)
    expect(await page.ask('submit', { type: 'set-profile', name: 'Anna', about: '' }, 2)).toMatchObject({ ok: true })
    for (const text of [north, south, 'Anna', 'SQLite format 3'])
      expect(before + after).not.toContain(toHex(utf8(text)))
  })

  it('[D10] a backup comes back as a team beside another one, which goes on', async () => {
    const from = page.told.length
    expect(await page.ask('restoreBackup', words[0])).toEqual({ ok: true, value: undefined })
    await page.heard('teams', { teams: '2 ready, 3 ready' }, from)
    await page.ask('watchTeam', 3)
    await page.heard('team', { number: 3, team: 'member', name: north }, from)
    expect(await page.ask('submit', { type: 'set-profile', name: 'Anna', about: '' }, 2)).toMatchObject({ ok: true })
    await page.ask('eraseTeam', 3)
    await page.heard('teams', { teams: '2 ready' }, from)
    await page.page.close()
    page = await openHost('2 ready', [2])
    await page.heard('team', { number: 2, team: 'member', name: south })
  })

  it('[A9] the last one erased leaves an installation as new', async () => {
    const from = page.told.length
    await page.ask('eraseTeam', 2)
    await page.heard('teams', { teams: '1 ready' }, from)
    await page.ask('watchTeam', 1)
    await page.heard('team', { number: 1, team: 'none' }, from)
  })

  /** Names and contents of all files of the installation, in hexadecimal; the worker is ended for it. */
  async function bytesAtRest(): Promise<string> {
    const files = await page.ask('files')
    if (!Array.isArray(files)) throw new Error('files are a list')
    return files.join(' ')
  }
})

describe('a person in two teams', () => {
  const everyone = /^(Everyone|Alle)$/
  let signaling: SignalingForTests
  let browser: Browser
  let anna: Person
  let ben: Person
  let cem: Person
  /** Which start of the page, which life of a team in it, and its PeerId, as the window told the worker. */
  const peers: string[] = []
  /** What Anna's sockets to /signal subscribed to and published under, by socket. */
  const topicsBySocket: Set<string>[] = []

  beforeAll(async () => {
    signaling = await startSignalingFor(fileURLToPath(new URL('../../dist/app', import.meta.url)))
    browser = await launchChromium()
    const url = `${signaling.httpUrl}/`
    anna = await createPerson(browser, { name: 'Anna', url })
    ben = await createPerson(browser, { name: 'Ben', url })
    cem = await createPerson(browser, { name: 'Cem', url })
    await anna.context.exposeFunction('known', (life: string) => void peers.push(life))
    await anna.context.addInitScript(() => {
      type Heard = { readonly type?: string; readonly address?: { readonly peer?: string } }
      const { postMessage } = Worker.prototype
      Worker.prototype.postMessage = new Proxy(postMessage, {
        apply(post, worker: Worker, given: Parameters<typeof postMessage>) {
          const sent: unknown = given[0]
          const [life, , said] = Array.isArray(sent) ? (sent as [number, string, Heard]) : []
          if (said?.type === 'address' && said.address?.peer !== undefined)
            Reflect.get(globalThis, 'known')(`${performance.timeOrigin} ${life} ${said.address.peer}`)
          return Reflect.apply(post, worker, given)
        }
      })
    })
    anna.page.on('websocket', (socket) => {
      if (!socket.url().endsWith('/signal')) return
      const topics = new Set<string>()
      topicsBySocket.push(topics)
      socket.on('framesent', ({ payload }) => {
        const said: { topics?: readonly string[]; topic?: string } = JSON.parse(String(payload))
        for (const topic of [...(said.topics ?? []), ...(said.topic === undefined ? [] : [said.topic])])
          topics.add(topic)
      })
    })
  })
  afterAll(async () => {
    await browser.close()
    await signaling.close()
  })

  const itemOf = (name: string): string => `[data-testid="team-item"][data-name="${name}"]`
  const unreadIn = async (name: string): Promise<string | null> =>
    await anna.page.locator(itemOf(name)).getAttribute('data-unread')

  it('[A9] founds one team and joins another beside it by a link', async () => {
    await anna.found('Bau Nord')
    await ben.join(await anna.invite())
    await cem.found('Tiefbau Süd')
    await anna.page.goto(await cem.invite())
    await anna.page.getByTestId('join-screen').waitFor()
    await anna.page.getByTestId('display-name').fill('Anna')
    await anna.page.getByTestId('submit-join').click()
    await anna.page.locator(itemOf('Tiefbau Süd')).waitFor({ timeout: 60_000 })
    await anna.page.getByTestId('app-shell').waitFor()
    expect(await anna.page.getByTestId('team-item').count()).toBe(2)
    await anna.page.waitForURL(/#\/t\/2\//)
    // Two come in, one after the other.
  }, 240_000)

  it('[A9] gets the messages of both, whichever is on the screen', async () => {
    await anna.openConversation(everyone)
    await cem.openConversation(everyone)
    await ben.openConversation(everyone)
    await cem.say('from the south')
    await anna.sees('from the south')
    await ben.say('from the north')
    await until(async () => (await unreadIn('Bau Nord')) !== '0', { what: 'the other team has something unread' })
    await until(async () => (await anna.page.title()).includes('(1)'), { what: 'it in the title' })
    await anna.page.keyboard.press('Alt+Shift+Digit1')
    await anna.page.waitForURL(/#\/t\/1/)
    await anna.openConversation(everyone)
    await anna.sees('from the north')
    await anna.say('Anna is here too')
    await ben.sees('Anna is here too')
    expect(await anna.texts()).not.toContain('from the south')
    await anna.page.goBack()
    await anna.page.goBack()
    await anna.sees('from the south')
  })

  it('[S9] shows the signaling server no topic and no socket that two teams share', async () => {
    const before = topicsBySocket.length
    await anna.page.reload()
    await anna.sees('from the south')
    const latest = (): readonly Set<string>[] => topicsBySocket.slice(before).filter((topics) => topics.size > 0)
    await until(() => latest().length >= 2, { what: 'both teams announce themselves' })
    const [one, other] = latest()
    expect([...(one ?? [])].filter((topic) => other?.has(topic) === true)).toEqual([])
    // One socket for each team: a shared one would say that they belong together.
    expect(topicsBySocket.length).toBeGreaterThanOrEqual(3)
  })

  it('[S1] two teams are known under two PeerIds, and both change with every start', async () => {
    await anna.page.reload()
    const start = String(await anna.page.evaluate(() => performance.timeOrigin))
    const all = (): readonly (readonly string[])[] => peers.map((each) => each.split(' '))
    const now = await until(
      () => {
        const byLife = new Map(all().flatMap(([at, life, peer]) => (at === start ? [[life, peer] as const] : [])))
        return byLife.size === 2 && byLife
      },
      { what: 'both teams have an address' }
    )
    const before = new Set(all().flatMap(([at, , peer]) => (at === start ? [] : [peer])))
    expect(before.size).toBeGreaterThanOrEqual(2)
    expect(new Set(now.values()).size).toBe(2)
    for (const peer of now.values()) expect(before.has(peer)).toBe(false)
  })

  it('[A9] takes one team off the device; the other lives', async () => {
    await anna.page.getByTestId('open-team').click()
    await anna.page.getByTestId('forget-team').click()
    await anna.page.getByTestId('confirm').click()
    await anna.page.locator(itemOf('Tiefbau Süd')).waitFor({ state: 'detached' })
    await anna.openConversation(everyone)
    await anna.sees('from the north')
    await ben.say('still here')
    await anna.sees('still here')
    expect(await anna.page.getByTestId('team-item').count()).toBe(1)
  })

  it('asks no foreign host and shows no error', () => {
    for (const person of [anna, ben, cem]) expect([person.watch.foreign, person.watch.errors]).toEqual([[], []])
  })
})
