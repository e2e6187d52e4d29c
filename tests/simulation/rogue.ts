// Owns the adversary that is a member: valid keys, another program. It writes into its own logs what no honest node would, lets its node
// pass that on, and garbles what it sends. Whatever it writes without the right to says FORGED.

import { utf8 } from '../../src/base/bytes.ts'
import { encodeCbor } from '../../src/base/codec.ts'
import {
  entryHashOf,
  epochIdOf,
  type DeviceId,
  type EntryHash,
  type MemberId,
  type ScopeId
} from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { encodeOperation } from '../../src/chat/operation-bytes.ts'
import type { KnownOperation } from '../../src/chat/operations.ts'
import { kemCiphertextBytes } from '../../src/crypto/box.ts'
import type { Entry } from '../../src/log/entry.ts'
import { headsAfter, type Head } from '../../src/log/heads.ts'
import { headsOf } from '../../src/node/state.ts'
import type { Desk } from '../../src/node/desk.ts'
import { writeContent, writeControl } from '../../src/node/write.ts'
import { firstCertificate, laterCertificate, type Certificate } from '../../src/team/certificate.ts'
import { contentKey, sealContent } from '../../src/team/content.ts'
import { encodeControl, type ControlOperation } from '../../src/team/control.ts'
import { encodeEpochPayload, epochIdFromHash } from '../../src/team/epoch-payload.ts'
import { inviteKeysOf, proveInvitation } from '../../src/team/invitation.ts'
import { shortIdOf } from '../../src/team/short-id.ts'
import type { Dice } from '../fixtures/random.ts'
import { draftEntry, plant } from './desk.ts'
import type { Tamper } from './device.ts'
import { day } from './world.ts'

/** Who must never be in, whatever the rogue writes. */
export interface Accomplice {
  readonly member: MemberId
  readonly device: DeviceId
}

export interface Crime {
  readonly name: string
  readonly accomplice: Accomplice | undefined
}

type Commit = (desk: Desk, dice: Dice) => Accomplice | undefined | void

