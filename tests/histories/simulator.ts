// Owns one run: a world, its people, its weather and its crimes, all from one seed. Same seed, same run; the trace hash says so.

import { toHex, utf8 } from '../../src/base/bytes.ts'
import type { MemberId } from '../../src/base/ids.ts'
import { hash } from '../../src/crypto/hash.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import { createDice } from '../fixtures/random.ts'
import { startSqlite } from '../fixtures/memory-storage.ts'
import { checkAll, picture, type Findings } from './checks.ts'
import { createTime } from './clock.ts'
import { createDevice, type Device, type World } from './device.ts'
import { createLobby } from './lobby.ts'
import { createNetwork } from './network.ts'
import { act, createLedger, submit, type Ledger } from './people.ts'
import { commit, createGarbler } from './rogue.ts'

export interface RunOptions {
  readonly seed: number | string
  /** How many things happen. */
  readonly steps: number
  readonly devices: number
  /** What may happen beside good weather; all of it by default. */
  readonly faults?: readonly Fault[]
}

export type Fault = 'weather' | 'partitions' | 'crashes' | 'skew' | 'backups' | 'rogue' | 'full'
export const allFaults: readonly Fault[] = ['weather', 'partitions', 'crashes', 'skew', 'backups', 'rogue', 'full']

export interface RunResult {
  readonly findings: Findings
  readonly trace: string
  readonly step: number
  readonly members: number
  readonly posts: number
  readonly frames: number
  readonly simulatedMs: number
}

const startMs = 1_795_392_000_000
const minute = 60_000

/** Runs a whole history and judges it. An exception of a node is a finding too. */
export async function simulate(options: RunOptions): Promise<RunResult> {
  await sodiumReady
  const run = await createRun(options)
  try {
    await run.play()
  } catch (failure) {
    return run.result([failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)])
  }
  return run.result(await run.judge())
}

