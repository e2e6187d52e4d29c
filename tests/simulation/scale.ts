// Owns the run of a large team: a hundred people with 250 devices, of which some are on at any moment. They come and go, are removed and
// invited, lose devices, and are split into islands; then the weather clears, everybody comes, and all must have the same.

import { present } from '../../src/base/assert.ts'
import { sodium } from '../../src/crypto/sodium.ts'
import { fencesAround } from '../../src/node/departing.ts'
import type { Desk } from '../../src/node/desk.ts'
import { writeControl } from '../../src/node/write.ts'
import type { DeviceId } from '../../src/base/ids.ts'
import type { ControlOperation } from '../../src/team/control.ts'
import { cutOperations } from '../../src/team/fences.ts'
import { addCrowd, deskBornWith, runsFrom, takeAll, type CrowdDevice } from '../fixtures/crowd.ts'
import { haveSameHeads, checkAll, type Findings } from './checks.ts'
import { deskOf } from './desk.ts'
import type { Device } from './device.ts'
import { act, createLedger } from './people.ts'
import { ask, createSite, day, found, invite, isIn, memberOf, minute, say, second, type Site } from './world.ts'

export interface ScaleOptions {
  readonly seed: number | string
  readonly people: number
  /** Certified devices of the team. */
  readonly devices: number
  /** Of these the ones that are simulated; the others belong to the team and are never on. */
  readonly live: number
  readonly steps: number
  readonly print?: (line: string) => void
}

export interface ScaleResult {
  readonly findings: Findings
  readonly trace: string
  readonly members: number
  readonly devices: number
  readonly links: number
  /** How often each thing happened. */
  readonly happened: Readonly<Record<string, number>>
}

/** Plays a large team's history and judges it. */
export async function simulateScale(options: ScaleOptions): Promise<ScaleResult> {
  const restore = rememberVetting()
  try {
    const run = await createScaleRun(options)
    await run.play()
    return run.result()
  } finally {
    restore()
  }
}

/** What the founder's device would say of the departed (K11); the keys that go with it come by themselves here (K9). */
function fencesOf({ replica }: Desk, devices: readonly DeviceId[]): readonly ControlOperation[] {
  return cutOperations(fencesAround(replica, replica.identity.team, devices))
}

/**
 * Every device vets every certificate with the same three functions of the same bytes. In one process their answers are remembered:
 * else most of a run would be the same 250 certificates, over and over.
 */
function rememberVetting(): () => void {
  const names = [
    'crypto_core_ed25519_is_valid_point',
    'crypto_sign_verify_detached',
    'crypto_kem_xwing_enc_deterministic'
  ] as const
  const library = sodium as unknown as Record<string, (...given: readonly Uint8Array[]) => unknown>
  const originals = names.map((name) => [name, present(library[name], `libsodium has ${name}`)] as const)
  for (const [name, original] of originals) {
    const answers = new Map<string, unknown>()
    library[name] = (...given) => {
      const question = given.map((bytes) => Buffer.from(bytes).toString('latin1')).join('|')
      if (!answers.has(question)) answers.set(question, original(...given))
      return answers.get(question)
    }
  }
  return () => {
    for (const [name, original] of originals) library[name] = original
  }
}

