// Owns the adversary that is a member: valid keys, another program. It writes what honest nodes never would into its own logs, past
// its own intents, and lets its node pass that on; and it garbles what it sends.

import { sodiumReady } from '../../src/crypto/sodium.ts'
import { limits } from '../../src/base/limits.ts'
import type { EntryHash, MemberId } from '../../src/base/ids.ts'
import { createPages } from '../../src/node/pages.ts'
import { restoreReplica } from '../../src/node/restore.ts'
import { writeContent, writeControl, type Desk } from '../../src/node/write.ts'
import { firstCertificate } from '../../src/team/certificate.ts'
import type { ControlOperation } from '../../src/team/control.ts'
import type { Dice } from '../fixtures/random.ts'
import type { Device } from './device.ts'

/** A writing desk on the disk of a device that is off: everything but the good manners of its node. */
export function deskOf(device: Device, { dice, now }: { readonly dice: Dice; readonly now: number }): Desk | undefined {
  const storage = device.storage()
  const stored = storage.load()
  if (stored.keys === undefined || stored.heads.length === 0) return undefined
  const replica = restoreReplica(stored.keys, stored)
  return {
    replica,
    storage,
    pages: createPages(replica, () => ({ storage, now })),
    random: { bytes: dice.bytes },
    now: () => now,
    clockCorrectionMs: () => 0
  }
}

export interface Crime {
  readonly name: string
  /** The stranger a crime would let in. */
  readonly accomplice: MemberId | undefined
}

/** Writes one thing it has no right to into its own logs; the device must be off. Undefined: it has no logs yet. */
export async function commit(
  device: Device,
  { dice, now }: { readonly dice: Dice; readonly now: number }
): Promise<Crime | undefined> {
  await sodiumReady
  const desk = deskOf(device, { dice, now })
  if (desk === undefined) return undefined
  const { identity, membership } = desk.replica
  const others = [...membership.team.members.keys()].filter((member) => member !== identity.member)
  const victim = others.length === 0 ? identity.member : dice.pick(others)
  const roll = dice.below(6)
  if (roll === 0) {
    const seeds = { signSeed: dice.bytes(32), kemSeed: dice.bytes(32) }
    const stranger = firstCertificate(identity.team, seeds, { createdMs: now, unique: dice.bytes(16) })
    const operation: ControlOperation = {
      type: 'member.add',
      certificate: stranger.bytes,
      signature: stranger.signature,
      role: 'owner',
      via: undefined
    }
    writeControl(desk, [operation])
    return { name: 'member.add without the right', accomplice: stranger.member }
  }
  if (roll === 1) {
    writeControl(desk, [{ type: 'role.set', member: identity.member, role: 'owner' }])
    return { name: 'role.set of itself', accomplice: undefined }
  }
  if (roll === 2) {
    writeControl(desk, [{ type: 'member.remove', member: victim }])
    return { name: 'member.remove of another', accomplice: undefined }
  }
  const target = foreignEntry(desk, dice)
  if (target === undefined) return undefined
  const { entry, page, scope } = target
  const operation =
    roll === 3
      ? ({ type: 'edit', target: entry, text: 'FORGED' } as const)
      : roll === 4
        ? ({ type: 'delete', targets: [entry], destroy: true } as const)
        : ({ type: 'profile', name: 'FORGED '.repeat(2), about: '', picture: undefined } as const)
  if (operation.type === 'profile') writeContent(desk, scope, { operation })
  else writeContent(desk, scope, { operation, page })
  return { name: `${operation.type} it may not write`, accomplice: undefined }
}

/** Some entry of another member in a channel. */
function foreignEntry(
  desk: Desk,
  dice: Dice
):
  | { readonly entry: EntryHash; readonly page: number; readonly scope: Desk['replica']['identity']['team'] }
  | undefined {
  const { replica, storage } = desk
  const channels = [...replica.membership.team.channels.keys()]
  if (channels.length === 0) return undefined
  const scope = dice.pick(channels)
  const authors = [...(replica.heads.get(scope)?.keys() ?? [])].filter((device) => device !== replica.identity.device)
  if (authors.length === 0) return undefined
  const entries = storage.entries({ type: 'log', scope, device: dice.pick(authors), fromSeq: 0, count: 50 })
  if (entries.length === 0) return undefined
  const { hash, page } = dice.pick(entries)
  return { entry: hash, page, scope: scope as Desk['replica']['identity']['team'] }
}

/** What a garbling peer does to the frames it sends: alters, repeats, swallows, and adds what never was a frame. */
export function createGarbler(dice: Dice): (frame: Uint8Array) => readonly Uint8Array[] {
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
