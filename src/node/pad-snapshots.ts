// Owns what is kept of a pad so that opening it reads little: its merged state beside the steps that are in it, in a cache (P9). Never
// trusted where something may count otherwise: then it is gone, in the transaction that says so, or made under another membership.

import { assert } from '../base/assert.ts'
import { fromHex } from '../base/bytes.ts'
import { decodeCbor, encodeCbor } from '../base/codec.ts'
import { padIdOf, scopeIdOf, type ConversationId, type PadId } from '../base/ids.ts'
import { padBaseOf, padBaseValue, type PadBase } from '../chat/pad-base.ts'
import type { Row } from '../chat/rows.ts'
import type { InPad } from './api-pads.ts'
import type { LocalRecord } from './ports.ts'

export interface PadSnapshot {
  readonly base: PadBase
  /** Pages that were read to their end, with the entries they had: as long as they have no more, nobody need look into them. */
  readonly entriesByPage: ReadonlyMap<number, number>
}

/** One is written once so many steps are not in the last one (P9). */
export const snapshotStepsMin = 200

/** All snapshots of a conversation begin like this. */
export function snapshotsOf(conversation: ConversationId): string {
  return `pad ${conversation} `
}

/** The name of the cache that holds it. */
export function snapshotNameOf(place: InPad): string {
  return `pad ${padPlaceKey(place)}`
}

/** One pad's name in maps and records. */
export function padPlaceKey({ conversation, pad }: InPad): string {
  return `${conversation} ${pad}`
}

/** The pad that a `padPlaceKey` names. */
export function padPlaceOf(key: string): InPad {
  const [conversation, pad] = key.split(' ').map((id) => fromHex(id))
  assert(conversation?.ok === true && pad?.ok === true, 'places of pads are made here alone')
  return { conversation: scopeIdOf(conversation.value), pad: padIdOf(pad.value) }
}

/** `mark`: what it was made under (standingMark). */
export function snapshotRecord(name: string, mark: string, { base, entriesByPage }: PadSnapshot): LocalRecord {
  const pages = [...entriesByPage].toSorted(([a], [b]) => a - b)
  return { keep: 'cache', name, value: encodeCbor([mark, pages, padBaseValue(base)]) }
}

/** undefined: there is none, or not one that was made under this mark. */
export function snapshotFrom(value: Uint8Array | undefined, mark: string): PadSnapshot | undefined {
  const decoded = value === undefined ? undefined : decodeCbor(value)
  if (decoded?.ok !== true || !Array.isArray(decoded.value) || decoded.value.length !== 3) return undefined
  const [madeUnder, pages, kept] = decoded.value
  if (madeUnder !== mark || !Array.isArray(pages) || kept === undefined) return undefined
  const entriesByPage = new Map<number, number>()
  for (const each of pages) {
    const [page, entries] = Array.isArray(each) ? each : []
    if (typeof page !== 'number' || typeof entries !== 'number') return undefined
    entriesByPage.set(page, entries)
  }
  const base = padBaseOf(kept)
  return base && { base, entriesByPage }
}

/** Of these rows those that say something in a pad. */
export function padsSaidIn(rows: Iterable<Row>): ReadonlySet<PadId> {
  const pads = new Set<PadId>()
  for (const { content } of rows) {
    if (content.type !== 'operation' || !Array.isArray(content.operation)) continue
    const [code, id] = content.operation as readonly unknown[]
    if (code === 23 && id instanceof Uint8Array) pads.add(padIdOf(id))
  }
  return pads
}
