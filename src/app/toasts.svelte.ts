// Owns the short notes at the edge of the screen: what just happened, or what was refused. It holds reasons; the words are the screen's.

import type { NoticeView } from '../node/api.ts'
import type { Outcome, Refusal } from '../node/api-intents.ts'

/** What was done about the lock or a backup. */
export type LockDeed = 'set' | 'removed' | 'passkey-added' | 'passkey-removed' | 'backup-made' | 'restored'

/** What was decided about the team and its people. */
export type Governed =
  | { readonly what: 'role-changed' | 'policy-saved' | 'fence-widened' }
  | { readonly what: 'removed'; readonly name: string }

export type ToastContent =
  | ({ readonly type: 'governed' } & Governed)
  | { readonly type: 'refused'; readonly reason: Refusal }
  /** `team`: the name of the team it is about, where that is not plain. */
  | { readonly type: 'notice'; readonly notice: NoticeView; readonly team?: string }
  | {
      readonly type: 'did'
      readonly what:
        | 'copied'
        | 'saved'
        | 'invitation-revoked'
        | 'root-forgotten'
        | 'verified'
        | 'everyone-verified'
        | 'became-owner'
        | 'device-revoked'
        | 'forwarded'
    }
  /** Messages were deleted for this person alone, and can come back. */
  | { readonly type: 'hidden'; readonly count: number; readonly undo: () => void }
  /** A conversation was put away, or taken out again, and can go back. */
  | { readonly type: 'archived'; readonly on: boolean; readonly undo: () => void }
  /** A message is sent later, at this time. */
  | { readonly type: 'planned'; readonly at: number }
  | { readonly type: 'lock'; readonly what: LockDeed }
  /** The browser did not let words be copied. */
  | { readonly type: 'not-copied' }
  /** A folder was dropped. */
  | { readonly type: 'no-folder' }

export type Toast = ToastContent & { readonly id: number }

/** More at once nobody reads; the oldest goes. */
const toastsMax = 3
const shownMs = 6000

export class Toasts {
  #next = 1
  /** By the team, for each counts its own. */
  readonly #seenNotices = new WeakMap<object, number>()
  #shown: readonly Toast[]
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>()

  constructor() {
    this.#shown = $state.raw([])
  }

  get shown(): readonly Toast[] {
    return this.#shown
  }

  show(content: ToastContent): void {
    const id = this.#next
    this.#next += 1
    this.#shown = [...this.#shown, { ...content, id }].slice(-toastsMax)
    // What waits for a decision stays until it was read; the rest goes by itself.
    if (content.type !== 'notice')
      this.#timers.set(
        id,
        setTimeout(() => this.dismiss(id), shownMs)
      )
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    this.#shown = this.#shown.filter((toast) => toast.id !== id)
  }

  /** Says why something was not done; true when it was. */
  report(outcome: Outcome): boolean {
    if (!outcome.ok) this.show({ type: 'refused', reason: outcome.reason })
    return outcome.ok
  }

  /** Shows each notice of a team's node once, newest last; `from` is whatever stands for the team. */
  follow(notices: readonly NoticeView[], from: object = this, team?: string): void {
    for (const notice of notices) {
      if (notice.id <= (this.#seenNotices.get(from) ?? 0)) continue
      this.#seenNotices.set(from, notice.id)
      this.show({ type: 'notice', notice, ...(team === undefined ? {} : { team }) })
    }
  }
}
