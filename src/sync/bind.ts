// Owns the opening of a session: meet, then bind (S2, S3). Whoever shows no common epoch learns nothing; whoever binds proves
// which device speaks, over this very link. Knows neither standing nor logs; certificates are read by a function it is given.

import { compareBytes, concat, equalBytes, toHex } from '../base/bytes.ts'
import { decodeCbor, encodeCbor, type Cbor } from '../base/codec.ts'
import { deviceIdOf, idBytes, type DeviceId, type EpochId, type ScopeId, type TeamId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { derive, hash } from '../crypto/hash.ts'
import { open, seal } from '../crypto/seal.ts'
import { sign, verify } from '../crypto/sign.ts'
import { type Frame } from './frames.ts'
import { scopeTagOf, type ScopeTag } from './frame-fields.ts'

/** An epoch this device could show: 32-byte secret, ts of its entry in milliseconds, and the key scope it belongs to. */
export interface MeetEpoch {
  readonly epoch: EpochId
  readonly scope: ScopeId
  readonly secret: Uint8Array
  readonly ts: number
}

/** The link as Noise has proved it: both PeerIds as bytes, and who dialled. */
export interface Ends {
  readonly own: Uint8Array
  readonly theirs: Uint8Array
  readonly dialer: 'us' | 'them'
}

/** What this device proves itself with. */
export interface OwnDevice {
  readonly team: TeamId
  readonly device: DeviceId
  readonly certificate: Uint8Array
  /** 64 bytes. */
  readonly certificateSignature: Uint8Array
  /** 64 bytes, as libsodium keeps it. */
  readonly signSecret: Uint8Array
}

/** A meet that shows a common epoch: from here both sides have the same keys. */
export interface Met {
  readonly epoch: EpochId
  readonly bindKey: Uint8Array
  /** nonce of the dialer ‖ nonce of the listener; the key of scope tags (S6). */
  readonly sessionNonces: Uint8Array
  readonly theirNonce: Uint8Array
}

/** Which device is at the other end of this link. */
export interface Bound {
  readonly device: DeviceId
  readonly certificate: Uint8Array
  readonly certificateSignature: Uint8Array
  /** Their clock when they sealed the bind, milliseconds since 1970 (S11). */
  readonly theirNow: number
  readonly epoch: EpochId
}

/** Reads a certificate and its signature: the device and its 32-byte signing key, if it is admissible (L4). */
export type ReadCertificate = (
  certificate: Uint8Array,
  signature: Uint8Array
) => Result<{ readonly device: DeviceId; readonly signPublic: Uint8Array }>

export type MeetRefusal = 'reflected' | 'no-common-epoch'
export type BindRefusal = 'does-not-open' | 'bind-malformed' | 'certificate-refused' | 'wrong-device' | 'bad-signature'

type Meet = Extract<Frame, { type: 'meet' }>

/**
 * The epochs to show and to listen on (S2): of those at most 90 days old the newest 16 and the last of each week; and the
 * newest of each scope however old it is, since a silent team does not re-key (K14). At most 32, newest first.
 */
export function epochsToShow(epochs: readonly MeetEpoch[], now: number): readonly MeetEpoch[] {
  const newestFirst = [...epochs].sort((a, b) => b.ts - a.ts || (a.epoch < b.epoch ? -1 : 1))
  const newestOfScopes = firstOfEach(newestFirst, (epoch) => epoch.scope)
  const recent = newestFirst.filter((epoch) => epoch.ts > now - limits.meetDays * limits.dayMs)
  const lastOfWeeks = firstOfEach(recent, (epoch) => `${epoch.scope} ${Math.floor(epoch.ts / limits.weekMs)}`)
  const chosen = new Set([...newestOfScopes, ...recent.slice(0, limits.meetNewest), ...lastOfWeeks])
  const within = new Set([...chosen].slice(0, limits.meetTagsMax))
  return newestFirst.filter((epoch) => within.has(epoch))
}

/** Our first frame (S2); `nonce` is 32 fresh random bytes. */
export function meetFrame(epochs: readonly MeetEpoch[], nonce: Uint8Array, ends: Ends): Meet {
  const tags = epochs.map((epoch) => meetTag(epoch.secret, nonce, { from: ends.own, to: ends.theirs }))
  return { type: 'meet', nonce, tags }
}

/** `derive(S, "meet", nonce ‖ H("peers", [from, to]), 16)` (S2). */
export function meetTag(
  secret: Uint8Array,
  nonce: Uint8Array,
  peers: { readonly from: Uint8Array; readonly to: Uint8Array }
): Uint8Array {
  return derive(secret, 'meet', concat(nonce, hash('peers', encodeCbor([peers.from, peers.to]))), 16)
}

/**
 * What their meet makes common (S3): of the epochs that both have shown, the one whose tag of the dialer is lowest. `epochs`
 * are those of our own meet, `own` is that meet.
 */
export function receiveMeet(
  theirs: Meet,
  own: Meet,
  { epochs, ends }: { readonly epochs: readonly MeetEpoch[]; readonly ends: Ends }
): Result<Met, MeetRefusal> {
  if (equalBytes(theirs.nonce, own.nonce)) return err('reflected')
  const shown = new Set(theirs.tags.map(toHex))
  const common = epochs.flatMap((epoch, index) => {
    const theirTag = meetTag(epoch.secret, theirs.nonce, { from: ends.theirs, to: ends.own })
    const ownTag = own.tags[index]
    if (ownTag === undefined || !shown.has(toHex(theirTag))) return []
    return [{ epoch, tagOfDialer: ends.dialer === 'us' ? ownTag : theirTag }]
  })
  const [lowest] = common.sort((a, b) => compareBytes(a.tagOfDialer, b.tagOfDialer))
  if (lowest === undefined) return err('no-common-epoch')
  const sessionNonces = ends.dialer === 'us' ? concat(own.nonce, theirs.nonce) : concat(theirs.nonce, own.nonce)
  const bindKey = derive(lowest.epoch.secret, 'bind-key', sessionNonces)
  return ok({ epoch: lowest.epoch.epoch, bindKey, sessionNonces, theirNonce: theirs.nonce })
}

/** Our second frame (S3). `nonce` is 24 fresh random bytes, `now` our clock in milliseconds. */
export function bindFrame(
  me: OwnDevice,
  link: { readonly met: Met; readonly ownNonce: Uint8Array; readonly ends: Ends },
  { now, nonce }: { readonly now: number; readonly nonce: Uint8Array }
): Extract<Frame, { type: 'bind' }> {
  const { met, ownNonce, ends } = link
  const said = { from: ends.own, to: ends.theirs, nonceFrom: ownNonce, nonceTo: met.theirNonce }
  const signature = sign(me.signSecret, 'bind', bindTranscript(me.team, said))
  const plain = encodeCbor([idBytes(me.device), me.certificate, me.certificateSignature, now, signature])
  return { type: 'bind', sealed: seal(met.bindKey, plain, nonce) }
}

/** `[teamId, from, to, nonce of from, nonce of to]`: what a bind signs (S3). */
export function bindTranscript(
  team: TeamId,
  said: {
    readonly from: Uint8Array
    readonly to: Uint8Array
    readonly nonceFrom: Uint8Array
    readonly nonceTo: Uint8Array
  }
): Uint8Array {
  return encodeCbor([idBytes(team), said.from, said.to, said.nonceFrom, said.nonceTo])
}

/** Opens their bind: relayed, reflected or replayed it fails on PeerIds and nonces (S3). */
export function receiveBind(
  sealed: Uint8Array,
  link: { readonly team: TeamId; readonly met: Met; readonly ownNonce: Uint8Array; readonly ends: Ends },
  readCertificate: ReadCertificate
): Result<Bound, BindRefusal> {
  const { team, met, ownNonce, ends } = link
  const plain = open(met.bindKey, sealed)
  if (!plain.ok) return plain
  const bind = bindFrom(plain.value)
  if (bind === undefined) return err('bind-malformed')
  const certificate = readCertificate(bind.certificate, bind.certificateSignature)
  if (!certificate.ok) return err('certificate-refused')
  if (certificate.value.device !== bind.device) return err('wrong-device')
  const said = { from: ends.theirs, to: ends.own, nonceFrom: met.theirNonce, nonceTo: ownNonce }
  if (!verify(certificate.value.signPublic, 'bind', bindTranscript(team, said), bind.signature))
    return err('bad-signature')
  const { device, certificate: bytes, certificateSignature, theirNow } = bind
  return ok({ device, certificate: bytes, certificateSignature, theirNow, epoch: met.epoch })
}

interface BindFields {
  readonly device: DeviceId
  readonly certificate: Uint8Array
  readonly certificateSignature: Uint8Array
  readonly theirNow: number
  readonly signature: Uint8Array
}

function bindFrom(plain: Uint8Array): BindFields | undefined {
  const decoded = decodeCbor(plain)
  if (!decoded.ok || !Array.isArray(decoded.value) || decoded.value.length !== 5) return undefined
  const [device, certificate, certificateSignature, theirNow, signature] = decoded.value as readonly Cbor[]
  if (!(device instanceof Uint8Array) || device.length !== 32) return undefined
  if (!(certificate instanceof Uint8Array) || !(certificateSignature instanceof Uint8Array)) return undefined
  if (typeof theirNow !== 'number' || !(signature instanceof Uint8Array)) return undefined
  return { device: deviceIdOf(device), certificate, certificateSignature, theirNow, signature }
}

/** How two peers name a scope in one session (S6): an id of a conversation is never said to someone who is not in it. */
export function scopeTag(sessionNonces: Uint8Array, scope: ScopeId): ScopeTag {
  return scopeTagOf(derive(sessionNonces, 'scope', idBytes(scope), 16))
}

function firstOfEach<Item>(items: readonly Item[], keyOf: (item: Item) => unknown): readonly Item[] {
  const firstByKey = new Map<unknown, Item>()
  for (const item of items) if (!firstByKey.has(keyOf(item))) firstByKey.set(keyOf(item), item)
  return [...firstByKey.values()]
}
