// Owns the measures of several teams in one window: what each of them costs to open, in memory, in sockets, and while nothing happens.
// Nobody else is online, so that what stands here is the teams' own. Linux only: it reads /proc.

import { present } from '../../src/base/assert.ts'
import { until } from '../fixtures/chromium.ts'
import { createPerson } from '../fixtures/person.ts'
import { openApp } from './browser-open.ts'
import type { BrowserBench } from './browser.ts'
import { heapOf } from './heap.ts'
import { browserOn, effortOf, memoryOf } from './processes.ts'
import type { Row, Unit } from './rows.ts'
import { median } from './timing.ts'

const counts = [1, 2, 4, 8] as const
const launches = 3
/** What a start still has to do is done by then: letters are said again in fewer seconds at first. */
const settlingMs = 15_000
const idleMs = 15_000
const mega = 1_000_000

interface Cost {
  readonly teams: number
  /** Milliseconds from navigation to the team on the screen, and to the moment when every team is at the server. */
  readonly shown: number
  readonly all: number
  /** Megabytes. */
  readonly window: number
  readonly worker: number
  /** Of all processes together, with what SQLite has in its own memory. */
  readonly memory: number
  readonly sockets: number
  /** For each second in which nothing happens. */
  readonly processorMs: number
  readonly wakes: number
}

export async function benchTeams(bench: BrowserBench): Promise<readonly Row[]> {
  const profile = bench.profile()
  const costs: Cost[] = []
  for (const teams of counts) {
    await foundUpTo(bench, profile, { from: costs.at(-1)?.teams ?? 0, to: teams })
    costs.push(await costOf(bench, profile, teams))
  }
  return rowsOf(costs)
}

async function foundUpTo(
  bench: BrowserBench,
  profile: string,
  { from, to }: { readonly from: number; readonly to: number }
): Promise<void> {
  const launch = { newContext: () => bench.launch(profile) }
  const url = `${bench.url}/`
  const anna = await createPerson(launch, { name: 'Anna', url })
  for (let number = from + 1; number <= to; number++) {
    if (number === 1) await anna.found('Team 1')
    else {
      await anna.page.goto(`${url}#/t/1/add`)
      await anna.page.getByTestId('add-team-screen').waitFor()
      await anna.page.getByTestId('create-team').click()
      await anna.page.getByTestId('display-name').fill('Anna')
      await anna.page.getByTestId('team-name').fill(`Team ${String(number)}`)
      await anna.page.getByTestId('submit-create').click()
      await anna.page.locator(`[data-testid="team-item"][data-name="Team ${String(number)}"]`).waitFor()
    }
  }
  await anna.context.close()
}

type Start = Omit<Cost, 'teams'>

async function costOf(bench: BrowserBench, profile: string, teams: number): Promise<Cost> {
  const starts: Start[] = []
  for (let launch = 1; launch < launches; launch++) starts.push(await startOf(bench, profile, { teams, idles: false }))
  const last = await startOf(bench, profile, { teams, idles: true })
  const medianOf = (what: 'shown' | 'all'): number => median([...starts, last].map((start) => start[what]))
  return { ...last, teams, shown: medianOf('shown'), all: medianOf('all') }
}

async function startOf(
  bench: BrowserBench,
  profile: string,
  { teams, idles }: { readonly teams: number; readonly idles: boolean }
): Promise<Start> {
  const context = await bench.launch(profile)
  let open = 0
  const signaling = new Set<unknown>()
  context.on('page', (page) => {
    page.on('websocket', (socket) => {
      open += 1
      socket.on('close', () => (open -= 1))
      // What it says first are its topics: from then on it is found.
      if (socket.url().endsWith('/signal')) socket.on('framesent', () => signaling.add(socket))
    })
  })
  const began = performance.now()
  const page = await openApp(context, bench.url)
  await until(() => signaling.size >= teams, { what: 'every team is at the server' })
  const all = performance.now() - began
  const shown = await page.evaluate(() => benchShellMs ?? Number.NaN)
  const none = { shown, all, window: 0, worker: 0, memory: 0, sockets: 0, processorMs: 0, wakes: 0 }
  if (!idles) {
    await context.close()
    return none
  }
  await page.waitForTimeout(settlingMs)
  const ids = browserOn(profile)
  const before = effortOf(ids)
  await page.waitForTimeout(idleMs)
  const after = effortOf(ids)
  const heaps = await heapOf(context, page)
  const memory = memoryOf(ids)
  await context.close()
  const perSecond = (amount: number): number => (amount * 1000) / idleMs
  return {
    ...none,
    window: heaps.window / mega,
    worker: heaps.worker / mega,
    memory,
    sockets: open,
    processorMs: perSecond(after.processorMs - before.processorMs),
    wakes: perSecond(after.wakes - before.wakes)
  }
}

interface Measure {
  readonly name: string
  readonly of: keyof Omit<Cost, 'teams'>
  readonly unit: Unit
  /** What the ratio to one team is held to, for so many teams; undefined: it is told. */
  readonly most?: (teams: number) => number
}

const linear = (teams: number): number => teams
/** One program for all of them: what a further team adds is a small part of it. */
const shared = (teams: number): number => 1 + (teams - 1) * 0.15
const measures: readonly Measure[] = [
  { name: 'navigation to the team on the screen', of: 'shown', unit: 'ms' },
  { name: 'navigation to every team at the server', of: 'all', unit: 'ms', most: linear },
  { name: 'window heap', of: 'window', unit: 'MB', most: shared },
  { name: 'worker heap', of: 'worker', unit: 'MB', most: shared },
  { name: 'memory of the browser', of: 'memory', unit: 'MB', most: shared },
  { name: 'sockets', of: 'sockets', unit: 'sockets', most: linear },
  { name: 'processor time of an idle second', of: 'processorMs', unit: 'ms', most: linear },
  { name: 'wake-ups of an idle second', of: 'wakes', unit: '1/s', most: linear }
]

function rowsOf(costs: readonly Cost[]): readonly Row[] {
  const one = present(costs[0], 'one team is measured')
  return measures.flatMap(({ name, of, unit, most }) =>
    costs.slice(1).map((cost): Row => {
      const told = { name: `${String(cost.teams)} teams: ${name}`, value: cost[of], unit } as const
      const baseline = { name: '1 team', value: one[of] }
      return most === undefined ? { ...told, baseline } : { ...told, baseline, limit: { most: most(cost.teams) } }
    })
  )
}
