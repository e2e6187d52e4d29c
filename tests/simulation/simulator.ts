// Owns one run: a world, its people, its weather and its crimes, all from one seed. Same seed, same run; the hash of its trace says so.

import { present } from '../../src/base/assert.ts'
import { checkAll, haveSameHeads, lackingOn, picture, type Findings } from './checks.ts'
import { createArrivals } from './arrivals.ts'
import { createCrime } from './crime.ts'
import type { Device } from './device.ts'
import { act, createLedger, moderate, regroup, setBack } from './people.ts'
import { createStranger, type Stranger } from './stranger.ts'
import { rank, sayYes } from './visitors.ts'
import { createClimate, usualFaults, type FaultName } from './weather.ts'
import { createSite, found, hasBegun, isIn, minute, second, type Site } from './world.ts'

export interface RunOptions {
  readonly seed: number | string
  /** How many things happen before the weather clears. */
  readonly steps: number
  readonly devices: number
  /** What may happen beside good weather; everything but further devices by default. */
  readonly faults?: readonly FaultName[]
  /** Hears every line of the trace. */
  readonly print?: (line: string) => void
  /** Shown the world before anything happens in it: for whoever looks for a cause. */
  readonly onSite?: (site: Site) => void
}

export interface RunResult {
  readonly findings: Findings
  /** Equal for equal runs (Q21). */
  readonly trace: string
  readonly step: number
  readonly members: number
  readonly posts: number
  readonly frames: number
  readonly events: number
  readonly simulatedMs: number
}

const names = ['Anna', 'Ben', 'Cem', 'Dora', 'Emil', 'Fatma', 'Gero', 'Hanna', 'Ivo', 'Jana', 'Kurt', 'Lena']

/** Runs a whole history and judges it. An exception of an honest node is a finding too. */
export async function simulate(options: RunOptions): Promise<RunResult> {
  const run = await createRun(options)
  try {
    await run.play()
    return run.result(run.judge())
  } catch (failure) {
    return run.result([failure instanceof Error ? wordsOf(failure) : String(failure)])
  }
}

function wordsOf(failure: Error): string {
  const cause = failure.cause instanceof Error ? `\ncaused by ${failure.cause.stack ?? ''}` : ''
  return `${failure.stack ?? failure.message}${cause}`
}

interface Run {
  play(): Promise<void>
  judge(): Findings
  result(findings: Findings): RunResult
}