/** Every crime by name; each writes into the logs of the desk's device alone. */
export const crimes: Readonly<Record<string, Commit>> = {
  'member.add without the right': (desk, dice) => {
    const stranger = strangerIn(desk, dice)
    tryControl(desk, addition(stranger))
    return { member: stranger.member, device: stranger.device }
  },
  'member.add through an invitation of its own': (desk, dice) => {
    const { team } = desk.replica.identity
    const seed = dice.bytes(16)
    const stranger = strangerIn(desk, dice)
    const expiresMs = desk.now() + day
    const invitePublic = inviteKeysOf(seed, team).publicKey
    const rest = { usesMax: 0, expiresMs, approve: false, member: undefined } as const
    const made = writeControl(desk, [{ type: 'invite.create', invitePublic, role: 'member', ...rest }])
    if (!made.ok) return undefined
    const via = { invitation: made.value.entry, proof: proveInvitation(seed, team, stranger.device) }
    tryControl(desk, { ...addition(stranger), role: 'member', via })
    return { member: stranger.member, device: stranger.device }
  },
  'device.add for another member': (desk, dice) => {
    const { team } = desk.replica.identity
    const seeds = { signSeed: dice.bytes(32), kemSeed: dice.bytes(32) }
    const member = victimOf(desk, dice)
    const planted = laterCertificate(team, seeds, { createdMs: desk.now(), member })
    tryControl(desk, { type: 'device.add', certificate: planted.bytes, signature: planted.signature })
    return { member: planted.member, device: planted.device }
  },
  'role.set of itself': (desk) => {
    tryControl(desk, { type: 'role.set', member: desk.replica.identity.member, role: 'owner' })
  },
  'member.remove of another': (desk, dice) => {
    tryControl(desk, { type: 'member.remove', member: victimOf(desk, dice) })
  },
  'member.remove, back-dated': (desk, dice) => {
    const first = desk.replica.membership.control.get(desk.replica.identity.team)?.[0]?.hash
    const operation: ControlOperation = { type: 'member.remove', member: victimOf(desk, dice) }
    plantTeamEntry(desk, 'control', encodeControl({ operation, deps: first === undefined ? [] : [first] }))
  },
  'moderation without the right': (desk, dice) => {
    const target = foreignEntry(desk, dice)
    if (target !== undefined)
      tryControl(desk, { type: 'moderate', scope: target.scope, targets: [target.entry], destroy: true })
  },
  'deps nobody knows': (desk, dice) => {
    const deps = Array.from({ length: limits.depsMax }, () => entryHashOf(dice.bytes(32))).sort()
    const operation: ControlOperation = { type: 'channel.create', nonce: dice.bytes(16) }
    plantTeamEntry(desk, 'control', encodeControl({ operation, deps }))
  },
  'control that is none': (desk, dice) => {
    plantTeamEntry(desk, 'control', dice.pick([dice.bytes(200), encodeCbor([99, [], []]), utf8('FORGED')]))
  },
  'an epoch nobody gets a good box for': (desk, dice) => {
    const { membership, identity } = desk.replica
    const book = membership.books.get(identity.team)
    const parent = book?.current === undefined ? undefined : book.byId.get(book.current)?.entry
    if (parent === undefined) return
    const payload = encodeEpochPayload({
      type: 'epoch',
      generation: parent.generation + 1,
      parents: [parent.id],
      deps: membership.team.deps,
      commitment: dice.bytes(32),
      ladder: dice.bytes(100)
    })
    const epoch = plantTeamEntry(desk, 'epoch', payload)
    const boxes = [...membership.team.devices.keys()].map((device) => ({
      shortId: shortIdOf(device),
      ciphertext: dice.bytes(kemCiphertextBytes),
      sealed: dice.bytes(72)
    }))
    const grant = { type: 'grant', epoch: epochIdFromHash(epoch.hash), deps: membership.team.deps, boxes } as const
    plantTeamEntry(desk, 'epoch', encodeEpochPayload(grant))
  },
  'an edit of another': (desk, dice) => onForeign(desk, dice, (target) => ({ type: 'edit', target, text: 'FORGED' })),
  'a delete of another': (desk, dice) =>
    onForeign(desk, dice, (target) => ({ type: 'delete', targets: [target], destroy: true })),
  'a profile in a channel': (desk, dice) => {
    const target = foreignEntry(desk, dice)
    const operation = { type: 'profile', name: 'FORGED', about: '', picture: undefined } as const
    if (target !== undefined) writeContent(desk, target.scope, { operation })
  },
  'a post in another week': (desk, dice) => {
    const target = foreignEntry(desk, dice)
    if (target !== undefined)
      writeContent(desk, target.scope, {
        operation: saying('FORGED'),
        page: Math.max(0, Math.min(target.page, Math.floor(desk.now() / limits.weekMs)) - 3)
      })
  },
  'a post ten years ahead': (desk, dice) => {
    const target = foreignEntry(desk, dice)
    if (target === undefined) return
    const heads = headsOf(desk.replica, target.scope, desk.replica.identity.device)
    plant(desk, [sealedEntry(desk, target.scope, heads, { text: 'FORGED future', ts: desk.now() + 3650 * day })])
  },
  'content that is no operation': (desk, dice) => {
    const target = foreignEntry(desk, dice)
    if (target === undefined) return
    const { device } = desk.replica.identity
    const heads = headsOf(desk.replica, target.scope, device)
    plant(desk, [contentEntry(desk, target.scope, heads, dice.bytes(dice.pick([1, 40, 200, limits.payloadBytesMax])))])
  },
  'an entry with a broken signature': (desk, dice) => {
    const target = foreignEntry(desk, dice)
    if (target === undefined) return
    const heads = headsOf(desk.replica, target.scope, desk.replica.identity.device)
    const entry = sealedEntry(desk, target.scope, heads, { text: `unsigned ${dice.below(1000)}` })
    plant(desk, [{ ...entry, signature: dice.bytes(64) }])
  },
  'a fork of its log': (desk, dice) => {
    const target = foreignEntry(desk, dice)
    if (target === undefined) return
    const heads = headsOf(desk.replica, target.scope, desk.replica.identity.device)
    if (heads.length > 8) return
    const branches = Array.from({ length: 1 + dice.below(3) }, (_, index) =>
      sealedEntry(desk, target.scope, heads.slice(0, 1), { text: `branch ${index} ${dice.below(1000)}` })
    )
    plant(desk, branches)
  }
}

const noEpoch = epochIdOf(new Uint8Array(8))

/** What the rogue does that its removal did not stop: it seals under what it has and back-dates it. Where a fence stands nobody shows it. */
export function writeAfterRemoval(desk: Desk, dice: Dice, fenced: ReadonlySet<ScopeId>): void {
  for (const scope of desk.replica.membership.team.channels.keys()) {
    const heads = headsOf(desk.replica, scope, desk.replica.identity.device)
    plant(desk, [
      sealedEntry(desk, scope, heads, {
        text: `${fenced.has(scope) ? 'FORGED' : 'words'} after removal ${dice.below(1000)}`
      })
    ])
  }
}

/** Commits one crime; the device of the desk is off. */
export function commit(desk: Desk, dice: Dice): Crime {
  const name = dice.pick(Object.keys(crimes))
  return { name, accomplice: crimes[name]?.(desk, dice) ?? undefined }
}

function tryControl(desk: Desk, operation: ControlOperation): void {
  writeControl(desk, [operation])
}

