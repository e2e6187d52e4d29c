// Owns one text that several people write at once, as this window sees it: what the person typed is shown at once, goes to the node one edit
// at a time, and what others wrote is fitted in around it (P10). Knows no field and no words.

import { applyEdit, applySplice, differencesOf, editOf, movedOver, rebase } from '../base/splices.ts'
import type { PadTextView, TypedEdit } from '../node/api-pads.ts'
import type { Outcome } from '../node/api-intents.ts'

/** Numbers of edits go on through all texts of this window, so that an answer of before is never taken for one of now. */
let edits = 0

export class SharedText {
  readonly #send: (edit: TypedEdit) => Promise<Outcome>
  readonly #onrefused: (outcome: Outcome) => void
  /** What the node said last. */
  #told: PadTextView
  /** What the field shows. */
  #shown: string
  /** The edit on its way, what it was typed into, and the text it was to make. */
  #onItsWay: { readonly edit: number; readonly revision: number; readonly made: string } | undefined
  /** Others' words wait while an input method composes. */
  #held: 'nothing' | PadTextView | undefined
  #moved: (move: (place: number) => number) => void = () => undefined

  constructor(
    told: PadTextView,
    send: (edit: TypedEdit) => Promise<Outcome>,
    onrefused: (outcome: Outcome) => void = () => undefined
  ) {
    this.#send = send
    this.#onrefused = onrefused
    this.#told = told
    this.#shown = $state(told.text)
  }

  /** Bound to a field: set by what is typed. */
  get shown(): string {
    return this.#shown
  }

  set shown(text: string) {
    this.#shown = text
    this.#next()
  }

  /** Everything typed is with the node. */
  get isCalm(): boolean {
    return this.#onItsWay === undefined && this.#shown === this.#told.text
  }

  /** Called before others' words change the field: where a place stands afterwards. */
  onmoved(run: (move: (place: number) => number) => void): () => void {
    this.#moved = run
    return () => {
      if (this.#moved === run) this.#moved = () => undefined
    }
  }

  /** The text as the node has it now. */
  take(told: PadTextView): void {
    if (this.#held !== undefined) {
      this.#held = told
      return
    }
    const sent = this.#onItsWay
    const before = sent?.made ?? this.#told.text
    const isIn = sent === undefined || told.edit >= sent.edit
    // What is on its way is not in it yet: as it will look once it is.
    const after = isIn ? told.text : fitted(this.#told.text, before, told.text)
    const isNews = told.revision !== this.#told.revision || told.text !== this.#told.text
    this.#told = told
    this.#onItsWay = isIn || sent === undefined ? undefined : { ...sent, made: after }
    if (isNews && after !== before) this.#fit(before, after)
    this.#next()
  }

  /** An input method composes: a field that is changed under it loses what was typed. */
  hold(): void {
    this.#held ??= 'nothing'
  }

  release(): void {
    const held = this.#held
    this.#held = undefined
    if (held !== undefined && held !== 'nothing') this.take(held)
  }

  #fit(before: string, after: string): void {
    const steps = differencesOf(before, after)
    const shown = this.#shown === before ? after : fitted(before, this.#shown, after)
    if (shown === this.#shown) return
    // Places are those of the field, so they move by what changes in it.
    const moves = this.#shown === before ? steps : differencesOf(this.#shown, shown)
    this.#moved((place) => moves.reduce(movedOver, place))
    this.#shown = shown
  }

  #next(): void {
    if (this.#onItsWay !== undefined) return
    // One change at a time, so that none takes what stands between two.
    const [splice] = differencesOf(this.#told.text, this.#shown)
    if (splice === undefined) return
    edits += 1
    const edit = edits
    const { id, revision } = this.#told
    this.#onItsWay = { edit, revision, made: applySplice(this.#told.text, splice) }
    void this.#send({ text: id, revision, edit, splice }).then((outcome) => {
      if (outcome.ok || this.#onItsWay?.edit !== edit) return
      this.#onItsWay = undefined
      // What it was typed into is too old for the node: it goes again as soon as a newer one is here.
      if (outcome.reason === 'someone-was-faster') {
        if (this.#told.revision !== revision) this.#next()
        return
      }
      this.#shown = this.#told.text
      this.#onrefused(outcome)
    })
  }
}

/** `mine` was made of `before`; the same change in what others made of it. */
function fitted(before: string, mine: string, theirs: string): string {
  let [from, into] = [before, theirs]
  for (const splice of differencesOf(before, mine)) {
    into = applyEdit(into, differencesOf(from, into).reduce(rebase, editOf(splice)))
    from = applySplice(from, splice)
  }
  return into
}
