// The one door as an attacker meets it: desks on the disks of devices that are off, entries of right form that say what they may not.

import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { entryHashOf, type ConversationId, type EntryHash, type EpochId, type ScopeId } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { encodeOperation } from '../../src/chat/operation-bytes.ts'
import type { Entry } from '../../src/log/entry.ts'
import { headsAfter, type Head } from '../../src/log/heads.ts'
import { runOf } from '../../src/log/run.ts'
import { accept } from '../../src/node/accept.ts'
import { rowOf } from '../../src/node/content.ts'
import { standingOf } from '../../src/node/local-logs.ts'
import { takesPart } from '../../src/node/scopes.ts'
import { headsOf } from '../../src/node/state.ts'
import { entryFromStored } from '../../src/node/stored-entry.ts'
import type { Desk } from '../../src/node/desk.ts'
import { writeContent, writeControl } from '../../src/node/write.ts'
import { firstCertificate } from '../../src/team/certificate.ts'
import { contentKey, sealContent } from '../../src/team/content.ts'
import { encodeControl, type ControlOperation } from '../../src/team/control.ts'
import { epochIdFromHash } from '../../src/team/epoch-payload.ts'
import { makeEpoch, makeGrants } from '../../src/team/next-epoch.ts'
import { directScope } from '../../src/team/scopes.ts'
import { createDice } from '../fixtures/random.ts'
import { deskOf, draftEntry } from '../simulation/desk.ts'
import type { Device } from '../simulation/device.ts'
import { createSite, day, everyone as everyoneOf, hour, teamOf, type Site } from '../simulation/world.ts'

const dice = createDice('door')
const random = (length: number): Uint8Array => dice.bytes(length)
let site: Site
let devices: readonly Device[]
let backups: readonly Uint8Array[]
let everyone: ConversationId
let team: ScopeId
let anna: Desk
let ben: Desk
let cem: Desk

beforeAll(async () => {
  site = await createSite('door')
  devices = await teamOf(site, 'Anna', 'Ben', 'Cem')
  everyone = everyoneOf(present(devices[0], 'Anna'))
  for (const device of devices) device.stop('farewell')
  backups = devices.map((device) => device.disk.backup())
})

beforeEach(() => {
  const desks = devices.map((device, index) => {
    device.restore(backups[index])
    return present(deskOf(device, { dice, now: site.timeline.now + hour }), `${device.name} has a team`)
  })
  anna = present(desks[0], 'Anna')
  ben = present(desks[1], 'Ben')
  cem = present(desks[2], 'Cem')
  team = anna.replica.identity.team
})

const own = (desk: Desk) => desk.replica.identity.device

/** Entries of a device's own log, from a seq on. */
function logOf({ storage, replica }: Desk, scope: ScopeId, fromSeq = 0): readonly Entry[] {
  const { device } = replica.identity
  return storage.entries({ type: 'log', scope, device, fromSeq, count: 1000 }).map(entryFromStored)
}

/** What one desk has in its own log of a scope, shown to another. */
function show(from: Desk, scope: ScopeId, to: Desk) {
  return accept(to, [runOf(logOf(from, scope))])
}

/** Entries that another program writes into its own log, one after the other. */
function craft(
  desk: Desk,
  scope: ScopeId,
  drafts: readonly { readonly kind: Entry['header']['kind']; readonly payload: Uint8Array; readonly ts?: number }[],
  epoch?: EpochId
): readonly Entry[] {
  let heads: readonly Head[] = headsOf(desk.replica, scope, own(desk))
  return drafts.map(({ kind, payload, ts = Math.max(desk.now(), ...heads.map((head) => head.ts + 1)) }) => {
    const page = kind === 'content' ? Math.floor(ts / limits.weekMs) : 0
    const draft = { kind, ts, page, payload, epoch: kind === 'content' ? (epoch ?? currentOf(desk)) : undefined }
    const entry = draftEntry(desk, scope, heads, draft)
    heads = headsAfter(heads, entry)
    return entry
  })
}

function currentOf({ replica }: Desk): EpochId {
  return present(replica.membership.books.get(team)?.current, 'the team has an epoch')
}

/** A post, sealed under the current epoch or under a secret of one's own. */
function sealedPost(desk: Desk, text: string, secret?: Uint8Array): Uint8Array {
  const known = desk.replica.membership.secrets.get(team)?.get(currentOf(desk))
  const key = contentKey(secret ?? present(known, 'the epoch is open'), everyone, own(desk))
  return sealContent(key, encodeOperation({ type: 'post', text, reply: undefined, files: [], ttl: 0 }), random)
}

function say(desk: Desk, text: string): EntryHash {
  const operation = { type: 'post', text, reply: undefined, files: [], ttl: 0 } as const
  const written = writeContent(desk, everyone, { operation })
  if (!written.ok) throw new Error(`a post was refused: ${written.reason}`)
  return written.value.entry
}

