// Owns what is done with epoch secrets: commit to one, seal it to a device, open one's boxes, climb the ladder (K3 to K6). Knows no
// membership. What is sealed under a secret is content.ts.

import { concat, equalBytes } from '../base/bytes.ts'
import { decodeCbor, encodeCbor } from '../base/codec.ts'
import { compareIds, epochIdOf, idBytes, type DeviceId, type EpochId, type ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { RandomBytes } from '../base/random.ts'
import { err, ok, type Result } from '../base/result.ts'
import { decapsulate, encapsulate, type Encapsulated } from '../crypto/box.ts'
import { derive } from '../crypto/hash.ts'
import { nonceBytes, open, seal } from '../crypto/seal.ts'
import type { Certificate } from './certificate.ts'
import type { Box, EpochEntry, GrantEntry } from './epoch-payload.ts'
import { anyArray, arrayOf, everyOf, isBytes } from './form.ts'
import { shortIdOf } from './short-id.ts'

/** Secrets by epoch, 32 bytes each. */
export type Secrets = ReadonlyMap<EpochId, Uint8Array>

/** `derive(S, "kc", scope16)`: commits to the secret, so that nobody hands out two (K3). */
export function commitmentOf(secret: Uint8Array, scope: ScopeId): Uint8Array {
  return derive(secret, 'kc', idBytes(scope))
}

/** The dear part of a box, which needs neither scope nor secret and can be made ahead; it MUST serve one box only. */
export type BoxAhead = Result<Encapsulated, 'inadmissible-key'>

export function makeBoxAhead({ kemPublic }: Pick<Certificate, 'kemPublic'>, random: RandomBytes): BoxAhead {
  return encapsulate(kemPublic, random(64))
}

/** An epoch's secret sealed to one device; refuses a key that nothing can be sealed to (K4, L4). */
export function sealBox(
  secret: Uint8Array,
  {
    scope,
    recipient,
    ahead
  }: {
    readonly scope: ScopeId
    readonly recipient: Pick<Certificate, 'device' | 'kemPublic'>
    readonly ahead?: BoxAhead | undefined
  },
  random: RandomBytes
): Result<Box, 'inadmissible-key'> {
  const encapsulated = ahead ?? makeBoxAhead(recipient, random)
  if (!encapsulated.ok) return encapsulated
  const { ciphertext, shared } = encapsulated.value
  const key = boxKey(shared, { scope, commitment: commitmentOf(secret, scope), device: recipient.device })
  return ok({ shortId: shortIdOf(recipient.device), ciphertext, sealed: seal(key, secret, random(nonceBytes)) })
}

interface BoxPlace {
  readonly scope: ScopeId
  readonly commitment: Uint8Array
  readonly device: DeviceId
}

/** `derive(ss, "box", scope16 ‖ kc32 ‖ did32)` (K4). */
function boxKey(shared: Uint8Array, { scope, commitment, device }: BoxPlace): Uint8Array {
  return derive(shared, 'box', concat(idBytes(scope), commitment, idBytes(device)))
}

/** The secret of a box, if it is the one its epoch commits to (K5). */
function openBox(box: Box, kemSecret: Uint8Array, place: BoxPlace): Result<Uint8Array, 'does-not-open'> {
  const shared = decapsulate(kemSecret, box.ciphertext)
  if (!shared.ok) return shared
  const secret = open(boxKey(shared.value, place), box.sealed)
  if (!secret.ok) return secret
  return equalBytes(commitmentOf(secret.value, place.scope), place.commitment) ? secret : err('does-not-open')
}

/** `seal(derive(S, "ladder", scope16), [[parent eid8, S_parent] …])` (K6). */
export function sealLadder(
  secret: Uint8Array,
  ladder: {
    readonly scope: ScopeId
    readonly steps: readonly { readonly id: EpochId; readonly secret: Uint8Array }[]
  },
  random: RandomBytes
): Uint8Array {
  const plain = encodeCbor(ladder.steps.map((step) => [idBytes(step.id), step.secret]))
  return seal(derive(secret, 'ladder', idBytes(ladder.scope)), plain, random(nonceBytes))
}

export interface Opened {
  /** The secrets known before, and those found now. */
  readonly secrets: Secrets
  /** Devices all of whose boxes for us failed: "bad key from device X" (K5). */
  readonly badBoxesFrom: readonly DeviceId[]
}

interface Opening {
  readonly scope: ScopeId
  /** Our own device, and its X-Wing secret of 32 bytes. */
  readonly device: DeviceId
  readonly kemSecret: Uint8Array
  readonly entries: readonly (EpochEntry | GrantEntry)[]
  readonly secrets: Secrets
}

/** Opens our boxes, newest first, at most four of an author for each epoch, then climbs every ladder there is (K5, K6). */
export function openSecrets(opening: Opening): Opened {
  const epochs = opening.entries.filter((entry) => entry.type === 'epoch')
  const secrets = new Map(opening.secrets)
  const failures = new Set<DeviceId>()
  const successes = new Set<DeviceId>()
  // Newest first, since one ladder may make all older boxes needless.
  climb(epochs, opening.scope, secrets)
  for (const epoch of epochs.toSorted((one, other) => other.generation - one.generation)) {
    if (secrets.has(epoch.id)) continue
    const tried = tryBoxes(epoch, opening)
    if (tried.secret) {
      secrets.set(epoch.id, tried.secret)
      climb(epochs, opening.scope, secrets)
    }
    if (tried.opened) successes.add(tried.opened)
    for (const device of tried.failed) failures.add(device)
  }
  return { secrets, badBoxesFrom: [...failures].filter((device) => !successes.has(device)).toSorted(compareIds) }
}

interface Tried {
  readonly secret: Uint8Array | undefined
  readonly opened: DeviceId | undefined
  readonly failed: readonly DeviceId[]
}

function tryBoxes(epoch: EpochEntry, { scope, device, kemSecret, entries }: Opening): Tried {
  const shortId = shortIdOf(device)
  const failures = new Map<DeviceId, number>()
  const place = { scope, commitment: epoch.commitment, device }
  const grants = entries
    .filter((entry) => entry.type === 'grant' && entry.epoch === epoch.id)
    .toSorted((one, other) => other.ts - one.ts || compareIds(one.hash, other.hash))
  for (const grant of grants) {
    if (grant.type !== 'grant') continue
    for (const box of grant.boxes) {
      const failed = failures.get(grant.device) ?? 0
      if (box.shortId !== shortId || failed >= limits.boxesTriedMax) continue
      const secret = openBox(box, kemSecret, place)
      if (secret.ok) return { secret: secret.value, opened: grant.device, failed: [...failures.keys()] }
      failures.set(grant.device, failed + 1)
    }
  }
  return { secret: undefined, opened: undefined, failed: [...failures.keys()] }
}

/** Adds every older secret that a known one leads to; each must match its epoch's commitment (K3, K6). */
function climb(epochs: readonly EpochEntry[], scope: ScopeId, secrets: Map<EpochId, Uint8Array>): void {
  const byId = new Map(epochs.map((epoch) => [epoch.id, epoch]))
  const waiting = [...epochs]
  for (let epoch = waiting.pop(); epoch !== undefined; epoch = waiting.pop()) {
    const secret = secrets.get(epoch.id)
    if (secret === undefined || epoch.ladder === undefined) continue
    for (const step of stepsOf(epoch.ladder, derive(secret, 'ladder', idBytes(scope)))) {
      const parent = byId.get(step.id)
      if (parent === undefined || secrets.has(step.id)) continue
      if (!equalBytes(commitmentOf(step.secret, scope), parent.commitment)) continue
      secrets.set(step.id, step.secret)
      waiting.push(parent)
    }
  }
}

function stepsOf(
  ladder: Uint8Array,
  key: Uint8Array
): readonly { readonly id: EpochId; readonly secret: Uint8Array }[] {
  const plain = open(key, ladder)
  const decoded = plain.ok ? decodeCbor(plain.value) : plain
  if (!decoded.ok) return []
  const steps = everyOf(anyArray(decoded.value), (item) => {
    const [id, secret] = arrayOf(item, 2) ?? []
    return isBytes(id, 8) && isBytes(secret, 32) ? { id: epochIdOf(id), secret } : undefined
  })
  return steps ?? []
}
