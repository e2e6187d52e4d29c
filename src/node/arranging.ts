// Owns how this person arranged its conversations, as settings of its devices say (C22), and what of them calls (C23). Values of another form
// are as if they were not written.

import type { Cbor } from '../base/codec.ts'
import type { ConversationId } from '../base/ids.ts'
import { readMarkOf, settingOf, type Registers } from './registers.ts'

type Arranged = 'archive' | 'mute' | 'pin' | 'unread'

/** The name of the setting that holds a choice for one conversation (C22). */
export const arrangedName = (what: Arranged, conversation: ConversationId): string => `${what} ${conversation}`
export const mutedMentionsName = 'muted mentions'

/** Settings of one conversation; undefined: not so. */
export interface Arrangement {
  /** Ts of the last message when it was put away. */
  readonly archive: number | undefined
  readonly mute: number | 'ever' | undefined
  /** Place among the pinned ones, ascending. */
  readonly pin: number | undefined
  /** Marked unread by hand, and not read since. */
  readonly marked: boolean
}

/** What this person has set for a conversation. */
export function arrangementOf(registers: Registers, conversation: ConversationId): Arrangement {
  const valueOf = (what: Arranged): Cbor | undefined => settingOf(registers, arrangedName(what, conversation))
  const mute = valueOf('mute')
  const pin = uintOf(valueOf('pin'))
  const unread = uintOf(valueOf('unread'))
  return {
    archive: uintOf(valueOf('archive')),
    mute: mute === true ? 'ever' : uintOf(mute),
    pin: pin === 0 ? undefined : pin,
    marked: unread !== undefined && (readMarkOf(registers, conversation)?.ts ?? 0) <= unread
  }
}

/** Whether what names this person calls it in a muted conversation, too. */
export function countMutedMentions(registers: Registers): boolean {
  return settingOf(registers, mutedMentionsName) !== false
}

/** Until when it is silent; undefined: it is not, or no longer. */
export function mutedAt({ mute }: Arrangement, now: number): number | 'ever' | undefined {
  return mute === 'ever' || (mute !== undefined && mute > now) ? mute : undefined
}

/**
 * Whether it is out of the way. `last` is the ts of its last message, 0 where there is none; `late`: something unread came long after it
 * was written.
 */
export function isArchived(
  arrangement: Arrangement,
  { now, last, late }: { readonly now: number; readonly last: number; readonly late: boolean }
): boolean {
  const { archive, mute } = arrangement
  if (archive === undefined) return false
  if (mutedAt(arrangement, now) !== undefined) return true
  // What was said in silence does not come back when the silence ends.
  return !late && last <= Math.max(archive, mute === 'ever' ? 0 : (mute ?? 0))
}

/** What of a conversation calls this person. */
export function callsOf(
  arrangement: Arrangement,
  facts: {
    readonly now: number
    readonly unread: number
    readonly unreadMentions: number
    readonly countsMentions: boolean
  }
): number {
  if (mutedAt(arrangement, facts.now) !== undefined) return facts.countsMentions ? facts.unreadMentions : 0
  return Math.max(facts.unread, arrangement.marked ? 1 : 0)
}

/** Places are written this far apart, so that one can be put between two. */
export const pinStep = 2 ** 20

interface Pinned {
  readonly conversation: ConversationId
  readonly place: number
}

/** The pinned ones of these, in their order. */
export function pinnedIn(registers: Registers, conversations: Iterable<ConversationId>): readonly Pinned[] {
  const pinned: Pinned[] = []
  for (const conversation of conversations) {
    const place = arrangementOf(registers, conversation).pin
    if (place !== undefined) pinned.push({ conversation, place })
  }
  return pinned.toSorted((a, b) => a.place - b.place || (a.conversation < b.conversation ? -1 : 1))
}

/** The places to write so that the pinned ones stand in this order; of those that stand so already, as few as possible. */
export function placesFor(order: readonly Pinned[], moved: ConversationId): readonly Pinned[] {
  const index = order.findIndex(({ conversation }) => conversation === moved)
  if (index < 0) return []
  const before = order[index - 1]?.place ?? 0
  const after = order[index + 1]?.place
  const place = after === undefined ? before + pinStep : before + Math.floor((after - before) / 2)
  const fits = place > before && (after === undefined || place < after) && place <= Number.MAX_SAFE_INTEGER
  if (fits) return [{ conversation: moved, place }]
  // No room between the two: all of them are placed anew.
  return order.map(({ conversation }, at) => ({ conversation, place: (at + 1) * pinStep }))
}

function uintOf(value: Cbor | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}