function removeBen(...more: readonly ControlOperation[]): void {
  const { member } = ben.replica.identity
  expect(writeControl(anna, [{ type: 'member.remove', member }, ...more]).ok).toBe(true)
}

/** What an entry says on a desk: the type of its row; undefined: nothing stands there at all. */
function rowAt(desk: Desk, hash: EntryHash): string | undefined {
  const stored = present(desk.storage.entries({ type: 'hashes', hashes: [hash] })[0], 'the entry is here')
  return rowOf(desk.replica, stored, { storage: desk.storage, now: desk.now() })?.content.type
}

const channelCreate = (deps: readonly EntryHash[]): Uint8Array =>
  encodeControl({ operation: { type: 'channel.create', nonce: random(16) }, deps })

describe('what stands where', () => {
  test('[L1] content in the log of the team and control in a channel are refused, and nothing changes', () => {
    const control = craft(ben, everyone, [{ kind: 'control', payload: channelCreate([]) }])
    const content = craft(ben, team, [{ kind: 'content', payload: sealedPost(ben, 'x') }])
    for (const entries of [control, content]) {
      const before = anna.storage.load().heads.length
      expect(accept(anna, [runOf(entries)])).toEqual({
        ok: false,
        reason: { type: 'refused', reason: 'wrong-kind-for-scope', strike: true }
      })
      expect(anna.storage.load().heads.length).toBe(before)
    }
  })

  test('[X2] an erased message does not come back with a peer that still has it', () => {
    const target = say(ben, 'das war falsch')
    const shown = logOf(ben, everyone)
    expect(accept(anna, [runOf(shown)]).ok).toBe(true)
    writeContent(ben, everyone, { operation: { type: 'delete', targets: [target], destroy: true } })
    expect(show(ben, everyone, anna).ok).toBe(true)
    expect(rowAt(anna, target)).toBe('erased')
    accept(anna, [runOf(shown)])
    expect(anna.storage.entries({ type: 'hashes', hashes: [target] })[0]?.payload).toBeUndefined()
    expect(rowAt(anna, target)).toBe('erased')
  })

  test('[L9] what is written more than a day ahead waits', () => {
    const [soon, late] = [hour, 2 * day].map((ahead) =>
      present(
        craft(ben, everyone, [{ kind: 'content', payload: sealedPost(ben, 'x'), ts: ben.now() + ahead }])[0],
        'one'
      )
    )
    for (const entry of [soon, late]) accept(anna, [runOf([present(entry, 'one')])])
    expect([soon, late].map((entry) => rowAt(anna, present(entry, 'one').hash))).toEqual(['operation', 'waiting'])
  })

  test('[F4] equivocation: of a device with more than four heads only what all of them build on counts', () => {
    const before = say(ben, 'davor')
    const branches = Array.from({ length: 5 }, (_, index) =>
      present(craft(ben, everyone, [{ kind: 'content', payload: sealedPost(ben, `Fassung ${index}`) }])[0], 'a branch')
    )
    expect(show(ben, everyone, anna).ok).toBe(true)
    for (const branch of branches.slice(0, 4)) expect(accept(anna, [runOf([branch])]).ok).toBe(true)
    expect(branches.slice(0, 4).map(({ hash }) => rowAt(anna, hash))).toEqual(Array(4).fill('operation'))
    expect(accept(anna, [runOf(branches.slice(4))]).ok).toBe(true)
    expect(branches.map(({ hash }) => rowAt(anna, hash))).toEqual(Array(5).fill('waiting'))
    expect(rowAt(anna, before)).toBe('operation')
  })
})

