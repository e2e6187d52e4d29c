// Owns what stands around the nodes in their thread: phases, teams, lock and backup. Part of the api (api.ts).

import type { Result } from '../base/result.ts'
import type { NodeApi, Stop } from './api.ts'
import type { ConnectionsApi } from './api-privacy.ts'

/** What stands around the node in its thread: whether it may run at all. */
export type HostPhase =
  | { readonly type: 'starting' }
  /** Another tab is the device now (W9). */
  | { readonly type: 'elsewhere' }
  | { readonly type: 'ready' }
  /** The database key waits for a passphrase or a passkey (A3); nothing else is known here. */
  | { readonly type: 'locked'; readonly passkey: PasskeyHandle | undefined }
  /** No node here, and why: a private window without storage, a browser that is too old, a failed self-check (E11). */
  | {
      readonly type: 'unavailable'
      readonly reason: 'no-storage' | 'no-secure-context' | 'browser-too-old' | 'self-check-failed' | 'wrong-key'
    }
  /** An exception nobody foresaw stopped the node (fail-stop); storage replays at the next start. */
  | { readonly type: 'stopped'; readonly words: string }

/** Where one team of this installation stands while the host is ready. */
export type TeamPhase = Extract<HostPhase, { readonly type: 'starting' | 'ready' | 'unavailable' | 'stopped' }>

/** A team of this installation, or the place of one that is about to be founded or joined; each has a node of its own. */
export interface HostedTeam {
  /** A small number that is local to this installation and says nothing about the team. */
  readonly number: number
  readonly phase: TeamPhase
}

/** Why there is no further team here. */
export type AddRefusal = 'too-many-teams' | 'disk-full' | 'stopped'

/** All that runs in this window: nodes, and what stands around them. */
export interface Host {
  readonly lock: LockApi
  readonly backups: BackupApi
  readonly connections: ConnectionsApi
  watchPhase(show: (phase: HostPhase) => void): Stop
  /** The teams in the order they came. All of them run; before the host is ready there are none. */
  watchTeams(show: (teams: readonly HostedTeam[]) => void): Stop
  /** The node of a team. One that is not there, or has stopped, answers 'stopped' and shows nothing. */
  nodeOf(team: number): NodeApi
  /** Makes room for a further team, with a database and a transport identity of its own (A9). */
  addTeam(): Promise<Result<number, AddRefusal>>
  /** Erases the team's database with everything in it; other teams notice nothing. */
  eraseTeam(team: number): Promise<void>
  /** This team is on the screen: the others save memory until they are. */
  lookAt(team: number): void
  /** Takes the device over from the other tab, with all its teams. */
  useHere(): void
  /** Starts again after a stop: everything, or one team. */
  restart(team?: number): void
}

/** What the window needs to ask an authenticator; it names no person and no team. */
export interface PasskeyHandle {
  readonly credentialId: Uint8Array
  readonly prfSalt: Uint8Array
}

/** How this device is locked (A3). */
export interface LockView {
  readonly lock: 'none' | 'passphrase'
  readonly passkey: boolean
  /** This browser can use a passkey for that. */
  readonly passkeyPossible: boolean
}

/** Why not. 'wrong-passphrase': it does not open, and nobody is told more. */
export type LockRefusal =
  | 'wrong-passphrase'
  | 'passphrase-short'
  | 'passkey-cancelled'
  | 'passkey-without-secret'
  | 'no-memory'
  | 'disk-full'
  | 'no-storage'
  | 'wrong-key'
  | 'stopped'

export type LockOutcome = Result<void, LockRefusal>

export interface PassphraseChange {
  /** Undefined where there is no lock yet. */
  readonly current: string | undefined
  readonly passphrase: string
  /** Someone knew the old one: a new database key, and the files rewritten under it (A5). */
  readonly known: boolean
}

export interface LockApi {
  watch(show: (view: LockView) => void): Stop
  /** Ends the worker and with it all that is open; where there is no lock it does nothing. */
  lockNow(): void
  /** Runs before anything ends, while the node still takes drafts. */
  beforeLock(run: () => void): Stop
  unlock(passphrase: string): Promise<LockOutcome>
  unlockWithPasskey(): Promise<LockOutcome>
  setPassphrase(change: PassphraseChange): Promise<LockOutcome>
  removeLock(current: string): Promise<LockOutcome>
  addPasskey(current: string): Promise<LockOutcome>
  removePasskey(): Promise<LockOutcome>
}

/** Why not. Nothing was changed then. */
export type BackupRefusal =
  | 'wrong-passphrase'
  | 'passphrase-short'
  | 'not-a-backup'
  | 'damaged'
  | 'newer-version'
  | 'already-in-team'
  | 'too-many-teams'
  | 'no-team'
  | 'no-memory'
  | 'disk-full'
  | 'stopped'

export interface BackupApi {
  /** The database as one file under a passphrase of its own (D10). */
  make(passphrase: string): Promise<Result<Blob, BackupRefusal>>
  /** Takes the place of a device without a team. */
  restore(file: Blob, passphrase: string): Promise<Result<void, BackupRefusal>>
}
