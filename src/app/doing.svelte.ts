// Owns what a person is about to do with messages of one conversation: what was chosen together, and what opens over the timeline.

import type { EntryHash } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { MessageView } from '../node/api-conversations.ts'

export type Deed =
  | { readonly type: 'forward' | 'delete'; readonly messages: readonly MessageView[] }
  | { readonly type: 'history' | 'replies' | 'once'; readonly message: MessageView }

export class Doing {
  #deed: Deed | undefined
  #chosen: ReadonlyMap<EntryHash, MessageView> | undefined

  constructor() {
    this.#deed = $state.raw()
    this.#chosen = $state.raw()
  }

  /** What lies open over the timeline. */
  get deed(): Deed | undefined {
    return this.#deed
  }

  open(deed: Deed): void {
    this.#deed = deed
  }

  close(): void {
    this.#deed = undefined
  }

  /** Messages that are chosen together, oldest first; undefined while nothing is being chosen. */
  get chosen(): readonly MessageView[] | undefined {
    return this.#chosen && [...this.#chosen.values()].toSorted((a, b) => a.ts - b.ts)
  }

  isChosen(message: EntryHash): boolean {
    return this.#chosen?.has(message) === true
  }

  get choosing(): boolean {
    return this.#chosen !== undefined
  }

  /** Takes a message into the choice, or out of it; the first one begins it. Beyond the limit nothing more is taken. */
  toggle(message: MessageView): void {
    const chosen = new Map(this.#chosen)
    if (!chosen.delete(message.message) && chosen.size < limits.chosenMax) chosen.set(message.message, message)
    this.#chosen = chosen
  }

  endChoosing(): void {
    this.#chosen = undefined
  }
}
