// Owns what happens to a session and what it does about it, as values. The machine itself is session.ts.

import type { ScopeId } from '../base/ids.ts'
import type { Entry } from '../log/entry.ts'
import type { Run } from '../log/run.ts'
import type { Bound } from './bind.ts'
import type { FileWord } from './file-frames.ts'
import type { LogName } from './local.ts'

/** What happens to a session. `now` is milliseconds since 1970, by the clock of this device. */
export type SessionEvent =
  | { readonly type: 'frame'; readonly bytes: Uint8Array }
  | { readonly type: 'tick' }
  /** The machine woke or the network changed: whoever is not heard within a moment is gone. */
  | { readonly type: 'stirred' }
  /**
   * Heads of `logs` moved here, whoever wrote. `fresh` are the entries among it that are to be passed on at once: own ones,
   * and those that came with a `deliver` marked fresh and were accepted for the first time. Goes to every session, also the
   * one it came from.
   */
  | { readonly type: 'grew'; readonly logs: readonly LogName[]; readonly fresh: readonly Entry[] }
  /** Somebody's standing or the set of scopes may have changed: control entries were accepted, a conversation began. */
  | { readonly type: 'standing' }
  /** What the door said to the runs of a `deliver`, in their order. */
  | { readonly type: 'verdict'; readonly ticket: number; readonly verdicts: readonly Verdict[] }
  /** Something sealed for whoever takes part in the scope (S10). */
  | { readonly type: 'signal'; readonly scope: ScopeId; readonly sealed: Uint8Array }
  /** About files; a scope the peer has no part in is not spoken of (M5). */
  | { readonly type: 'file'; readonly word: FileWord }
  /** We end it: the app closes, another link replaces this one. */
  | { readonly type: 'leave'; readonly reason: 'leaving' | 'replaced' }

/** `held`: a gap or a missing dependency explains it; not a strike (V7). */
export type Verdict = 'accepted' | 'held' | 'refused'

/** What the node is to do. */
export type SessionEffect =
  | { readonly type: 'send'; readonly frame: Uint8Array }
  /** The peer is this device, proved (S3). Comes once, before anything is delivered. */
  | { readonly type: 'bound'; readonly bound: Bound }
  /** For the door; the node answers with a `verdict` of the same ticket before it gives the session another event. */
  | { readonly type: 'deliver'; readonly ticket: number; readonly runs: readonly Run[]; readonly fresh: boolean }
  /** The peer said other heads of these logs than before: what is delivered may have changed. */
  | { readonly type: 'heard'; readonly logs: readonly LogName[] }
  | { readonly type: 'signal'; readonly scope: ScopeId; readonly sealed: Uint8Array }
  /** About files, from a device that takes part in the scope at this moment (M5). */
  | { readonly type: 'file'; readonly word: FileWord }
  /** Close the link; the session is over. `awayMs` > 0: do not meet this device again for so long (V7). */
  | { readonly type: 'close'; readonly reason: CloseReason; readonly awayMs: number }

/** Why a link is closed; for logs and for the node's choice of the next step, never for the peer. */
export type CloseReason =
  | 'no-common-epoch'
  | 'reflected'
  | 'not-bound-in-time'
  | 'bind-refused'
  | 'standing-refused'
  | 'removed'
  | 'silent'
  | 'strikes'
  | 'flood'
  | 'peer-left'
  | 'left'
