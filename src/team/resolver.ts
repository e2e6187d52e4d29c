// Owns R9.
import type { EntryHash } from '../base/ids.ts'
/** What was decided about every operation of a graph. */
export interface Judgement {
  readonly isValid: (operation: EntryHash) => boolean
}