async function createRun({
  seed,
  steps,
  devices: count,
  faults = usualFaults,
  print,
  onSite
}: RunOptions): Promise<Run> {
  const site = await createSite(seed, print === undefined ? {} : { print })
  onSite?.(site)
  const { timeline, network, trace, chance } = site
  const script = chance.of('script')
  const people = chance.of('people')
  const adversary = chance.of('adversary')
  const linking = chance.of('linking')
  const governing = chance.of('governing')
  const hosting = chance.of('hosting')
  for (let index = 0; index < count; index++) site.device(names[index] ?? `P${index}`)
  const { devices } = site
  const founder = present(devices[0], 'a run needs a device')
  const climate = createClimate(site, chance.of('weather'))
  const ledger = createLedger(() => timeline.now)
  const backups = new Map<Device, Uint8Array>()
  const has = (fault: FaultName): boolean => faults.includes(fault)
  const rogue = (has('rogue') || has('removals')) && count > 3 ? devices.at(-1) : undefined
  ledger.rogue = rogue
  let stranger: Stranger | undefined
  let step = 0

  const note = (what: string): void => trace.add(`${timeline.now} step ${step}: ${what}`)
  const crime = rogue && createCrime(rogue, { site, founder, ledger, dice: adversary })
  const arrivals = createArrivals({
    site,
    script,
    linking,
    hosting,
    rogue,
    mayLink: has('devices'),
    mayVisit: has('guests'),
    note
  })

  // ---------------------------------------------------------------- What people do

  async function host(device: Device): Promise<string> {
    const told = await (hosting.chance(60) ? sayYes(device) : rank(device, ledger, hosting))
    site.pass(hosting.below(3 * second))
    return `${device.name} ${told}`
  }

  async function actOf(device: Device): Promise<void> {
    note(`${device.name}: ${await act(device, ledger, people)}`)
    site.pass(script.below(3 * second))
  }

  async function govern(device: Device): Promise<string> {
    const told = await moderate(device, ledger, governing)
    site.pass(governing.below(3 * second))
    return `${device.name}: ${told}`
  }

  async function gather(device: Device): Promise<string> {
    const told = await regroup(device, ledger, governing)
    site.pass(governing.below(3 * second))
    return `${device.name}: ${told}`
  }

  function toggle(device: Device): void {
    if (device.node === undefined && hasBegun(device)) device.start()
    else if (device.node !== undefined && isIn(device)) device.stop(script.chance(70) ? 'farewell' : 'vanish')
  }

  function backUp(device: Device): string {
    if (device.node !== undefined || device === rogue || !hasBegun(device)) return 'no backup'
    const bytes = backups.get(device)
    if (bytes === undefined) backups.set(device, device.disk.backup())
    else {
      setBack(ledger, device, devices)
      device.restore(bytes)
      backups.delete(device)
    }
    return `${device.name} ${bytes === undefined ? 'backs up' : 'comes from a backup'}`
  }

  // ---------------------------------------------------------------- What happens

  type Happening = readonly [
    share: number,
    isPossible: boolean,
    happen: (device: Device) => string | void | Promise<string | void>
  ]

  const happenings: readonly Happening[] = [
    [70, true, actOf],
    [10, true, () => site.pass(script.below(minute))],
    [6, true, toggle],
    [3, has('weather'), () => climate.change()],
    [3, has('partitions'), () => climate.partition()],
    [2, has('outages'), () => climate.outage()],
    [3, has('crashes'), (device) => climate.crash(device)],
    [1, has('clocks'), (device) => climate.setClock(device)],
    [2, has('backups'), backUp],
    [1, has('full'), (device) => climate.fill(device)],
    [1, has('caches'), (device) => device.disk.loseCaches()],
    [4, has('rogue') && crime !== undefined, () => present(crime, 'there is one').misbehave()],
    [1, has('removals') && crime !== undefined, () => present(crime, 'there is one').remove()],
    [3, has('stranger'), () => (stranger ??= createStranger(site, chance.of('stranger'))).disturb()],
    [3, has('moderations'), govern],
    [4, has('groups'), gather],
    [4, has('guests'), host]
  ]
  const possible = happenings.filter(([, isPossible]) => isPossible)

  async function happen(): Promise<void> {
    const sleeper = devices.find((each) => each.node === undefined && hasBegun(each))
    if (sleeper !== undefined && script.chance(10)) return startAny(sleeper)
    const newcomer = devices.find((each) => each.node === undefined && !hasBegun(each))
    if (newcomer !== undefined && script.chance(25)) return await arrivals.come(newcomer)
    const device = script.pick(devices)
    const shares = possible.reduce((sum, [share]) => sum + share, 0)
    let roll = script.below(shares)
    for (const [share, , what] of possible) {
      if (roll < share) {
        const told = await what(device)
        if (typeof told === 'string') note(told)
        return
      }
      roll -= share
    }
  }

  function startAny(device: Device): void {
    if (device === rogue) crime?.start()
    else device.start()
  }

  /**
   * The weather clears, everybody comes, and there is time enough: who was cut for strikes is away for ten minutes (V7), and a payload that a
   * peer had not for as long is asked for again after 16 at the latest (S7).
   */
  function clear(): void {
    step = steps
    note('clear')
    stranger?.leave()
    climate.clear()
    for (const device of devices) {
      device.tamper = undefined
      if (device.node === undefined && hasBegun(device)) startAny(device)
    }
    if (rogue !== undefined) rogue.tamper = undefined
    const end = timeline.now + 45 * minute
    const honest = devices.filter((device) => device !== rogue && crime?.isStruck(device) !== true)
    for (let left = 2; left > 0 && timeline.now < end;) {
      site.pass(2 * minute)
      if (haveSameHeads(honest) && lackingOn(honest) === 0) left -= 1
    }
  }

  return {
    async play(): Promise<void> {
      await found(founder)
      site.pass(5 * second)
      for (step = 1; step <= steps; step++) await happen()
      clear()
    },
    judge(): Findings {
      const honest = devices.filter((device) => device !== rogue && crime?.isStruck(device) !== true)
      const removed = crime?.isRemoved === true && rogue !== undefined ? [rogue] : []
      const findings = checkAll({ honest, removed, ledger, accomplices: crime?.accomplices ?? [], now: timeline.now })
      return [...findings, ...quiet(site, network.links(), lackingOn(devices)), ...restarted(site, honest.filter(isIn))]
    },
    result(findings: Findings): RunResult {
      return {
        findings,
        trace: trace.hash,
        step,
        members: devices.filter(isIn).length,
        posts: ledger.posts.length,
        frames: network.sent.frames,
        events: timeline.steps,
        simulatedMs: timeline.now - 1_795_392_000_000
      }
    }
  }
}

/** Q19: who lacks nothing pings, says its heads now and then, and asks for nothing. */
function quiet(site: Site, links: number, lacking: number): Findings {
  const { sent } = site.network
  const before = { ...sent }
  site.pass(2 * minute)
  const frames = sent.frames - before.frames
  const bulk = sent.bulk - before.bulk
  // On each link both ends ping every 5 s, are answered, and say their heads once a minute; half as much again for what ends just now.
  // What was erased by a clock that is ahead nobody has any more (L9): whoever waits for that time asks each peer once a minute.
  // Who waits for a yes looks every ten seconds whether its request still stands, over the relay too (I4).
  const asking = site.devices.filter((device) => device.view('join')?.type === 'asking').length
  const bulkMax = lacking * site.devices.length * 3 + asking * 12
  const framesMax = 1.5 * links * 2 * (2 * 24 + 2 * 2) + 100 + 2 * bulkMax
  return [
    ...(frames > framesMax ? [`${frames} frames in two quiet minutes over ${links} links`] : []),
    ...(bulk > bulkMax ? [`${bulk} answers in two quiet minutes, ${lacking} payloads are lacking`] : [])
  ]
}

/** A restart changes nothing that is shown. */
function restarted(site: Site, devices: readonly Device[]): Findings {
  return devices.flatMap((device) => {
    const before = picture(device)
    device.stop('farewell')
    device.start()
    site.pass(second)
    const after = picture(device)
    const lost = before.find((line) => !after.includes(line))
    if (lost === undefined) return []
    const instead = after.find((line) => line.slice(0, 32) === lost.slice(0, 32)) ?? 'nothing'
    return [`${device.name} does not show after a restart: ${lost}; but: ${instead}`]
  })
}
