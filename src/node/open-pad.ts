// Owns one pad that somebody looks at: the agreed document, what was typed on top of it, and how what a window typed into an older text
// fits the one that is there now (P10). Knows no clock, no network and no storage: rows come in, operations go out.

import { applySplice, differencesOf, editOf, rebase, type Splice } from '../base/splices.ts'
import { createPadDocument } from '../chat/pad-document.ts'
import { createPadDraft, type PadDraft, type PendingPiece } from '../chat/pad-draft.ts'
import type { PadBase, PadWriter } from '../chat/pad-base.ts'
import type { PadKind } from '../chat/pads.ts'
import { projectPad, type PadReader } from './pad-steps.ts'
import type { PadItemView, PadTextView, TypedEdit } from './api-pads.ts'

export interface OpenPad {
  readonly draft: () => PadDraft
  /** What counts now. */
  project(reader: PadReader): void
  /** Keeps the state of it where enough is not kept yet. */
  keep(reader: PadReader, { min }: { readonly min: number }): void
  readonly waits: boolean
  readonly full: boolean
  /** Own changes of before that are not applied yet: until they are, nothing may be written on top. */
  readonly isBehind: boolean
  /** Fits in what was typed; why not, if it cannot be. */
  write(typed: TypedEdit): 'unknown-pad' | 'someone-was-faster' | 'not-allowed' | 'pad-full' | undefined
  pending(): PendingPiece | undefined
  text(): PadTextView | undefined
  items(whoTicked: (writer: PadWriter) => PadItemView['doneBy']): readonly PadItemView[]
  destroy(): void
}

/** A text as windows were told of it. */
interface Told {
  text: string
  revision: number
  edit: number
  /** The last few states by revision. */
  readonly past: Map<number, string>
}

/** Of a text: what all agree on, and what stands here with what was typed. */
interface Typed {
  readonly id: string
  readonly before: string
  readonly mine: string
}

const pastMax = 16
/** Of a text as it is written here. */
const unitsMax = 262_144

/** A pad that was not read yet; `client` is the Yjs id that this device writes under (P9). Whoever opens it destroys it. */
export function createOpenPad(kind: PadKind, client: number): OpenPad {
  const document = createPadDocument(kind)
  let draft = createPadDraft(kind, client)
  const toldById = new Map<string, Told>()
  let base: PadBase | undefined
  /** Steps behind the base that stand in what was kept last. */
  let kept = 0
  let state = { waits: false, full: false, isBehind: false }

  /** With what was typed and is not stored, as far as the texts are still there that it was typed into. */
  function renew(typed: readonly Typed[]): void {
    draft.destroy()
    draft = createPadDraft(kind, client)
    for (const update of document.updates()) draft.apply(update)
    for (const { id, before, mine } of typed) {
      let from = before
      for (const splice of differencesOf(before, mine)) {
        const now = draft.texts().find((each) => each.id === id)?.text
        if (now !== undefined) draft.write(id, differencesOf(from, now).reduce(rebase, editOf(splice)))
        from = applySplice(from, splice)
      }
    }
  }
  function typedNow(): readonly Typed[] {
    if (draft.pending() === undefined) return []
    const agreed = new Map(document.texts().map(({ id, text }) => [id, text]))
    return draft.texts().map(({ id, text }) => ({ id, before: agreed.get(id) ?? '', mine: text }))
  }
  /** What is there now, with a number. */
  function told(id: string, text: string): Told {
    const known = toldById.get(id) ?? { text: '', revision: -1, edit: 0, past: new Map<number, string>() }
    toldById.set(id, known)
    if (known.text === text && known.revision >= 0) return known
    known.text = text
    known.revision += 1
    known.past.set(known.revision, text)
    known.past.delete(known.revision - pastMax)
    return known
  }
  function viewOf(id: string, text: string): PadTextView {
    const { revision, edit } = told(id, text)
    return { id, text, revision, edit }
  }
  function saidIn(of: Pick<PadDraft, 'texts' | 'items'>): string {
    return JSON.stringify(
      kind === 'note' ? of.texts() : of.items().map(({ id, text, place, done }) => [id, text, place, done])
    )
  }

  return {
    draft: () => draft,
    project(reader) {
      const before = base
      const typed = typedNow()
      const { added, isLess, waiting, full, steps, ...on } = projectPad(document, reader)
      base = on.base
      if (base !== before || isLess) kept = 0
      if (base !== undefined && base !== before) draft.apply(base.bytes)
      for (const step of added) draft.apply(step.update)
      const reached = document.reached(client)
      state = {
        waits: waiting > 0,
        full,
        isBehind: steps.some((step) => step.client === client && step.first > reached)
      }
      // Honest changes make the same of both. What made less, or something else, is what all agree on.
      if (isLess || (draft.pending() === undefined && saidIn(draft) !== saidIn(document))) renew(typed)
    },
    keep(reader, { min }) {
      if (document.behindBase - kept < min) return
      const next = document.base()
      if (next !== undefined) reader.keep(next)
      kept = document.behindBase
    },
    get waits() {
      return state.waits
    },
    get full() {
      return state.full
    },
    get isBehind() {
      return state.isBehind
    },
    write({ text: id, revision, edit, splice }) {
      const now = draft.texts().find((each) => each.id === id)?.text
      if (now === undefined) return 'unknown-pad'
      const known = told(id, now)
      const base = known.past.get(revision)
      if (base === undefined) return 'someone-was-faster'
      if (!isWithin(splice, base)) return 'not-allowed'
      if (base.length - splice.remove + splice.insert.length > unitsMax) return 'pad-full'
      const fitted = differencesOf(base, now).reduce(rebase, editOf(splice))
      draft.write(id, fitted)
      known.edit = edit
      return undefined
    },
    pending: () => draft.pending(),
    text() {
      const text = kind === 'note' ? draft.texts()[0] : undefined
      return text === undefined ? undefined : viewOf(text.id, text.text)
    },
    items(whoTicked) {
      if (kind === 'note') return []
      return draft.items().map(({ id, text, done, doneAt }) => {
        const writer = done && doneAt !== undefined ? document.writerOf(doneAt) : undefined
        return { ...viewOf(id, text), done, doneBy: writer && whoTicked(writer) }
      })
    },
    destroy() {
      draft.destroy()
      document.destroy()
    }
  }
}

function isWithin({ at, remove }: Splice, text: string): boolean {
  return [at, remove].every((value) => Number.isInteger(value) && value >= 0) && at + remove <= text.length
}
