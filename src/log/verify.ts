// Owns the verdict on a run (V1 to V4): unbroken chain, true payloads, and signatures at its end that vouch for the rest.
// Pure: what is stored already comes in as `KnownLog`. Knows nothing of membership, keys or meaning: these come after it.

import { equalBytes } from '../base/bytes.ts'
import { idBytes, type DeviceId, type EntryHash, type ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { verify } from '../crypto/sign.ts'
import { entryOf, hashPayload, parentsOf, type Entry } from './entry.ts'
import { headsAfter, type Head } from './heads.ts'
import type { Run, RunItem } from './run.ts'

/** What is stored of an entry, as far as a run that touches it needs to know. */
export interface StoredLink {
  readonly scope: ScopeId
  readonly device: DeviceId
  readonly seq: number
  readonly ts: number
  readonly hasPayload: boolean
}

/** The log the run belongs to, as it is stored here. */
export interface KnownLog {
  /** Any stored entry, whichever log it is of. */
  readonly lookup: (hash: EntryHash) => StoredLink | undefined
  /** All heads of this log. */
  readonly heads: readonly Head[]
}

/** What accepting the run changes; nothing of it has been stored. */
export interface VerifiedRun {
  /** Those not stored yet, parents first; a signature only where it was verified (V3). */
  readonly entries: readonly Entry[]
  /** True payloads of entries that are stored without one. */
  readonly payloads: readonly { readonly hash: EntryHash; readonly payload: Uint8Array }[]
  /** The heads of the log once the run is stored. */
  readonly heads: readonly Head[]
}

export type RunRefusal =
  /** Entries to ask for first; all the rest holds, signatures included. */
  | { readonly type: 'gap'; readonly missing: readonly EntryHash[] }
  /** A version or suite to come: held like something with a missing parent (E4). */
  | { readonly type: 'unknown-version' }
  /** A malicious author may show each of us other sixteen heads (F4); who passes them on has done nothing wrong. */
  | { readonly type: 'too-many-heads' }
  | { readonly type: 'wrong'; readonly reason: RunWrong }

export type RunWrong =
  | 'header-malformed'
  | 'payload-length'
  | 'payload-hash'
  | 'entry-twice'
  | 'parent-after-child'
  | 'wrong-log'
  | 'bad-seq'
  | 'time-not-growing'
  | 'signature-missing'
  | 'bad-signature'

/** Whether a refusal counts against the peer that sent the run (V7). */
export function isStrike(refusal: RunRefusal): boolean {
  return refusal.type === 'wrong'
}

/**
 * The run as a whole or not at all (V1). `signPublicKey` is the key of an admissible certificate of the run's device, or the
 * root's (L4, L5). Only the newest entries need a signature, since it vouches for everything below (V2); others are not looked
 * at and not kept (V3).
 */
export function verifyRun(run: Run, known: KnownLog, signPublicKey: Uint8Array): Result<VerifiedRun, RunRefusal> {
  const read = readEntries(run)
  if (!read.ok) return read
  const missing = checkChain(read.value, known)
  if (!missing.ok) return missing

  const fresh = read.value.filter((entry) => storedLink(entry, known) === undefined)
  const entries = vouchedFor(fresh, signPublicKey)
  if (!entries.ok) return entries
  if (missing.value.length > 0) return err({ type: 'gap', missing: missing.value })
  const heads = fresh.reduce(headsAfter, known.heads)
  if (heads.length > limits.headsMax) return err({ type: 'too-many-heads' })

  const payloads = read.value.flatMap((entry) => {
    const { hash, payload } = entry
    return payload !== undefined && storedLink(entry, known)?.hasPayload === false ? [{ hash, payload }] : []
  })
  return ok({ entries: entries.value, payloads, heads })
}

/** Above the greatest seq of its log nothing is stored: a run that goes on where the log ends asks for none of its entries. */
function storedLink({ hash, header }: Entry, { heads, lookup }: KnownLog): StoredLink | undefined {
  return heads.some((head) => head.seq >= header.seq) ? lookup(hash) : undefined
}

/** Headers, hashes and payloads of all items; nothing is looked up yet. */
function readEntries(run: Run): Result<readonly Entry[], RunRefusal> {
  const entries: Entry[] = []
  const hashes = new Set<EntryHash>()
  for (const item of run.items) {
    const entry = readEntry(run, item)
    if (!entry.ok) return entry
    if (hashes.has(entry.value.hash)) return wrong('entry-twice')
    hashes.add(entry.value.hash)
    entries.push(entry.value)
  }
  return ok(entries)
}

function readEntry(run: Run, item: RunItem): Result<Entry, RunRefusal> {
  const { headerBytes, payload, signature } = item
  const entry = entryOf({ scope: run.scope, device: run.device, headerBytes, payload, signature })
  if (!entry.ok)
    return entry.reason === 'unknown-version' ? err({ type: 'unknown-version' }) : wrong('header-malformed')
  if (payload === undefined) return entry
  const { payloadHash, payloadLength } = entry.value.header
  if (payload.length !== payloadLength) return wrong('payload-length')
  return equalBytes(hashPayload(payload), payloadHash) ? entry : wrong('payload-hash')
}

/** Every link of the chain; the parents that are neither in the run nor stored are the value. */
function checkChain(entries: readonly Entry[], known: KnownLog): Result<readonly EntryHash[], RunRefusal> {
  const inRun = new Map(entries.map((entry) => [entry.hash, entry]))
  const passed = new Set<EntryHash>()
  const missing = new Set<EntryHash>()
  for (const entry of entries) {
    const { scope, device, header } = entry
    let seqOfParents = -1
    let isWhole = true
    for (const hash of parentsOf(header)) {
      if (inRun.has(hash) && !passed.has(hash)) return wrong('parent-after-child')
      const parent = inRun.get(hash)?.header ?? known.lookup(hash)
      if (parent === undefined) {
        missing.add(hash)
        isWhole = false
        continue
      }
      if ('scope' in parent && (parent.scope !== scope || parent.device !== device)) return wrong('wrong-log')
      if (parent.ts >= header.ts) return wrong('time-not-growing')
      seqOfParents = Math.max(seqOfParents, parent.seq)
    }
    if (isWhole ? header.seq !== seqOfParents + 1 : header.seq <= seqOfParents) return wrong('bad-seq')
    passed.add(entry.hash)
  }
  return ok([...missing])
}

/** The entries, if a signature stands at each end (V2); signatures that were not verified are dropped (V3). */
function vouchedFor(fresh: readonly Entry[], signPublicKey: Uint8Array): Result<readonly Entry[], RunRefusal> {
  const parents = new Set(fresh.flatMap((entry) => parentsOf(entry.header)))
  const tips = fresh.filter((entry) => !parents.has(entry.hash))
  // Each would be a head of its own: refused before a single costly signature is looked at.
  if (tips.length > limits.headsMax) return err({ type: 'too-many-heads' })
  for (const { hash, signature } of tips) {
    if (signature === undefined) return wrong('signature-missing')
    if (!verify(signPublicKey, 'sig', idBytes(hash), signature)) return wrong('bad-signature')
  }
  const isVouched = ({ hash, signature }: Entry): boolean => signature === undefined || !parents.has(hash)
  return ok(fresh.map((entry) => (isVouched(entry) ? entry : { ...entry, signature: undefined })))
}

function wrong(reason: RunWrong): { readonly ok: false; readonly reason: RunRefusal } {
  return err({ type: 'wrong', reason })
}
