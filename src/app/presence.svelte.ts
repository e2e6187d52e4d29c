// Owns when this window tells the node that somebody writes or looks here (S10): only what the person shares, and seldom. Knows no words.

import type { ConversationId } from '../base/ids.ts'
import type { NodeApi } from '../node/api.ts'
import { nobodyLive, type LiveView } from '../node/api-sharing.ts'
import { Live } from './live.svelte.ts'

/** While somebody types it is said this often; others believe it for a little longer. */
const typingEveryMs = 3_000
/** While somebody looks. */
const hereEveryMs = 20_000

export class Presence {
  readonly #node: NodeApi
  readonly #conversation: ConversationId
  readonly #sharing: Live<{ readonly type: 'sharing' }>
  readonly #live: Live<{ readonly type: 'live'; readonly conversation: ConversationId }>
  #saidAt = Number.NEGATIVE_INFINITY

  constructor(node: NodeApi, conversation: ConversationId) {
    this.#node = node
    this.#conversation = conversation
    this.#sharing = new Live(node, { type: 'sharing' })
    this.#live = new Live(node, { type: 'live', conversation })
  }

  /** Who writes and who looks, of those who share it. */
  get others(): LiveView {
    return this.#live.current ?? nobodyLive
  }

  get sharesPresence(): boolean {
    return this.#shares('presence')
  }

  /** A key was pressed in the field; `now` in milliseconds. */
  typed(now: number): void {
    if (!this.#shares('typing') || now - this.#saidAt < typingEveryMs) return
    this.#saidAt = now
    this.#say('typing')
  }

  /** Says that somebody looks, for as long as `looks` says so; the returned function ends it. */
  look(looks: () => boolean): () => void {
    const say = (): void => {
      if (looks()) this.#say('here')
    }
    say()
    const timer = setInterval(say, hereEveryMs)
    return () => clearInterval(timer)
  }

  #say(kind: 'typing' | 'here'): void {
    void this.#node.submit({ type: 'be-live', kind, conversation: this.#conversation })
  }

  #shares(what: 'typing' | 'presence'): boolean {
    return this.#sharing.current?.choices.some((each) => each.what === what && each.on && each.allowed) === true
  }
}
