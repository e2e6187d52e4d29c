// Both threads. Owns how the lock and the backup cross the line: one wish, one answer. A passphrase or the secret of a passkey crosses it
// once, on its way in; no key ever comes back.

import { err, type Result } from '../base/result.ts'
import { unreachable } from '../base/assert.ts'
import type { BackupRefusal, LockRefusal, PasskeyHandle } from '../node/api-host.ts'
import type { Bridge, Line } from './thread-bridge.ts'
import type { Secret } from './vault.ts'

/** What a window wants of the lock. */
export type LockWish =
  | { readonly type: 'unlock'; readonly secret: Secret }
  /** Close all that is open: this worker is about to be ended. */
  | { readonly type: 'close' }
  | {
      readonly type: 'set-passphrase'
      readonly current: string | undefined
      readonly passphrase: string
      readonly known: boolean
    }
  | { readonly type: 'remove-lock'; readonly current: string }
  | {
      readonly type: 'add-passkey'
      readonly current: string
      readonly passkey: PasskeyHandle & { readonly output: Uint8Array }
    }
  | { readonly type: 'remove-passkey' }
  | { readonly type: 'make-backup'; readonly passphrase: string }
  | { readonly type: 'restore-backup'; readonly file: Blob; readonly passphrase: string }

export type LockAnswer = Result<Blob | undefined, LockRefusal | BackupRefusal>

/** Which ways in there are. */
export interface LockWays {
  readonly passphrase: boolean
  readonly passkey: boolean
}

type ToWorker = { readonly type: 'wish'; readonly request: number; readonly wish: LockWish }
type ToWindow =
  | { readonly type: 'answer'; readonly request: number; readonly answer: LockAnswer }
  | { readonly type: 'ways'; readonly ways: LockWays }

/** The worker's end: wishes come one after the other. */
export function serveLock(
  bridge: Bridge,
  {
    grant,
    onFault
  }: { readonly grant: (wish: LockWish) => Promise<LockAnswer>; readonly onFault: (error: unknown) => void }
): { tell(ways: LockWays): void } {
  let last: Promise<void> = Promise.resolve()
  const line: Line<ToWindow> = bridge.line('lock', ({ request, wish }: ToWorker) => {
    last = last
      .then(() => grant(wish))
      .then((answer) => line.send({ type: 'answer', request, answer }))
      .catch(onFault)
  })
  return { tell: (ways) => line.send({ type: 'ways', ways }) }
}

export interface LockClient {
  ask(wish: LockWish): Promise<LockAnswer>
  /** All that was asked and not answered ends as stopped. */
  giveUp(): void
}

/** The window's end of one worker's line. */
export function callLock(bridge: Bridge, onWays: (ways: LockWays) => void): LockClient {
  const asked = new Map<number, (answer: LockAnswer) => void>()
  let requests = 0
  const line: Line<ToWorker> = bridge.line('lock', (message: ToWindow) => {
    switch (message.type) {
      case 'answer':
        asked.get(message.request)?.(message.answer)
        return void asked.delete(message.request)
      case 'ways':
        return onWays(message.ways)
      default:
        return unreachable(message)
    }
  })
  return {
    ask: (wish) =>
      new Promise((resolve) => {
        requests += 1
        asked.set(requests, resolve)
        line.send({ type: 'wish', request: requests, wish })
      }),
    giveUp: () => {
      const open = [...asked.values()]
      asked.clear()
      for (const answer of open) answer(err('stopped'))
    }
  }
}
