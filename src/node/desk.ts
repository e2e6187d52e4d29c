// Owns the desk at which this device writes, and how writing ends. Whoever only reads is handed it too: it holds all that the node knows.

import type { EntryHash } from '../base/ids.ts'
import type { Accepted, Door } from './accept.ts'
import type { Random } from './ports.ts'

export interface Desk extends Door {
  readonly random: Random
  /** What to add to our clock for the ts of entries: peers agree that it is off (S11). */
  readonly clockCorrectionMs: () => number
}

export type WriteRefusal =
  | 'removed'
  | 'unknown-scope'
  /** This person holds no keys of the scope: a guest in what the team seals, or out of the group (K7, K16). */
  | 'not-allowed'
  | 'no-key-yet'
  | 'disk-full'
  /** Another writer moved our own log: this node must stop (L10). */
  | 'head-moved'

export interface Written extends Accepted {
  /** The last entry of the batch: the message, the invitation, the admission. */
  readonly entry: EntryHash
}
