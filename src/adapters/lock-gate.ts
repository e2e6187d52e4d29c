// worker. Owns who is let to the database key, and what the person changes about it: one wish after the other. Knows no database by
// itself; what has to happen to open ones is the stay's.

import { unreachable } from '../base/assert.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { BackupRefusal, HostPhase, PasskeyHandle } from '../node/api-host.ts'
import type { Random } from '../node/ports.ts'
import type { Bridge } from './thread-bridge.ts'
import { serveLock, type LockAnswer, type LockWish } from './threaded-lock.ts'
import type { Draft, Secret, UnlockFailure, Vault, VaultFailure } from './vault.ts'

/** One time as the device, while everything is open. */
export interface Stay {
  /** Closes all that is open, for good. */
  close(): Promise<void>
  /** Rewrites every database under another key; `commit` writes the vault in the middle of it (A5). Nodes end and begin again. */
  rewrite(
    keys: { readonly from: Uint8Array; readonly to: Uint8Array },
    commit: () => Promise<Result<void, 'no-storage'>>
  ): Promise<Result<void, 'disk-full' | 'no-storage'>>
  makeBackup(passphrase: string): Promise<Result<Blob, BackupRefusal>>
  restoreBackup(file: Blob, passphrase: string): Promise<Result<void, BackupRefusal>>
}

export interface LockGate {
  /** The database key; where there is a lock, once somebody has opened it. 'over': given up before. */
  key(): Promise<Result<Uint8Array, VaultFailure | 'over'>>
  /** The device is this tab's from now on, or no more. */
  serve(stay: Stay | undefined): void
  /** Nobody waits for a key any more; resolves when no wish is being granted. */
  giveUp(): Promise<void>
}

export interface GateSetup {
  readonly bridge: Bridge
  readonly vault: Vault
  readonly random: Random
  readonly tell: (phase: HostPhase) => void
  readonly onFault: (error: unknown) => void
}

export function createLockGate({ bridge, vault, random, tell, onFault }: GateSetup): LockGate {
  let stay: Stay | undefined
  let waiting: ((key: Result<Uint8Array, 'over'>) => void) | undefined
  let granting: Promise<unknown> = Promise.resolve()

  const grant = (wish: LockWish): Promise<LockAnswer> => {
    const granted = answer(wish)
    granting = granted.catch(() => undefined)
    return granted
  }
  const server = serveLock(bridge, { grant, onFault })

  const tellWays = async (): Promise<void> => {
    const ways = await vault.ways()
    if (ways.ok) server.tell(ways.value)
  }

  const answer = async (wish: LockWish): Promise<LockAnswer> => {
    switch (wish.type) {
      case 'unlock':
        return done(await unlock(wish.secret))
      case 'close':
        await stay?.close()
        stay = undefined
        return ok(undefined)
      case 'set-passphrase':
        return await setPassphrase(wish)
      case 'remove-lock':
        return await change(vault.draftNoLock(passphraseOf(wish.current)))
      case 'add-passkey':
        return await change(vault.draftPasskey(passphraseOf(wish.current), wish.passkey))
      case 'remove-passkey': {
        const kept = await vault.draftWithoutPasskey()
        const written = kept.ok ? await vault.write(kept.value) : kept
        await tellWays()
        return done(written)
      }
      case 'make-backup':
        return stay === undefined ? err('stopped') : await stay.makeBackup(wish.passphrase)
      case 'restore-backup':
        return stay === undefined ? err('stopped') : done(await stay.restoreBackup(wish.file, wish.passphrase))
      default:
        return unreachable(wish)
    }
  }

  const unlock = async (secret: Secret): Promise<Result<void, UnlockFailure | 'stopped'>> => {
    if (waiting === undefined) return err('stopped')
    const key = await vault.unlock(secret)
    if (!key.ok) return key
    // While it was computed the device may have gone to another tab.
    if (waiting === undefined) return err('stopped')
    waiting(key)
    waiting = undefined
    return ok(undefined)
  }

  const setPassphrase = async (wish: Extract<LockWish, { type: 'set-passphrase' }>): Promise<LockAnswer> => {
    const { current, passphrase, known } = wish
    // A browser forgets slowly: what opened the vault without a passphrase may lie on the disk for long (A10).
    const newKey = known || current === undefined ? random.bytes(32) : undefined
    const secret = current === undefined ? undefined : passphraseOf(current)
    return await change(vault.draftPassphrase(secret, { passphrase, newKey }))
  }

  const change = async (drafted: ReturnType<Vault['draftPassphrase']>): Promise<LockAnswer> => {
    if (stay === undefined) return err('stopped')
    const draft = await drafted
    if (!draft.ok) return draft
    const changed = await commit(stay, draft.value)
    await tellWays()
    return done(changed)
  }

  const commit = async (open: Stay, draft: Draft): Promise<Result<void, 'disk-full' | 'no-storage'>> => {
    const write = (): Promise<Result<void, 'no-storage'>> => vault.write(draft.kept)
    if (draft.key === draft.keyBefore) return await write()
    return await open.rewrite({ from: draft.keyBefore, to: draft.key }, write)
  }

  const key = async (): Promise<Result<Uint8Array, VaultFailure | 'over'>> => {
    const state = await vault.look()
    if (!state.ok) return state
    if (state.value.type === 'open') return ok(state.value.key)
    const { passkey } = state.value
    const opened = new Promise<Result<Uint8Array, 'over'>>((resolve) => (waiting = resolve))
    tell(lockedPhase(passkey))
    return await opened
  }

  return {
    key,
    serve: (serving) => {
      stay = serving
      if (serving !== undefined) tellWays().catch(onFault)
    },
    giveUp: async () => {
      waiting?.(err('over'))
      waiting = undefined
      await granting
    }
  }
}

function lockedPhase(passkey: PasskeyHandle | undefined): HostPhase {
  return { type: 'locked', passkey }
}

function passphraseOf(text: string): Secret {
  return { type: 'passphrase', text }
}

function done<Reason>(outcome: Result<unknown, Reason>): Result<undefined, Reason> {
  return outcome.ok ? ok(undefined) : outcome
}
