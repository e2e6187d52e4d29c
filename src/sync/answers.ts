// Owns the answer to a want: which entries go out, in one frame, to a peer whose standing is looked up for each run (S4, S5).
// Changes nothing and remembers nothing: the asker knows what it still lacks.

import type { DeviceId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Entry } from '../log/entry.ts'
import { encodeRun, runOf, type Run } from '../log/run.ts'
import { splitIntoRuns } from '../log/split.ts'
import { bounds } from './bounds.ts'
import type { Frame, WantedLog } from './frames.ts'
import type { ScopeTag } from './frame-fields.ts'
import type { Local, SharedScope, Standing } from './local.ts'

/** Frame byte, numbers and the heads of byte strings around the runs. */
const frameOverheadBytes = 64
const runOverheadBytes = 5
const runBounds = {
  entriesMax: limits.runEntriesMax,
  bytesMax: limits.runFrameBytesMax - frameOverheadBytes - runOverheadBytes
}

export interface Asker {
  readonly device: DeviceId
  readonly scopeByTag: ReadonlyMap<ScopeTag, ScopeId>
}

/**
 * The answer to one want: what fits into one frame, in the order of the question. A log that the peer may not have now, or
 * whose heads are strange to us without a locator, is dealt with by silence.
 */
export function answerWant(
  want: Extract<Frame, { type: 'want' }>,
  asker: Asker,
  local: Local
): Extract<Frame, { type: 'run' }> {
  const runs: Run[] = []
  let entries = 0
  let bytes = 0
  let answered = 0
  for (const wanted of want.logs) {
    const run = runFor(wanted, asker, local)
    const runBytes = run === undefined ? 0 : encodeRun(run).length + runOverheadBytes
    const fits = bytes + runBytes <= runBounds.bytesMax && entries + (run?.items.length ?? 0) <= runBounds.entriesMax
    if (!fits && runs.length > 0) break
    answered += 1
    if (run === undefined) continue
    runs.push(run)
    entries += run.items.length
    bytes += runBytes
  }
  return { type: 'run', number: want.number, answered, runs }
}

function runFor(wanted: WantedLog, { device, scopeByTag }: Asker, local: Local): Run | undefined {
  const scope = scopeByTag.get(wanted.tag)
  const shared = scopesOf(local.standing(device)).find((each) => each.scope === scope)
  if (shared === undefined) return undefined
  const log = { scope: shared.scope, device: wanted.device }
  if (typeof wanted.mode === 'object')
    return payloadRun(local.payloads({ ...log, ...wanted.mode }, limits.runEntriesMax), shared)
  const known = knownOf(wanted, local)
  if (known === undefined) return undefined
  const found = local.entriesBeyond(log, known, bounds.answerEntriesMax).map((entry) => lent(entry, shared))
  const [run] = splitIntoRuns(wanted.mode === 'headers' ? found.map(withoutContent) : found, runBounds).runs
  return run
}

/** What the asker certainly has; undefined: nothing it named is here, and it has more to name. */
function knownOf({ heads, locator }: WantedLog, local: Local): WantedLog['heads'] | undefined {
  const known = [...heads, ...locator].filter((hash) => local.has(hash))
  return known.length === 0 && heads.length > 0 && locator.length === 0 ? undefined : known
}

/** Payloads that lack at the asker, for entries it has: no signature is needed for them any more (V1). */
function payloadRun(entries: readonly Entry[], shared: SharedScope): Run | undefined {
  const items: Entry[] = []
  let bytes = 0
  for (const entry of entries.map((each) => lent(each, shared))) {
    if (entry.payload === undefined) continue
    bytes += entry.headerBytes.length + entry.payload.length + 16
    if (bytes > runBounds.bytesMax - 128) break
    items.push({ ...entry, signature: undefined })
  }
  return items.length === 0 ? undefined : runOf(items)
}

/** The entry as this peer may have it. */
export function lent(entry: Entry, shared: SharedScope): Entry {
  return entry.header.kind === 'epoch' && !shared.epochPayloads ? { ...entry, payload: undefined } : entry
}

function withoutContent(entry: Entry): Entry {
  return entry.header.kind === 'content' ? { ...entry, payload: undefined } : entry
}

/** Whether a peer of this standing takes part in a scope. */
export function isShared(scope: ScopeId, standing: Standing): boolean {
  return scopesOf(standing).some((shared) => shared.scope === scope)
}

/** What a device may have from us (S4): only members and guests get anything beyond a proof. */
export function scopesOf(standing: Standing): readonly SharedScope[] {
  return standing.type === 'member' || standing.type === 'guest' ? standing.scopes : []
}

/**
 * The scope of a log that we take from such a device (S4): of one that we do not know the team's, in which it may become
 * known.
 */
export function takenScopes(standing: Standing, local: Local): readonly SharedScope[] {
  if (standing.type === 'member' || standing.type === 'guest')
    return standing.heardOf === undefined ? standing.scopes : [...standing.scopes, ...standing.heardOf]
  if (standing.type !== 'unknown') return []
  return [{ scope: local.me.team, order: 0, epochPayloads: false }]
}