async function createScaleRun({ seed, people, devices: count, live, steps, print }: ScaleOptions) {
  const site = await createSite(`scale ${seed}`, print === undefined ? {} : { print })
  const { network, timeline, trace, chance } = site
  const script = chance.of('script')
  const habits = chance.of('people')
  const decree = chance.of('decree')
  const founder = site.device('P0')
  const ledger = createLedger(() => timeline.now)
  /** Devices that were removed or revoked: with whatever they have they read nothing new (Q15). */
  const gone = new Set<Device>()
  const happened: Record<string, number> = {}
  let newcomers = 0

  const note = (what: string): void => {
    happened[what] = (happened[what] ?? 0) + 1
    trace.add(`${timeline.now} ${what}`)
  }
  const staff = (): readonly Device[] => site.devices.filter((device) => device !== founder && !gone.has(device))

  // ---------------------------------------------------------------- A team of this size

  async function begin(): Promise<void> {
    await found(founder)
    site.pass(5 * second)
    founder.stop('farewell')
    const random = (length: number): Uint8Array => decree.bytes(length)
    const desk = present(deskOf(founder, { dice: decree, now: timeline.now }), 'the founder has a team')
    const crowd = addCrowd(desk, { people, devices: count }, random)
    const runs = runsFrom(desk)
    chosen(crowd).forEach(({ keys }, index) => {
      const device = site.device(`P${index + 1}`)
      takeAll(deskBornWith(keys, device.storage(), { now: timeline.now, random }), runs)
    })
    for (const device of site.devices) device.start()
    site.pass(20 * second)
  }

  /** First and further devices alike, so that some people have two of theirs here. */
  function chosen(crowd: readonly CrowdDevice[]): readonly CrowdDevice[] {
    const step = Math.max(1, Math.floor(crowd.length / live))
    return crowd.filter((_, index) => index % step === 0).slice(0, live)
  }

  // ---------------------------------------------------------------- What happens

  async function talk(): Promise<void> {
    const online = staff().filter(isIn)
    if (online.length > 0) await act(script.pick(online), ledger, habits)
    note('talk')
  }

  function comeAndGo(): void {
    for (let moves = 0; moves < 4; moves++) {
      const device = script.pick(staff())
      if (device.node === undefined) device.start()
      else if (isIn(device)) device.stop(script.chance(70) ? 'farewell' : 'vanish')
    }
    note('come and go')
  }

  /** Islands stay until the next ones: whoever is alone goes on alone. */
  function split(): void {
    const islands = script.pick([1, 2, 3])
    for (const { name } of site.devices) network.place(name, script.below(islands))
    network.settle()
    note('islands')
  }

  /** The founder decides at its desk, as an app would: its node is off meanwhile. */
  function decide(operationsOn: (desk: NonNullable<ReturnType<typeof deskOf>>) => readonly ControlOperation[]): void {
    founder.stop('farewell')
    const desk = present(deskOf(founder, { dice: decree, now: timeline.now }), 'the founder has a team')
    const operations = operationsOn(desk)
    if (operations.length > 0) writeControl(desk, operations)
    founder.start()
  }

  function removePerson(): void {
    const victim = script.pick(staff())
    decide((desk) => {
      const { devices: known, members } = desk.replica.membership.team
      const device = victim.storage().load().keys?.device
      const member = device === undefined ? undefined : known.get(device)?.member
      const person = member === undefined ? undefined : members.get(member)
      if (member === undefined || person === undefined) return []
      for (const each of site.devices)
        if (person.devices.some((own) => own === each.storage().load().keys?.device)) gone.add(each)
      ledger.removed.add(member)
      return [{ type: 'member.remove', member }, ...fencesOf(desk, person.devices)]
    })
    note('removal')
  }

  function revokeDevice(): void {
    const victim = script.pick(staff())
    decide((desk) => {
      const device = victim.storage().load().keys?.device
      if (device === undefined || !desk.replica.membership.team.devices.has(device)) return []
      gone.add(victim)
      return [{ type: 'device.revoke', device }, ...fencesOf(desk, [device])]
    })
    note('revocation')
  }

  async function letIn(): Promise<void> {
    if (!isIn(founder)) return
    const newcomer = site.device(`N${newcomers++}`)
    await ask(newcomer, await invite(founder))
    note('invitation')
  }

  const happenings: readonly (readonly [share: number, happen: () => void | Promise<void>])[] = [
    [50, talk],
    [25, comeAndGo],
    [8, split],
    [4, removePerson],
    [4, revokeDevice],
    [6, letIn]
  ]

  async function happen(): Promise<void> {
    let roll = script.below(happenings.reduce((sum, [share]) => sum + share, 0))
    for (const [share, what] of happenings) {
      if (roll < share) {
        await what()
        break
      }
      roll -= share
    }
    site.pass(script.below(4 * second))
  }

  /** Everybody comes, and there is time until all have the same. */
  function gather(): void {
    for (const { name } of site.devices) network.place(name, 0)
    network.settle()
    for (const device of honest()) device.start()
    const end = timeline.now + 30 * minute
    while (timeline.now < end && !(honest().every(isIn) && haveSameHeads(honest()))) site.pass(minute)
    site.pass(minute)
  }

  /**
   * After a week somebody speaks under a new epoch, which leads down to all that were made apart: only then a newcomer of one island
   * reads what was said on another under an epoch that lost (K6, K9).
   */
  async function aWeekLater(): Promise<void> {
    for (const device of site.devices) device.stop('farewell')
    site.pass(8 * day)
    for (const device of honest()) device.start()
    site.pass(20 * second)
    await say(founder, 'eine Woche später')
    gather()
  }

  const honest = (): readonly Device[] => site.devices.filter((device) => !gone.has(device))

  return {
    async play(): Promise<void> {
      await begin()
      // Each thing once at least, whatever the dice say.
      for (const [, what] of happenings) {
        await what()
        site.pass(5 * second)
      }
      for (let step = 0; step < steps; step++) await happen()
      gather()
      await aWeekLater()
    },
    result(): ScaleResult {
      const witnesses = { honest: honest(), removed: [...gone], ledger, accomplices: [], now: timeline.now }
      const missing = honest().filter((device) => !isIn(device))
      const { membership } = present(deskOf(founder, { dice: decree, now: timeline.now }), 'a team').replica
      return {
        findings: [...missing.map(({ name }) => `${name} is not in`), ...checkAll(witnesses), ...stillIn(site, gone)],
        trace: trace.hash,
        members: membership.team.members.size,
        devices: membership.team.devices.size,
        links: network.links(),
        happened
      }
    }
  }
}

/** A device that was put out and is on has heard so. */
function stillIn(site: Site, gone: ReadonlySet<Device>): Findings {
  return [...gone]
    .filter((device) => device.node !== undefined && isIn(device))
    .map((device) => `${device.name} was put out as ${memberOf(device)} at ${site.timeline.now} and does not know`)
}