async function createRun({ seed, steps, devices: count, faults = allFaults }: RunOptions) {
  const dice = (name: string) => createDice(`${seed}/${name}`)
  const script = dice('script')
  const time = createTime(startMs)
  const network = createNetwork(time, dice('network'))
  const lobby = createLobby(time, dice('lobby'))
  const world: World = { time, network, lobby, sqlite: await startSqlite() }
  const devices = Array.from({ length: count }, (_, index) =>
    createDevice(world, nameOf(index), dice(`device ${index}`))
  )
  const ledger: Ledger = createLedger()
  const strangers = new Set<MemberId>()
  const backups = new Map<Device, Uint8Array>()
  const rogue = faults.includes('rogue') && count > 3 ? devices.at(-1) : undefined
  const has = (fault: Fault): boolean => faults.includes(fault)
  const trace: string[] = []
  let step = 0

  const note = (what: string): void => {
    trace.push(`${step} ${time.now - startMs} ${what}`)
  }
  /** Time goes on; promises between two events are kept before the next. */
  const pass = async (ms: number): Promise<void> => {
    const end = time.now + ms
    for (let run = time.next(end); run !== undefined; run = time.next(end)) {
      run()
      await Promise.resolve()
    }
  }
  const isIn = (device: Device): boolean => device.view('team')?.type === 'member'

  async function found(): Promise<void> {
    const [founder] = devices
    if (founder === undefined) throw new Error('a run needs a device')
    founder.start()
    const outcome = await submit(founder, {
      type: 'found-team',
      displayName: founder.name,
      teamName: 'Bau',
      deviceName: 'sim'
    })
    if (outcome?.ok !== true) throw new Error('the team was not founded')
    note('founded')
  }

  async function invite(newcomer: Device): Promise<void> {
    const host = devices.find((device) => isIn(device) && device.node !== undefined && canInvite(device))
    if (host === undefined) return
    const outcome = await submit(host, {
      type: 'create-invitation',
      role: 'member',
      uses: 1,
      expiresInMs: 7 * 24 * 60 * minute
    })
    if (outcome?.ok !== true || outcome.value.link === undefined) return
    ledger.links.push(outcome.value.link)
    newcomer.start()
    await submit(newcomer, {
      type: 'join-team',
      link: outcome.value.link,
      displayName: newcomer.name,
      deviceName: 'sim'
    })
    note(`${newcomer.name} asks`)
    await pass(script.below(30_000))
  }

  async function happen(): Promise<void> {
    const roll = script.below(100)
    const device = script.pick(devices)
    const [sleeper] = devices.filter((each) => each.node === undefined && each.storage().load().heads.length > 0)
    if (sleeper !== undefined && script.chance(10)) return toggle(sleeper)
    const outside = devices.filter(
      (each) => !isIn(each) && each.view('join')?.type !== 'asking' && each.node === undefined
    )
    const [newcomer] = outside.filter((each) => each.storage().load().keys === undefined)
    if (newcomer !== undefined && script.chance(25)) return await invite(newcomer)
    if (roll < 70) {
      note(`${device.name} ${await act(device, ledger, script)}`)
      return await pass(script.below(3_000))
    }
    if (roll < 80) return await pass(script.below(minute))
    if (roll < 86) return toggle(device)
    if (roll < 88 && has('weather')) return changeWeather()
    if (roll < 91 && has('partitions')) return split()
    if (roll < 94 && has('crashes')) return crash(device)
    if (roll < 95 && has('skew')) return skew(device)
    if (roll < 96 && has('backups')) return backUp(device)
    if (roll < 97 && has('full')) return fill(device)
    if (rogue !== undefined) await misbehave(rogue)
  }

  function toggle(device: Device): void {
    if (device.node === undefined && device.storage().load().heads.length > 0) device.start()
    else if (device.node !== undefined && isIn(device)) device.stop(script.chance(70) ? 'farewell' : 'vanish')
    note(`${device.name} ${device.node === undefined ? 'off' : 'on'}`)
  }
  function changeWeather(): void {
    network.weather.loss = script.pick([0, 0, 2, 10])
    network.weather.copies = script.pick([0, 0, 5])
    network.weather.jitterMs = script.pick([5, 50, 800])
    network.weather.relayUp = script.chance(85)
    network.weather.signalingUp = network.weather.relayUp
    network.weather.directBlocked = script.pick([0, 30])
    lobby.weather.loss = script.pick([0, 30])
    lobby.weather.copies = script.pick([0, 30])
    lobby.weather.garbage = script.pick([0, 50])
    network.settle()
    note('weather')
  }
  function split(): void {
    const sides = script.pick([1, 2, 3])
    for (const device of devices) device.side = script.below(sides)
    network.settle()
    note(`split in ${sides}`)
  }
  function crash(device: Device): void {
    let writes = script.below(4)
    const when = script.pick(['crash-before', 'crash-after'] as const)
    device.fault = () => (writes-- > 0 ? undefined : when)
    note(`${device.name} will crash`)
  }
  function fill(device: Device): void {
    const until = time.now + script.below(2 * minute)
    device.fault = () => (time.now < until ? 'full' : undefined)
    note(`${device.name} is full`)
  }
  function skew(device: Device): void {
    device.skewMs = script.pick([0, 40_000, -40_000, 24 * 60 * minute, -24 * 60 * minute])
    note(`${device.name} clock ${device.skewMs}`)
  }
  function backUp(device: Device): void {
    const bytes = backups.get(device)
    if (device.node !== undefined || device === rogue) return
    if (bytes === undefined) backups.set(device, device.backup())
    else {
      device.restore(bytes)
      backups.delete(device)
      ledger.setBack.add(device)
    }
    note(`${device.name} ${bytes === undefined ? 'backs up' : 'comes from a backup'}`)
  }
  async function misbehave(device: Device): Promise<void> {
    if (device.node !== undefined && isIn(device)) device.stop('vanish')
    const crime = await commit(device, { dice: script, now: time.now })
    if (crime?.accomplice !== undefined) strangers.add(crime.accomplice)
    if (crime === undefined) return
    device.start()
    if (device.station !== undefined) device.station.tamper = createGarbler(dice(`garbler ${step}`))
    note(`${device.name} commits: ${crime.name}`)
  }

  /** The weather clears, everybody comes, and there is time enough. */
  async function clear(): Promise<void> {
    Object.assign(network.weather, {
      loss: 0,
      copies: 0,
      jitterMs: 20,
      signalingUp: true,
      relayUp: true,
      directBlocked: 0
    })
    Object.assign(lobby.weather, { loss: 0, copies: 0, garbage: 0, up: true })
    for (const device of devices) {
      Object.assign(device, { side: 0, skewMs: 0, fault: undefined })
      if (device.station !== undefined) device.station.tamper = undefined
      if (device.node === undefined && device.storage().load().heads.length > 0) device.start()
    }
    network.settle()
    note('clear')
    // Who was cut for strikes comes back after ten minutes (V7), and who wrote a day ahead is waited for (L9).
    await pass(45 * minute)
  }

  return {
    async play(): Promise<void> {
      await found()
      await pass(5_000)
      for (step = 1; step <= steps; step++) await happen()
      await clear()
    },
    async judge(): Promise<Findings> {
      const honest = devices.filter((device) => device !== rogue)
      const now = time.now
      const findings = checkAll(honest, ledger, { now, strangers })
      const before = honest.filter(isIn).map((device) => [device, picture(device)] as const)
      for (const [device] of before) {
        device.stop('farewell')
        device.start()
      }
      await pass(1_000)
      const changed = before.flatMap(([device, shown]) => difference(device, shown, picture(device)))
      return [...findings, ...changed]
    },
    result(findings: Findings): RunResult {
      const members = devices.filter(isIn).length
      const text = [...trace, ...ledger.posts.map(({ entry }) => entry)].join('\n')
      return {
        findings,
        trace: toHex(hash('cid', utf8(text))).slice(0, 16),
        step,
        members,
        posts: ledger.posts.length,
        frames: network.framesSent,
        simulatedMs: time.now - startMs
      }
    }
  }
}

function difference(device: Device, before: string, after: string): Findings {
  const partsOf = (text: string): readonly string[] => text.split('\n').flatMap((line) => line.split('|'))
  const [were, are] = [new Set(partsOf(before)), new Set(partsOf(after))]
  const gone = [...were].filter((part) => !are.has(part))
  const came = [...are].filter((part) => !were.has(part))
  if (before === after) return []
  return [`${device.name} shows something else after a restart: ${JSON.stringify(gone)} became ${JSON.stringify(came)}`]
}

function canInvite(device: Device): boolean {
  const team = device.view('team')
  return team?.type === 'member' && (team.me.role === 'owner' || team.me.role === 'admin')
}

function nameOf(index: number): string {
  return (
    ['Anna', 'Ben', 'Cem', 'Dora', 'Emil', 'Fatma', 'Gero', 'Hanna', 'Ivo', 'Jana', 'Kurt', 'Lena'][index] ??
    `P${index}`
  )
}
