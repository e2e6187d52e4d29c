// Window. Owns the window's side of lock and backup: what is asked of the worker, what of the authenticator, and how everything ends when
// the device is locked (A6). Keeps no secret.

import { err, ok, type Result } from '../base/result.ts'
import type {
  BackupApi,
  BackupRefusal,
  HostPhase,
  LockApi,
  LockOutcome,
  LockRefusal,
  LockView,
  PasskeyHandle
} from '../node/api-host.ts'
import type { Passkeys } from './passkey.ts'
import type { LockAnswer, LockClient, LockWays, LockWish } from './threaded-lock.ts'

/** Who does not close its files in this time is ended as it is: what was said to be stored is stored (L10). */
const closeMs = 3000

export interface WindowLock {
  readonly lock: LockApi
  readonly backups: BackupApi
  /** The worker says which ways in there are. */
  onWays(ways: LockWays): void
}

export interface WindowLockSetup {
  /** undefined: no worker runs. */
  readonly client: () => LockClient | undefined
  readonly phase: () => HostPhase
  readonly passkeys: Passkeys
  /** Shows nothing any more, at once. */
  readonly cover: () => void
  /** Ends the worker and starts another one, which finds the lock. */
  readonly startAnew: () => void
}

export function createWindowLock(setup: WindowLockSetup): WindowLock {
  const { passkeys } = setup
  const shows = new Set<(view: LockView) => void>()
  const leaving = new Set<() => void>()
  let view: LockView = { lock: 'none', passkey: false, passkeyPossible: false }
  let closing = false

  const show = (next: LockView): void => {
    view = next
    for (const each of [...shows]) each(view)
  }
  passkeys.possible().then(
    (passkeyPossible) => show({ ...view, passkeyPossible }),
    () => undefined
  )

  const ask = async (wish: LockWish): Promise<LockAnswer> => (await setup.client()?.ask(wish)) ?? err('stopped')

  const change = async (wish: LockWish): Promise<LockOutcome> => outcomeOf(await ask(wish))

  const closeAndStart = async (client: LockClient): Promise<void> => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, closeMs)))
    await Promise.race([client.ask({ type: 'close' }), patience])
    clearTimeout(timer)
    closing = false
    setup.startAnew()
  }

  const lock: LockApi = {
    watch: (each) => {
      shows.add(each)
      each(view)
      return () => void shows.delete(each)
    },
    beforeLock: (run) => {
      leaving.add(run)
      return () => void leaving.delete(run)
    },
    lockNow: () => {
      const client = setup.client()
      if (closing || view.lock === 'none' || setup.phase().type !== 'ready' || client === undefined) return
      closing = true
      for (const run of [...leaving]) run()
      // Asked before the screen is covered: what was typed is on its way already, and the worker takes one after the other.
      const closed = closeAndStart(client)
      setup.cover()
      void closed
    },
    unlock: (text) => change({ type: 'unlock', secret: { type: 'passphrase', text } }),
    unlockWithPasskey: async () => {
      const phase = setup.phase()
      if (phase.type !== 'locked' || phase.passkey === undefined) return err('stopped')
      const output = await passkeys.ask(phase.passkey)
      return output.ok ? await change({ type: 'unlock', secret: { type: 'passkey', output: output.value } }) : output
    },
    setPassphrase: (wanted) => change({ type: 'set-passphrase', ...wanted }),
    removeLock: (current) => change({ type: 'remove-lock', current }),
    addPasskey: async (current) => {
      const passkey: Result<PasskeyHandle & { readonly output: Uint8Array }, LockRefusal> = await passkeys.create()
      return passkey.ok ? await change({ type: 'add-passkey', current, passkey: passkey.value }) : passkey
    },
    removePasskey: () => change({ type: 'remove-passkey' })
  }

  const backups: BackupApi = {
    make: async (passphrase) => {
      const made = await ask({ type: 'make-backup', passphrase })
      if (!made.ok) return err(backupRefusal(made.reason))
      return made.value === undefined ? err('stopped') : ok(made.value)
    },
    restore: async (file, passphrase) => {
      const restored = await ask({ type: 'restore-backup', file, passphrase })
      return restored.ok ? ok(undefined) : err(backupRefusal(restored.reason))
    }
  }

  return {
    lock,
    backups,
    onWays: ({ passphrase, passkey }) => show({ ...view, lock: passphrase ? 'passphrase' : 'none', passkey })
  }
}

const lockRefusals: readonly LockRefusal[] = [
  'wrong-passphrase',
  'passphrase-short',
  'passkey-cancelled',
  'passkey-without-secret',
  'no-memory',
  'disk-full',
  'no-storage',
  'wrong-key'
]

const backupRefusals: readonly BackupRefusal[] = [
  'wrong-passphrase',
  'passphrase-short',
  'not-a-backup',
  'damaged',
  'newer-version',
  'already-in-team',
  'too-many-teams',
  'no-team',
  'no-memory',
  'disk-full'
]

function outcomeOf(answer: LockAnswer): LockOutcome {
  if (answer.ok) return ok(undefined)
  return err(lockRefusals.find((reason) => reason === answer.reason) ?? 'stopped')
}

function backupRefusal(given: string): BackupRefusal {
  return backupRefusals.find((reason) => reason === given) ?? 'stopped'
}