function strangerIn(desk: Desk, dice: Dice): Certificate {
  const seeds = { signSeed: dice.bytes(32), kemSeed: dice.bytes(32) }
  return firstCertificate(desk.replica.identity.team, seeds, { createdMs: desk.now(), unique: dice.bytes(16) })
}

/** The admission of somebody made up: for the rogue a crime, for a founder a way to a large team. */
export function additionOf(desk: Desk, dice: Dice): ControlOperation {
  return { ...addition(strangerIn(desk, dice)), role: 'member' }
}

function addition({ bytes, signature }: Certificate): Extract<ControlOperation, { type: 'member.add' }> {
  return { type: 'member.add', certificate: bytes, signature, role: 'owner', via: undefined }
}

function victimOf({ replica }: Desk, dice: Dice): MemberId {
  const { identity, membership } = replica
  const others = [...membership.team.members.keys()].filter((member) => member !== identity.member)
  return others.length === 0 ? identity.member : dice.pick(others)
}

function saying(text: string): KnownOperation {
  return { type: 'post', text, reply: undefined, files: [], ttl: 0 }
}

function onForeign(desk: Desk, dice: Dice, operationOn: (target: EntryHash) => KnownOperation): void {
  const target = foreignEntry(desk, dice)
  if (target !== undefined)
    writeContent(desk, target.scope, { operation: operationOn(target.entry), page: target.page })
}

function plantTeamEntry(desk: Desk, kind: 'control' | 'epoch', payload: Uint8Array): Entry {
  const { team, device } = desk.replica.identity
  const heads: readonly Head[] = headsOf(desk.replica, team, device)
  const entry = draftEntry(desk, team, heads, { kind, ts: after(desk, heads), page: 0, epoch: undefined, payload })
  plant(desk, [entry])
  // The replica of a desk is read once; what was planted stands on the disk and in its memory.
  desk.replica.heads.set(team, new Map(desk.replica.heads.get(team)).set(device, headsAfter(heads, entry)))
  return entry
}

function sealedEntry(
  desk: Desk,
  scope: ScopeId,
  heads: readonly Head[],
  { text, ts }: { readonly text: string; readonly ts?: number }
): Entry {
  const { membership, identity } = desk.replica
  const [epoch, secret] = [...(membership.secrets.get(identity.team) ?? [])].at(-1) ?? []
  if (epoch === undefined || secret === undefined) return contentEntry(desk, scope, heads, utf8(text))
  const key = contentKey(secret, scope, identity.device)
  const payload = sealContent(key, encodeOperation(saying(text)), (length) => desk.random.bytes(length))
  return contentEntry(desk, scope, heads, payload, ts)
}

function contentEntry(
  desk: Desk,
  scope: ScopeId,
  heads: readonly Head[],
  payload: Uint8Array,
  at: number = after(desk, heads)
): Entry {
  const epoch = [...(desk.replica.membership.secrets.get(desk.replica.identity.team)?.keys() ?? [])].at(-1)
  const page = Math.floor(at / limits.weekMs)
  return draftEntry(desk, scope, heads, { kind: 'content', ts: at, page, epoch: epoch ?? noEpoch, payload })
}

function after(desk: Desk, heads: readonly Head[]): number {
  return Math.max(desk.now(), ...heads.map((head) => head.ts + 1))
}

/** Some entry of another member in a channel. */
function foreignEntry(
  { replica, storage }: Desk,
  dice: Dice
): { readonly entry: EntryHash; readonly page: number; readonly scope: ScopeId } | undefined {
  const channels = [...replica.membership.team.channels.keys()]
  if (channels.length === 0) return undefined
  const scope = dice.pick(channels)
  const authors = [...(replica.heads.get(scope)?.keys() ?? [])].filter((device) => device !== replica.identity.device)
  if (authors.length === 0) return undefined
  const entries = storage.entries({ type: 'log', scope, device: dice.pick(authors), fromSeq: 0, count: 50 })
  if (entries.length === 0) return undefined
  const { hash, page } = dice.pick(entries)
  return { entry: hash, page, scope }
}

/** What a garbling peer does to the frames it sends: swallows, alters, repeats, and adds what never was a frame. */
export function createGarbler(dice: Dice): Tamper {
  const kept: Uint8Array[] = []
  return (frame) => {
    if (kept.length < 50) kept.push(frame)
    const roll = dice.below(100)
    if (roll < 5) return []
    if (roll < 10) {
      const altered = frame.slice()
      const index = dice.below(altered.length)
      altered[index] = (altered[index] ?? 0) ^ (1 << dice.below(8))
      return [altered]
    }
    if (roll < 15) return [frame, dice.pick(kept)]
    if (roll < 20) return [frame, dice.bytes(1 + dice.below(limits.runFrameBytesMax / 64))]
    return [frame]
  }
}
