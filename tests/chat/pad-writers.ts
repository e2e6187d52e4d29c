// People who write one pad on devices of their own, as the node does it: what is typed is a draft, becomes a step, and is heard by others
// in any order. For the tests of this room.

import { editOf, type Splice } from '../../src/base/splices.ts'
import { createPadDocument } from '../../src/chat/pad-document.ts'
import { createPadDraft } from '../../src/chat/pad-draft.ts'
import type { PadStep } from '../../src/chat/pad-order.ts'
import { endOf, readPadUpdate, readPadVector } from '../../src/chat/pad-update.ts'
import type { PadKind } from '../../src/chat/pads.ts'
import { deviceNo, hashNo, memberNo, start } from './fixtures.ts'

/** A step from the bytes of an operation; the hash and the time are numbers that are written down. */
export function stepOf(
  { vector, update }: { readonly vector: Uint8Array; readonly update: Uint8Array },
  { client, hash, at = hash }: { readonly client: number; readonly hash: number; readonly at?: number }
): PadStep {
  const known = readPadVector(vector)
  const change = known === undefined ? undefined : readPadUpdate(update, known)
  if (known === undefined || change === undefined) throw new Error('a step of a test keeps the rules')
  const first = known.get(client) ?? 0
  const end = endOf(change.structs, first)
  const author = { device: deviceNo(client), member: memberNo(client) }
  return { hash: hashNo(hash), ts: start + at, ...author, client, first, end, vector: known, update }
}

export interface Writer {
  readonly client: number
  splice(splice: Splice, id?: string): void
  add(id: string, after: string | undefined, text: string): void
  tick(id: string, on: boolean): void
  move(id: string, after: string | undefined): void
  remove(id: string): void
  undo(): void
  redo(): void
  /** What was typed becomes steps; those that this made. */
  save(hash: number, at?: number): PadStep[]
  hear(steps: readonly PadStep[]): void
  /** With what is typed and not saved. */
  text(): string
  items(): readonly { readonly id: string; readonly text: string; readonly done: boolean }[]
  readonly steps: readonly PadStep[]
}

export function createWriter(client: number, kind: PadKind = 'note'): Writer {
  const document = createPadDocument(kind)
  let draft = createPadDraft(kind, client)
  const steps: PadStep[] = []

  function hear(heard: readonly PadStep[], isOwn: boolean): void {
    for (const step of heard) if (!steps.some(({ hash }) => hash === step.hash)) steps.push(step)
    const { added, isLess } = document.project(steps)
    if (isOwn) return
    for (const step of added) draft.apply(step.update)
    const isAgreed = draft.pending() !== undefined || JSON.stringify(draft.texts()) === JSON.stringify(document.texts())
    if (isAgreed && !isLess) return
    draft.destroy()
    draft = createPadDraft(kind, client)
    for (const update of document.updates()) draft.apply(update)
  }

  return {
    client,
    splice: (splice, id = 't') => void draft.write(id, editOf(splice)),
    add: (id, after, text) => void draft.add(id, after, text),
    tick: (id, on) => void draft.tick(id, on),
    move: (id, after) => void draft.move(id, after),
    remove: (id) => void draft.remove(id),
    undo: () => draft.undo(),
    redo: () => draft.redo(),
    save(hash, at = hash) {
      draft.pause()
      const made: PadStep[] = []
      for (let piece = draft.pending(); piece !== undefined; piece = draft.pending()) {
        made.push(stepOf(piece, { client, hash: hash + made.length, at: at + made.length }))
        draft.stored(piece)
      }
      hear(made, true)
      return made
    },
    hear: (heard) => hear(heard, false),
    text: () => draft.texts()[0]?.text ?? '',
    items: () => draft.items().map(({ id, text, done }) => ({ id, text, done })),
    steps
  }
}