describe('a removed device', () => {
  test('[K13] content beyond the fence is not there, with or without a fence', () => {
    const early = say(ben, 'rechtzeitig')
    expect(show(ben, everyone, anna).ok).toBe(true)
    const heads = headsOf(anna.replica, everyone, own(ben)).map(({ seq, hash }) => ({ seq, hash }))
    removeBen()
    const [late] = craft(ben, everyone, [{ kind: 'content', payload: sealedPost(ben, 'zu spät') }])
    const { hash } = present(late, 'a back-dated entry')
    expect(accept({ ...anna, now: () => site.timeline.now + 2 * hour }, [runOf([present(late, 'one')])]).ok).toBe(true)
    expect([rowAt(anna, early), rowAt(anna, hash)]).toEqual(['operation', 'waiting'])
    const fence = { scope: everyone, device: own(ben), heads }
    expect(writeControl(anna, [{ type: 'cut', fences: [fence] }]).ok).toBe(true)
    expect([rowAt(anna, early), rowAt(anna, hash)]).toEqual(['operation', undefined])
  })

  test('[K8] an epoch authored by a removed device carries nothing, even what an accomplice says under it', () => {
    removeBen()
    expect(show(anna, team, ben).ok).toBe(true)
    const { book, secrets, deps } = {
      book: present(ben.replica.membership.books.get(team), 'a book'),
      secrets: present(ben.replica.membership.secrets.get(team), 'secrets'),
      deps: ben.replica.membership.team.deps
    }
    const epoch = makeEpoch({ scope: team, book, secrets, deps, history: 'full' }, random)
    const [birth] = craft(ben, team, [{ kind: 'epoch', payload: epoch.payload }])
    const id = epochIdFromHash(present(birth, 'an epoch').hash)
    const recipients = [...anna.replica.membership.team.certificates.values()]
    const grants = makeGrants({ scope: team, epoch: id, secret: epoch.secret, recipients, deps }, random)
    const boxes = grants.payloads.map((payload) => ({ kind: 'epoch', payload }) as const)
    const entries = craft(ben, team, [{ kind: 'epoch', payload: epoch.payload }, ...boxes])
    expect(accept(anna, [runOf(entries)]).ok).toBe(true)
    const said = craft(cem, everyone, [{ kind: 'content', payload: sealedPost(cem, 'x', epoch.secret) }], id)
    expect(accept(anna, [runOf(said)]).ok).toBe(true)
    expect(anna.replica.membership.secrets.get(team)?.has(id)).toBe(true)
    expect(anna.replica.membership.books.get(team)?.byId.get(id)?.standing).toBe('void')
    expect(rowAt(anna, present(said[0], 'a post').hash)).toBe('void')
  })

  test('[V6] a room full of garbage: of its further control entries 256 are stored, and who carries them is not to blame', () => {
    removeBen()
    const junk = craft(
      ben,
      team,
      Array.from({ length: 300 }, () => ({ kind: 'control', payload: channelCreate([entryHashOf(random(32))]) }))
    )
    const later: Desk = { ...anna, now: () => site.timeline.now + 3 * hour }
    for (let from = 0; from < junk.length; from += 16) accept(later, [runOf(junk.slice(from, from + 16))])
    const stored = anna.storage.entries({ type: 'log', scope: team, device: own(ben), fromSeq: 0, count: 1000 })
    const afterwards = stored.filter(({ hash }) => junk.some((entry) => entry.hash === hash))
    expect(afterwards).toHaveLength(limits.inactiveEntriesMax)
    expect(accept(later, [runOf(junk.slice(256, 272))])).toEqual({
      ok: false,
      reason: { type: 'refused', reason: 'inactive-device-over-limit', strike: false }
    })
  })

  test('[S4] is no member for anybody who knows', () => {
    expect(standingOf(anna, own(ben)).type).toBe('member')
    removeBen()
    expect(standingOf(anna, own(ben))).toEqual({ type: 'removed' })
  })

  test('[S12] writes nothing more once it knows', () => {
    removeBen()
    expect(show(anna, team, ben).ok).toBe(true)
    const operation = { type: 'post', text: 'x', reply: undefined, files: [], ttl: 0 } as const
    expect(writeContent(ben, everyone, { operation })).toEqual({ ok: false, reason: 'removed' })
    expect(writeControl(ben, [{ type: 'channel.create', nonce: random(16) }])).toEqual({ ok: false, reason: 'removed' })
  })
})

describe('who gets what', () => {
  test('[S4] a direct is for its two members', () => {
    const direct = directScope(anna.replica.identity.team, anna.replica.identity.member, ben.replica.identity.member)
    const scopesOf = (desk: Desk): readonly ScopeId[] => {
      const standing = standingOf(anna, own(desk))
      return standing.type === 'member' ? standing.scopes.map(({ scope }) => scope) : []
    }
    expect([scopesOf(ben).includes(direct), scopesOf(cem).includes(direct)]).toEqual([true, false])
    expect(scopesOf(cem)).toContain(everyone)
  })

  test('[K16] a guest gets the control log without boxes, and no channel', () => {
    const seeds = { signSeed: random(32), kemSeed: random(32) }
    const guest = firstCertificate(anna.replica.identity.team, seeds, { createdMs: 0, unique: random(16) })
    const { bytes: certificate, signature } = guest
    const addition = { type: 'member.add', certificate, signature, role: 'guest', via: undefined } as const
    expect(writeControl(anna, [addition]).ok).toBe(true)
    const standing = standingOf(anna, guest.device)
    if (standing.type !== 'guest') throw new Error(`the guest is ${standing.type}`)
    const kinds = standing.scopes.map(({ scope, epochPayloads }) => {
      const kind = anna.replica.membership.scopes.get(scope)?.kind
      return kind === 'direct' || kind === 'self' ? undefined : [kind, epochPayloads]
    })
    expect(kinds.filter((kind) => kind !== undefined)).toEqual([['team', false]])
    const channel = present(anna.replica.membership.scopes.get(everyone), 'the first channel')
    expect(takesPart(anna.replica.membership, channel, guest.member)).toBe(false)
  })
})
