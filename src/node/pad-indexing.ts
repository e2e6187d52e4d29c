// Owns how what stands in notes and lists comes to be found (X5): each that moved is read, one at a time and not too often, since somebody may
// be typing in it. Knows no query.

import { compareIds } from '../base/ids.ts'
import { createPadDocument } from '../chat/pad-document.ts'
import { padKindOf } from '../chat/pads.ts'
import { makeFound } from './accept.ts'
import type { InPad } from './api-pads.ts'
import type { Later } from './inbox.ts'
import { padThere } from './named-pads.ts'
import { padPlaceKey, padPlaceOf, snapshotStepsMin } from './pad-snapshots.ts'
import { createPadReader, projectPad } from './pad-steps.ts'
import type { Milliseconds, SearchablePad, Stored } from './ports.ts'
import { isNotedBegun, notedBegunRecord, unnotedRecord } from './records.ts'
import { padsIn } from './registers.ts'
import { isSearched, linkBegins } from './searching.ts'
import type { Desk } from './desk.ts'

export interface PadIndexing {
  /** Some are to be looked through. */
  moved(): void
  /** Words count by other rules than before: all are to be looked through. */
  all(): void
}

const restMs: Milliseconds = 500
/** The same one not again before this: people type for minutes. */
const againMs: Milliseconds = 10_000
/** Of a text, the title in it; what stands behind is not found. */
const unitsMax = 131_072

export function createPadIndexing(
  desk: Desk,
  stored: Stored,
  { later, onMoved }: { readonly later: Later; readonly onMoved: () => void }
): PadIndexing {
  const { replica } = desk
  const lookedAt = new Map<string, Milliseconds>()
  let planned = false

  function begin(): void {
    if (isNotedBegun(stored.records)) return
    const keys = allKeys()
    const records = [notedBegunRecord(), ...keys.map((key) => unnotedRecord(key, true))]
    if (makeFound(desk, { records }).ok) for (const key of keys) replica.unnoted.add(key)
  }
  function allKeys(): readonly string[] {
    return [...replica.membership.scopes.keys()].flatMap((conversation) =>
      padsIn(replica.registers, conversation).map(({ pad }) => padPlaceKey({ conversation, pad }))
    )
  }
  function plan(wait: Milliseconds): void {
    if (planned || replica.unnoted.size === 0) return
    planned = true
    later(wait, () => {
      planned = false
      const key = next()
      const isDone = key === undefined || look(key)
      plan(key === undefined || !isDone ? againMs : restMs)
    })
  }
  /** One that was not looked through just now. */
  function next(): string | undefined {
    const now = desk.now()
    const isCalm = (key: string): boolean => {
      const at = lookedAt.get(key)
      return at === undefined || now - at >= againMs || now < at
    }
    return [...replica.unnoted].filter(isCalm).toSorted(compareIds)[0]
  }
  /** false: the disk is full. */
  function look(key: string): boolean {
    const place = padPlaceOf(key)
    const found = foundIn(place)
    const pads = { put: found === undefined ? [] : [found], forget: found === undefined ? [place] : [], forgetIn: [] }
    const search = { put: [], forget: [], pads }
    lookedAt.set(key, desk.now())
    if (!makeFound(desk, { records: [unnotedRecord(key, false)], search }).ok) return false
    replica.unnoted.delete(key)
    if (found === undefined) lookedAt.delete(key)
    onMoved()
    return true
  }
  function foundIn(place: InPad): SearchablePad | undefined {
    const { conversation, pad } = place
    const named = padThere(replica, place)
    const kind = padKindOf(pad)
    if (named === undefined || kind === undefined || !isSearched(replica, conversation)) return undefined
    const reader = createPadReader(desk, conversation, pad)
    const document = createPadDocument(kind)
    const { base, steps } = projectPad(document, reader)
    const ts = steps.reduce((latest, step) => Math.max(latest, step.ts), Math.max(named.ts, base?.latest.ts ?? 0))
    const lines = [named.name, ...document.texts().map(({ text }) => text)]
    const next = document.behindBase >= snapshotStepsMin ? document.base() : undefined
    if (next !== undefined) reader.keep(next)
    document.destroy()
    const text = lines.join('\n').slice(0, unitsMax)
    return { conversation, pad, ts, text, hasLink: linkBegins.test(text) }
  }

  begin()
  plan(restMs)

  return {
    moved: () => plan(restMs),
    all() {
      for (const key of allKeys()) replica.unnoted.add(key)
      plan(restMs)
    }
  }
}
