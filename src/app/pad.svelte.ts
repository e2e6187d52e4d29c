// Owns one pad that is open on the screen: what the node shows of it, the texts that are typed in, and where this person stands (P10, S15).

import { untrack } from 'svelte'
import type { NodeApi } from '../node/api.ts'
import type { InPad, PadIntent, PadTextView, PadView } from '../node/api-pads.ts'
import type { Outcome } from '../node/api-intents.ts'
import { Live } from './live.svelte.ts'
import { SharedText } from './shared-text.svelte.ts'

type WithoutPlace<Intent> = Intent extends InPad ? Omit<Intent, keyof InPad> : never
/** What is done in this pad. */
export type PadAct = WithoutPlace<PadIntent>

/** A place that does not move is said again this often: others believe it for a little longer. */
const standingEveryMs = 4_000
const lookEveryMs = 1_000
/** Whoever has left waits no longer for what was typed to be with the node: what is there is stored. */
const leaveMs = 10_000

/** All texts that are typed in: of a note its words, of a list each item. */
const textsOf = ({ text, items }: PadView): readonly PadTextView[] => [...(text === undefined ? [] : [text]), ...items]

export class OpenPad {
  readonly #node: NodeApi
  readonly #place: InPad
  readonly #live: Live<{ readonly type: 'pad' } & InPad>
  readonly #texts = new Map<string, SharedText>()
  readonly #onrefused: (outcome: Outcome) => void
  /** Where this person stands, what of it was said last, and when. */
  #standing: { readonly text: string; readonly at: number } | undefined
  #said = ''
  /** The next change that comes is what this person takes back, nobody else's. */
  #isOwn = false
  #othersChanges = $state(0)
  #saidAt = Number.NEGATIVE_INFINITY

  constructor(node: NodeApi, place: InPad, onrefused: (outcome: Outcome) => void) {
    this.#node = node
    this.#place = place
    this.#live = new Live(node, { type: 'pad', ...place })
    this.#onrefused = onrefused
  }

  /** Undefined until the node has answered. */
  get view(): PadView | undefined {
    return this.#live.current
  }

  /** How often others' words came into a text that is shown. */
  get othersChanges(): number {
    return this.#othersChanges
  }

  /** Hands what the node shows to the texts, for as long as an effect runs it. */
  follow(): void {
    const view = this.view
    if (view === undefined) return
    untrack(() => {
      for (const told of textsOf(view)) {
        const text = this.#texts.get(told.id)
        const before = text?.shown
        text?.take(told)
        if (text === undefined || text.shown === before) continue
        if (!this.#isOwn) this.#othersChanges += 1
        this.#isOwn = false
      }
    })
  }

  textOf(told: PadTextView): SharedText {
    const known = this.#texts.get(told.id)
    if (known !== undefined) return known
    const text = new SharedText(told, (edit) => this.act({ type: 'write-pad', ...edit }), this.#onrefused)
    this.#texts.set(told.id, text)
    return text
  }

  async act(act: PadAct): Promise<Outcome> {
    if (act.type === 'undo-pad' || act.type === 'redo-pad') this.#isOwn = true
    const outcome = await this.#node.submit({ ...act, ...this.#place })
    if (!outcome.ok) this.#isOwn = false
    return outcome
  }

  /** The person stands there; undefined: in no text. */
  stand(standing: { readonly text: string; readonly at: number } | undefined): void {
    this.#standing = standing
  }

  /** While the pad is open: tells where this person stands, and stores what was typed when it is left. `now` in milliseconds. */
  start(now: () => number): () => void {
    const timer = setInterval(() => this.#tell(now()), lookEveryMs)
    return () => {
      clearInterval(timer)
      this.#leave()
    }
  }

  /** Each edit waits for the one before it: what was typed last goes to the node first, and is stored then. */
  #leave(): void {
    let isLeft = false
    for (const text of this.#texts.values()) text.release()
    const store = (): void => {
      isLeft = true
      clearTimeout(latest)
      queueMicrotask(() => stop())
      // Whoever leaves does not see any more that it was not stored.
      void this.act({ type: 'save-pad' }).then((outcome) => {
        if (!outcome.ok) this.#onrefused(outcome)
      })
    }
    const latest = setTimeout(store, leaveMs)
    const stop = this.#node.watch({ type: 'pad', ...this.#place }, (view) => {
      if (isLeft) return
      const told = textsOf(view)
      for (const each of told) this.#texts.get(each.id)?.take(each)
      if (told.every(({ id }) => this.#texts.get(id)?.isCalm ?? true)) store()
    })
  }

  #tell(now: number): void {
    if (this.#standing === undefined) return
    const { text, at } = this.#standing
    const said = `${text} ${at}`
    if (said === this.#said && now - this.#saidAt < standingEveryMs) return
    this.#said = said
    this.#saidAt = now
    void this.act({ type: 'show-cursor', text, at })
  }
}
