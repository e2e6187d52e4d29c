// Owns a pad as all devices agree on it: the document that follows from its counted operations, applied in the order of P9. Nobody types
// in it; what a person types goes through pad-draft.ts and comes back as an operation.

import * as Y from 'yjs'
import type { EntryHash } from '../base/ids.ts'
import { createPadDoc, itemsOf, textsOf, type PadItem, type PadText } from './pad-content.ts'
import type { PadKind } from './pads.ts'
import { planOf, type PadStep } from './pad-order.ts'
import type { PadPoint } from './pad-update.ts'

export interface PadDocument {
  /** All steps that count now; what came of it. */
  project(steps: readonly PadStep[]): PadProjection
  texts(): readonly PadText[]
  items(): readonly PadItem[]
  /** The step that wrote a unit. */
  writerOf(point: PadPoint): PadStep | undefined
  /** How far a client's units go. */
  reached(client: number): number
  bytes(): Uint8Array
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
  let applied: PadStep[] = []
  let rests: Rest[] = []
  /** Steps at which the library gave up, whatever was wrong with them: they count nowhere, since everybody's library does. */
  const broken = new Set<EntryHash>()

  function goBack(shared: number): void {
    rests = rests.filter(({ steps }) => steps <= shared)
    const rest = rests.at(-1)
    doc.destroy()
    doc = createPadDoc()
    if (rest !== undefined) Y.applyUpdate(doc, rest.bytes)
    applied = applied.slice(0, rest?.steps ?? 0)
  }
  function apply(step: PadStep): boolean {
    try {
      Y.applyUpdate(doc, step.update)
    } catch {
      broken.add(step.hash)
      return false
    }
    applied.push(step)
    if (applied.length % restEvery === 0)
      rests = [...rests.slice(1 - restsMax), { steps: applied.length, bytes: Y.encodeStateAsUpdate(doc) }]
    return true
  }

  return {
    project(steps) {
      const before = new Set(applied.map(({ hash }) => hash))
      for (;;) {
        const plan = planOf(steps.filter(({ hash }) => !broken.has(hash)))
        const shared = sharedLength(applied, plan.order)
        if (shared < applied.length) goBack(shared)
        if (!plan.order.slice(applied.length).every(apply)) {
          // What it left behind is not to be trusted.
          goBack(applied.length)
          continue
        }
        const added = applied.filter(({ hash }) => !before.has(hash))
        const isLess = applied.length - added.length < before.size
        return { added, isLess, waiting: plan.waiting, full: plan.full }
      }
    },
    texts: () => textsOf(doc, kind),
    items: () => itemsOf(doc),
    writerOf: ({ client, clock }) =>
      applied.find((step) => step.client === client && step.first <= clock && clock < step.end),
    reached: (client) => Y.getState(doc.store, client),
    bytes: () => Y.encodeStateAsUpdate(doc),
    destroy: () => doc.destroy()
  }
}

function sharedLength(a: readonly PadStep[], b: readonly PadStep[]): number {
  let shared = 0
  while (shared < a.length && shared < b.length && a[shared]?.hash === b[shared]?.hash) shared += 1
  return shared
}
