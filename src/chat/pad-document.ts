// Owns a pad as all devices agree on it: the document that follows from its counted operations, applied in the order of P9. Nobody types
// in it; what a person types goes through pad-draft.ts and comes back as an operation.

import * as Y from 'yjs'
import { present } from '../base/assert.ts'
import type { EntryHash } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { createPadDoc, itemsOf, textsOf, type PadItem, type PadText } from './pad-content.ts'
import { stateOf, type PadBase, type PadWriter } from './pad-base.ts'
import { compareSteps, planOf, type PadStep } from './pad-order.ts'
import type { PadKind } from './pads.ts'
import type { PadPoint } from './pad-update.ts'

export interface PadDocument {
  /** All steps that count now; what came of it. */
  project(steps: readonly PadStep[]): PadProjection
  /**
   * The same, from a base on: of the steps only those that are not in it need be there. undefined: one of them might belong before the end
   * of the base, or that is damaged, so all have to be read.
   */
  projectFrom(base: PadBase | undefined, steps: readonly PadStep[]): PadProjection | undefined
  /** What may be kept instead of the steps; undefined: nothing may. */
  base(): PadBase | undefined
  /** Steps that are applied on top of the base. */
  readonly behindBase: number
  texts(): readonly PadText[]
  items(): readonly PadItem[]
  /** Whose step wrote a unit, as far as it says that something is ticked. */
  writerOf(point: PadPoint): PadWriter | undefined
  /** How far a client's units go. */
  reached(client: number): number
  /** Applied one after the other to an empty document they make the same in every unit. */
  updates(): readonly Uint8Array[]
  destroy(): void
}

export interface PadProjection {
  /** Steps that were not applied before, in their order; some of them may stand between those that were. */
  readonly added: readonly PadStep[]
  /** Steps that were applied before do not count any more. */
  readonly isLess: boolean
  readonly waiting: number
  readonly full: boolean
}

/** Every so many steps the state is remembered, so that what comes in between costs that much and not everything. */
const restEvery = 64
const restsMax = 8

interface Rest {
  readonly steps: number
  readonly bytes: Uint8Array
}

