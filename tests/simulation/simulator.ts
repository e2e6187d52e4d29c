// Owns one run: a world, its people, its weather and its crimes, all from one seed. Same seed, same run; the hash of its trace says so.

import { present } from '../../src/base/assert.ts'
import type { ScopeId } from '../../src/base/ids.ts'
import { levels } from '../../src/team/levels.ts'
import { checkAll, haveSameHeads, lackingOn, picture, type Findings } from './checks.ts'
import { deskOf, inspect } from './desk.ts'
import type { Device } from './device.ts'
import { act, createLedger, moderate, regroup, setBack } from './people.ts'
import { commit, createGarbler, writeAfterRemoval, type Accomplice } from './rogue.ts'
import { createStranger, type Stranger } from './stranger.ts'
import { inviteVisitor, rank, sayYes } from './visitors.ts'
import { createClimate, usualFaults, type FaultName } from './weather.ts'
import { createSite, day, found, isIn, memberOf, minute, second, submit, type Site } from './world.ts'

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
  const crime = chance.of('adversary')
  const linking = chance.of('linking')
  const governing = chance.of('governing')
  const hosting = chance.of('hosting')
  for (let index = 0; index < count; index++) site.device(names[index] ?? `P${index}`)
  const { devices } = site
  const founder = present(devices[0], 'a run needs a device')
  const climate = createClimate(site, chance.of('weather'))
  const ledger = createLedger(() => timeline.now)
  const accomplices: Accomplice[] = []
  const backups = new Map<Device, Uint8Array>()
  const has = (fault: FaultName): boolean => faults.includes(fault)
  const rogue = (has('rogue') || has('removals')) && count > 3 ? devices.at(-1) : undefined
  ledger.rogue = rogue
  let stranger: Stranger | undefined
  let isRogueRemoved = false
  let step = 0

  const note = (what: string): void => trace.add(`${timeline.now} step ${step}: ${what}`)
  const hasBegun = (device: Device): boolean => device.storage().load().heads.length > 0

  // ---------------------------------------------------------------- What people do

  async function letIn(newcomer: Device): Promise<void> {
    const host = devices.find((device) => isIn(device) && mayInvite(device))
    if (host === undefined) return
    const uses = script.pick([1, 1, 3])
    const outcome = await submit(host, {
      type: 'create-invitation',
      role: 'member',
      uses,
      expiresInMs: 7 * day,
      approve: false
    })
    if (outcome?.ok !== true || outcome.value.link === undefined) return
    newcomer.start()
    const { link } = outcome.value
    await submit(newcomer, { type: 'join-team', link, displayName: newcomer.name, deviceName: 'sim' })
    note(`${newcomer.name} asks`)
    site.pass(script.below(30 * second))
  }

  /** A further device of somebody who is in: its person has both in the hand, and says yes if it asks in time. */
  async function linkTo(host: Device, newcomer: Device): Promise<void> {
    const outcome = await submit(host, { type: 'begin-linking' })
    if (outcome?.ok !== true || outcome.value.link === undefined) return
    newcomer.start()
    await submit(newcomer, { type: 'link-this-device', link: outcome.value.link, deviceName: 'sim' })
    note(`${newcomer.name} asks to be ${host.name}'s`)
    site.pass(second + linking.below(20 * second))
    const view = host.node === undefined ? undefined : host.look({ type: 'linking' })
    if (view?.type === 'asked') await submit(host, { type: 'confirm-linking', device: view.device })
    site.pass(linking.below(30 * second))
  }

  async function letInOrLink(newcomer: Device): Promise<void> {
    const hosts = devices.filter((device) => device !== rogue && device.node !== undefined && isIn(device))
    const isLinked = has('devices') && newcomer !== rogue && hosts.length > 1 && linking.chance(40)
    if (isLinked) return await linkTo(linking.pick(hosts), newcomer)
    const isVisitor = has('guests') && newcomer !== rogue && hosting.chance(45)
    await (isVisitor ? letVisitorIn(newcomer) : letIn(newcomer))
  }

  /** A guest asks, and somebody has to say yes: at once, or whenever somebody looks. */
  async function letVisitorIn(newcomer: Device): Promise<void> {
    const host = devices.find((device) => isIn(device) && mayInvite(device))
    const link = host === undefined ? undefined : await inviteVisitor(host, hosting)
    if (host === undefined || link === undefined) return
    newcomer.start()
    await submit(newcomer, { type: 'join-team', link, displayName: newcomer.name, deviceName: 'sim' })
    note(`${newcomer.name} asks as a guest`)
    site.pass(second + hosting.below(20 * second))
    if (hosting.chance(70)) note(`${host.name} ${await sayYes(host)}`)
    site.pass(hosting.below(30 * second))
  }

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

  // ---------------------------------------------------------------- Crimes, and what is done about them

  function misbehave(device: Device): string {
    if (!hasBegun(device)) return 'no rogue yet'
    device.stop('vanish')
    const desk = deskOf(device, { dice: crime, now: timeline.now })
    if (desk === undefined) return 'no rogue yet'
    let what = 'writes after its removal'
    if (isRogueRemoved) writeAfterRemoval(desk, crime, fencedScopes(device))
    else {
      const { name, accomplice } = commit(desk, crime)
      if (accomplice !== undefined) accomplices.push(accomplice)
      what = name
    }
    startRogue(device)
    return `${device.name} commits: ${what}`
  }

  /** Its own program may trip over what it wrote; that is its affair. */
  function startRogue(device: Device): void {
    device.tamper = crime.chance(70) ? createGarbler(crime) : undefined
    try {
      device.start()
    } catch {
      device.stop('vanish')
    }
  }

  /** The founder removes the rogue: one batch, with fences and new keys (T5, K11). */
  async function removeRogue(device: Device): Promise<string> {
    if (!isIn(device) || isRogueRemoved || !isIn(founder)) return 'nobody to remove'
    const member = memberOf(device)
    const outcome = await submit(founder, { type: 'remove-member', member })
    if (outcome?.ok === false) return `the removal was refused: ${outcome.reason}`
    // A founder that died over it may have written it, or not.
    const wasWritten = inspect(founder)?.replica.membership.team.members.has(member) === false
    if (!wasWritten) return 'the removal was lost'
    isRogueRemoved = true
    ledger.removed.add(member)
    return `${device.name} is removed`
  }

  /**
   * Where the founder's fences end what the rogue may say; elsewhere what somebody got in time counts (K12). So it does with whoever could
   * fence at that rank and has not heard of the removal: a second device of the founder, an admin.
   */
  function fencedScopes(device: Device): ReadonlySet<ScopeId> {
    const author = inspect(device)?.replica.identity.device
    const { team } = inspect(founder)?.replica.membership ?? {}
    const isUninformed = (other: Device): boolean => {
      const replica = inspect(other)?.replica
      const own = replica === undefined ? 0 : (team?.members.get(replica.identity.member)?.level ?? 0)
      return author !== undefined && own >= levels.admin && replica?.membership.team.devices.has(author) === true
    }
    if (devices.some((other) => other !== device && isUninformed(other))) return new Set()
    const cuts = team?.cuts ?? []
    return new Set(cuts.filter((cut) => cut.device === author && cut.level >= levels.admin).map(({ scope }) => scope))
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
    [4, has('rogue') && rogue !== undefined, () => misbehave(present(rogue, 'there is one'))],
    [1, has('removals') && rogue !== undefined, () => removeRogue(present(rogue, 'there is one'))],
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
    if (newcomer !== undefined && script.chance(25)) return await letInOrLink(newcomer)
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
    if (device === rogue) startRogue(device)
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
    const honest = devices.filter((device) => device !== rogue && !isStruck(device))
    for (let left = 2; left > 0 && timeline.now < end;) {
      site.pass(2 * minute)
      if (haveSameHeads(honest) && lackingOn(honest) === 0) left -= 1
    }
  }

  /** Whom the rogue let in at the moment it was removed is out with it (R5): such a device is honest, and no part of the team. */
  function isStruck(device: Device): boolean {
    const own = inspect(device)?.replica.identity.device
    const criminal = rogue === undefined ? undefined : inspect(rogue)?.replica.identity.device
    const membership = inspect(founder)?.replica.membership
    if (own === undefined || criminal === undefined || membership === undefined) return false
    const control = membership.control.get(membership.team.team) ?? []
    const isLetIn = control.some((entry) => entry.certificate?.device === own && entry.device === criminal)
    return isLetIn && !membership.team.devices.has(own)
  }

  return {
    async play(): Promise<void> {
      await found(founder)
      site.pass(5 * second)
      for (step = 1; step <= steps; step++) await happen()
      clear()
    },
    judge(): Findings {
      const honest = devices.filter((device) => device !== rogue && !isStruck(device))
      const removed = isRogueRemoved && rogue !== undefined ? [rogue] : []
      const findings = checkAll({ honest, removed, ledger, accomplices, now: timeline.now })
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

function mayInvite(device: Device): boolean {
  const team = device.view('team')
  return team?.type === 'member' && (team.me.role === 'owner' || team.me.role === 'admin')
}
