// Owns what the screen knows of the lock, and when it falls by itself: after the minutes this device or the team has chosen without any sign
// of a person (A6). Keeps no passphrase.

import { createSubscriber } from 'svelte/reactivity'
import type { BackupApi, BackupRefusal, LockApi, LockOutcome, LockView, PassphraseChange } from '../node/api-host.ts'
import type { GovernanceView } from '../node/api-people.ts'
import type { Result } from '../base/result.ts'

export class Lock {
  readonly #lock: LockApi
  readonly #backups: BackupApi
  #view: LockView = { lock: 'none', passkey: false, passkeyPossible: false }
  readonly #subscribe: () => void

  constructor(lock: LockApi, backups: BackupApi) {
    this.#lock = lock
    this.#backups = backups
    this.#subscribe = createSubscriber((changed) =>
      lock.watch((view) => {
        this.#view = view
        changed()
      })
    )
  }

  get view(): LockView {
    this.#subscribe()
    return this.#view
  }

  lockNow(): void {
    this.#lock.lockNow()
  }

  unlock(passphrase: string): Promise<LockOutcome> {
    return this.#lock.unlock(passphrase)
  }

  unlockWithPasskey(): Promise<LockOutcome> {
    return this.#lock.unlockWithPasskey()
  }

  setPassphrase(change: PassphraseChange): Promise<LockOutcome> {
    return this.#lock.setPassphrase(change)
  }

  remove(current: string): Promise<LockOutcome> {
    return this.#lock.removeLock(current)
  }

  addPasskey(current: string): Promise<LockOutcome> {
    return this.#lock.addPasskey(current)
  }

  removePasskey(): Promise<LockOutcome> {
    return this.#lock.removePasskey()
  }

  makeBackup(passphrase: string): Promise<Result<Blob, BackupRefusal>> {
    return this.#backups.make(passphrase)
  }

  restoreBackup(file: Blob, passphrase: string): Promise<Result<void, BackupRefusal>> {
    return this.#backups.restore(file, passphrase)
  }
}

/** What the automatic lock needs of the window; a small double in tests. */
export interface Presence {
  readonly document: Pick<Document, 'addEventListener' | 'removeEventListener' | 'visibilityState'>
  now(): number
  setTimeout(run: () => void, ms: number): number
  clearTimeout(timer: number): void
}

const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const
const minuteMs = 60_000

/**
 * Locks when nobody was there for `minutes`; 0: never by itself. A hidden page shows nobody, so its time runs on; timers sleep with the
 * device, so the time is looked at again when the page comes back, before anything is painted.
 */
export function watchPresence(presence: Presence, minutes: number, lockNow: () => void): () => void {
  if (minutes === 0) return () => undefined
  const { document } = presence
  const waitMs = minutes * minuteMs
  let seen = presence.now()
  let timer = 0

  const look = (): void => {
    presence.clearTimeout(timer)
    const left = seen + waitMs - presence.now()
    // A clock set back must not keep a device open.
    if (left <= 0 || left > waitMs) lockNow()
    else timer = presence.setTimeout(look, left)
  }
  const sign = (): void => {
    if (document.visibilityState === 'hidden') return
    // Whoever comes back after the time is not the one who went: the time is up first.
    if (presence.now() - seen >= waitMs) look()
    else seen = presence.now()
  }

  for (const type of signs) document.addEventListener(type, sign, { passive: true, capture: true })
  document.addEventListener('visibilitychange', look)
  look()
  return () => {
    presence.clearTimeout(timer)
    for (const type of signs) document.removeEventListener(type, sign, { capture: true })
    document.removeEventListener('visibilitychange', look)
  }
}

/** After how many minutes at the latest the team wants its devices locked (T6); undefined: it does not ask for a lock. */
export function minutesDemanded(governance: GovernanceView | undefined): number | undefined {
  const policies = governance?.policies ?? []
  if (!policies.some(({ name, value }) => name === 'lock-required' && value === true)) return undefined
  const minutes = policies.find((policy) => policy.name === 'lock-minutes')
  return minutes?.value
}

/** The shorter of both; where a team asks for a lock nobody has "never". */
export function minutesOf(chosen: number, demanded: number | undefined): number {
  if (demanded === undefined) return chosen
  return chosen === 0 ? demanded : Math.min(chosen, demanded)
}