/** The document of a pad of this kind, with nothing in it. */
export function createPadDocument(kind: PadKind): PadDocument {
  let doc = createPadDoc()
  let base: PadBase | undefined
  let applied: PadStep[] = []
  let rests: Rest[] = []
  let last = { waiting: 0, full: false }
  /** Those that were looked at and are not applied. */
  let aside: ReadonlySet<EntryHash> = new Set()
  /** Steps at which the library gave up, whatever was wrong with them: they count nowhere, since everybody's library does. */
  const broken = new Set<EntryHash>()

  function goBack(shared: number): void {
    rests = rests.filter(({ steps }) => steps <= shared)
    const rest = rests.at(-1)
    const bytes = rest?.bytes ?? base?.bytes
    doc.destroy()
    doc = createPadDoc()
    if (bytes !== undefined) Y.applyUpdate(doc, bytes)
    applied = applied.slice(0, rest?.steps ?? 0)
  }
  /** false: the base is damaged, and there is nothing now. */
  function beginWith(next: PadBase | undefined): boolean {
    base = next
    rests = []
    try {
      goBack(0)
    } catch {
      return beginWith(undefined) && false
    }
    return true
  }
  /** `left`: how many come with it, this one among them. Of a long way two places are remembered, since each costs reading all of it. */
  function apply(step: PadStep, left: number): boolean {
    try {
      Y.applyUpdate(doc, step.update)
    } catch {
      broken.add(step.hash)
      return false
    }
    applied.push(step)
    if (applied.length % restEvery === 0 && [1, restsMax].includes(Math.ceil(left / restEvery))) remember()
    return true
  }
  function remember(): void {
    const bytes = stateOf(doc)
    if (bytes !== undefined) rests = [...rests.slice(1 - restsMax), { steps: applied.length, bytes }]
  }

  function hashesNow(): Set<EntryHash> {
    return new Set([...(base?.hashes ?? []), ...applied.map(({ hash }) => hash)])
  }
  function projectFrom(next: PadBase | undefined, steps: readonly PadStep[]): PadProjection | undefined {
    const reached = next === undefined ? new Map<number, number>() : reachedOf(next)
    if (reached === undefined) return undefined
    const fresh = steps.filter(({ hash }) => next?.hashes.has(hash) !== true)
    if (next !== undefined && fresh.some((step) => mayBelongBefore(step, next))) return undefined
    const before = hashesNow()
    const beginning = { reached, steps: next?.hashes.size ?? 0, size: next?.size ?? 0 }
    for (;;) {
      // What one found no room for, a later one must not find.
      const room = next?.full === true ? [] : fresh.filter(({ hash }) => !broken.has(hash))
      const plan = planOf(room, beginning)
      if (next !== base && !beginWith(next)) return undefined
      const shared = sharedLength(applied, plan.order)
      if (shared < applied.length) goBack(shared)
      const ahead = plan.order.slice(applied.length)
      if (!ahead.every((step, index) => apply(step, ahead.length - index))) {
        // What it left behind is not to be trusted.
        goBack(applied.length)
        continue
      }
      const now = hashesNow()
      const added = applied.filter(({ hash }) => !before.has(hash))
      const isLess = [...before].some((hash) => !now.has(hash))
      last = { waiting: plan.waiting, full: plan.full || next?.full === true }
      aside = new Set([...(next?.aside ?? []), ...fresh.map(({ hash }) => hash)].filter((hash) => !now.has(hash)))
      return { added, isLess, ...last }
    }
  }
  function writerOf({ client, clock }: PadPoint): PadWriter | undefined {
    return (
      applied.find((step) => step.client === client && step.first <= clock && clock < step.end) ??
      base?.ticks.find((tick) => tick.client === client && tick.clock === clock)
    )
  }
  function ticks(): PadBase['ticks'] {
    if (kind === 'note') return []
    return itemsOf(doc).flatMap(({ doneAt }) => {
      const writer = doneAt === undefined ? undefined : writerOf(doneAt)
      return doneAt === undefined || writer === undefined ? [] : [{ ...doneAt, member: writer.member, ts: writer.ts }]
    })
  }

  return {
    project: (steps) => present(projectFrom(undefined, steps), 'without a base nothing can stand before it'),
    projectFrom,
    base() {
      const first: PadBase['latest'] | undefined = base?.latest ?? applied[0]
      // A step that breaks the library must break it everywhere.
      if (first === undefined || aside.size > limits.padOperationsMax || broken.size > 0) return undefined
      const bytes = stateOf(doc)
      if (bytes === undefined) return undefined
      const { ts, hash } = applied.reduce<PadBase['latest']>(
        (latest, step) => (compareSteps(step, latest) > 0 ? step : latest),
        first
      )
      return {
        bytes,
        hashes: hashesNow(),
        aside,
        latest: { ts, hash },
        size: applied.reduce((sum, { update }) => sum + update.length, base?.size ?? 0),
        full: last.full,
        ticks: ticks()
      }
    },
    get behindBase() {
      return applied.length
    },
    texts: () => textsOf(doc, kind),
    items: () => itemsOf(doc),
    writerOf,
    reached: (client) => Y.getState(doc.store, client),
    updates() {
      const bytes = stateOf(doc)
      if (bytes !== undefined) return [bytes]
      return [...(base === undefined ? [] : [base.bytes]), ...applied.map(({ update }) => update)]
    },
    destroy: () => doc.destroy()
  }
}

/**
 * A step that the base knows nothing of, and that might be applied before the end of it or instead of one of it. What waited when it was
 * made waits for something later still, so it comes behind all of it; what had no place has none.
 */
function mayBelongBefore(step: PadStep, { aside, full, latest }: PadBase): boolean {
  return !aside.has(step.hash) && (full || compareSteps(step, latest) < 0)
}

/** Read once: a base is a value. */
const reachedByBase = new WeakMap<PadBase, ReadonlyMap<number, number>>()

/** How far each client's units go; undefined: it is damaged. */
function reachedOf(base: PadBase): ReadonlyMap<number, number> | undefined {
  try {
    const reached = reachedByBase.get(base) ?? Y.decodeStateVector(Y.encodeStateVectorFromUpdate(base.bytes))
    reachedByBase.set(base, reached)
    return reached
  } catch {
    return undefined
  }
}

function sharedLength(a: readonly PadStep[], b: readonly PadStep[]): number {
  let shared = 0
  while (shared < a.length && shared < b.length && a[shared]?.hash === b[shared]?.hash) shared += 1
  return shared
}
