// Owns the making of epochs and grants: a fresh secret, its commitment, its ladder, and the boxes for those who may have it (K3, K4, K6, K9).

import { present } from '../base/assert.ts'
import type { DeviceId, EntryHash, EpochId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { RandomBytes } from '../base/random.ts'
import type { Certificate } from './certificate.ts'
import type { History } from './control.ts'
import { encodeEpochPayload, type Box } from './epoch-payload.ts'
import { parentsOfNext, type EpochBook } from './epochs.ts'
import { commitmentOf, sealBox, sealLadder, type BoxAhead, type Secrets } from './keyring.ts'

export interface NewEpoch {
  /** Payload of the epoch entry; the hash of that entry makes the epoch's id. */
  readonly payload: Uint8Array
  /** 32 fresh bytes. */
  readonly secret: Uint8Array
}

/** The payload of the next epoch of a scope (K9). `history` 'from-join' leaves the ladder out (K6). */
export function makeEpoch(
  next: {
    readonly scope: ScopeId
    readonly book: EpochBook
    readonly secrets: Secrets
    readonly deps: readonly EntryHash[]
    readonly history: History
  },
  random: RandomBytes
): NewEpoch {
  const { scope, book, secrets, deps, history } = next
  const parents = parentsOfNext(book, secrets)
  const secret = random(32)
  const steps = parents.map(({ id }) => ({ id, secret: present(secrets.get(id), 'the secret of a parent is known') }))
  const payload = encodeEpochPayload({
    type: 'epoch',
    generation: 1 + parents.reduce((highest, { generation }) => Math.max(highest, generation), 0),
    parents: parents.map(({ id }) => id),
    deps,
    commitment: commitmentOf(secret, scope),
    ladder: history === 'full' && steps.length > 0 ? sealLadder(secret, { scope, steps }, random) : undefined
  })
  return { payload, secret }
}

export interface NewGrants {
  /** Payloads of grant entries, 48 boxes each (K4). */
  readonly payloads: readonly Uint8Array[]
  /** Devices no secret can be sealed to; everybody else is served (L4). */
  readonly skipped: readonly DeviceId[]
}

/** Boxes of one epoch's secret for some devices: at its birth, for newcomers, for new devices (K4, K9, K10). */
export function makeGrants(
  grant: {
    readonly scope: ScopeId
    readonly epoch: EpochId
    readonly secret: Uint8Array
    readonly recipients: readonly Certificate[]
    readonly deps: readonly EntryHash[]
    /** Gives away what was made ahead for a device, once. */
    readonly takeAhead?: (device: DeviceId) => BoxAhead | undefined
  },
  random: RandomBytes
): NewGrants {
  const { scope, epoch, secret, recipients, deps, takeAhead } = grant
  const boxes: Box[] = []
  const skipped: DeviceId[] = []
  for (const recipient of recipients) {
    const box = sealBox(secret, { scope, recipient, ahead: takeAhead?.(recipient.device) }, random)
    if (box.ok) boxes.push(box.value)
    else skipped.push(recipient.device)
  }
  const payloads: Uint8Array[] = []
  for (let from = 0; from < boxes.length; from += limits.grantBoxesMax) {
    const some = boxes.slice(from, from + limits.grantBoxesMax)
    payloads.push(encodeEpochPayload({ type: 'grant', epoch, deps, boxes: some }))
  }
  return { payloads, skipped }
}
