// Owns which operations count (C1, C2, T3): facts in, verdict out. Knows no logs and no levels: whoever needs a level writes control.

import { assert } from '../base/assert.ts'
import type { ConversationId, DeviceId, EntryHash, MemberId, PadId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { targetsOf, type Operation, type Pad, type Picture, type Poll } from './operations.ts'
import { firstPageOf, padKindOf, type PadKind } from './pads.ts'
import { noteRoot, readPadUpdate, readPadVector, type PadChange } from './pad-update.ts'

/** What a scope of content is (L1); `self` is the direct of a member with itself. */
export type ConversationKind = 'directory' | 'channel' | 'direct' | 'self' | 'group'

/** What the node knows of the entry that carries the operation. */
export interface EntryFacts {
  readonly kind: ConversationKind
  readonly conversation: ConversationId
  readonly member: MemberId
  readonly device: DeviceId
  /** Whether the author takes part in this conversation (L1, K13). */
  readonly takesPart: boolean
  /** Page of the header. */
  readonly page: number
  readonly ts: number
  /** A target, as far as its header is here; a delete asks once for each of its targets. */
  readonly target?: { readonly member: MemberId; readonly page: number } | undefined
  /** Which device made an invitation; undefined while its `invite.create` is not here. Asked for `lobby` and `expected-guest`. */
  readonly invitingDevice: (invitation: EntryHash) => DeviceId | undefined
  /** The Yjs client id of the entry's device in a pad (P9). Asked for `pad`. */
  readonly clientIn: (pad: PadId) => number
}

export type Uncounted =
  | 'not-taking-part'
  | 'wrong-conversation'
  | 'wrong-page'
  | 'not-the-author'
  | 'not-the-inviting-device'
  /** A change to a pad in somebody else's name, or of what a pad of this kind does not have. */
  | 'not-of-this-pad'
  /** A member's picture is smaller than one of a conversation (C26). */
  | 'too-large'
  /** May count later: the invitation has not arrived. */
  | 'invitation-unknown'

/** The week of a time (P1). */
export function pageOf(ts: number): number {
  return Math.floor(ts / limits.weekMs)
}

/**
 * Whether the operation counts, by the last two columns of C1. What is decided between two rows of one page (an edit by the target's
 * author, a vote in time) is decided again by the timeline, since a target may arrive later than what acts on it.
 */
export function mayCount(operation: Operation, facts: EntryFacts): Result<void, Uncounted> {
  if (!facts.takesPart) return err('not-taking-part')
  if (!mayStandIn(operation, facts)) return err('wrong-conversation')
  if (!mayStandOn(operation, facts)) return err('wrong-page')
  if (facts.target !== undefined && !mayActOn(operation, { author: facts.member, target: facts.target.member }))
    return err('not-the-author')
  if (operation.type === 'lobby' || operation.type === 'expected-guest') {
    const device = facts.invitingDevice(operation.invitation)
    if (device === undefined) return err('invitation-unknown')
    if (device !== facts.device) return err('not-the-inviting-device')
  }
  if (operation.type === 'pad' && !fitsPad(operation, facts.clientIn(operation.pad))) return err('not-of-this-pad')
  if (operation.type === 'picture' && !fitsPicture(operation, facts.member)) return err('too-large')
  return ok(undefined)
}

function fitsPicture({ of, picture }: Picture, member: MemberId): boolean {
  return of !== member || picture === undefined || picture.length <= limits.portraitBytesMax
}

/** P9: units of one's own client alone, in the roots of the pad's kind; the rest of the form was read with the operation. */
function fitsPad({ pad, vector, update }: Pad, client: number): boolean {
  const kind = padKindOf(pad)
  const known = readPadVector(vector)
  const change = known === undefined ? undefined : readPadUpdate(update, known)
  if (kind === undefined || change === undefined) return false
  return (change.client ?? client) === client && isOfKind(change, kind)
}

function isOfKind({ structs }: PadChange, kind: PadKind): boolean {
  return structs.every(({ root, content }) => {
    if (kind === 'note') return content.type !== 'values' && (root === undefined || root.name === noteRoot)
    return root === undefined || root.name !== noteRoot
  })
}

/** Edit and delete act on entries of the same member, by any of its devices (C3); the others on everybody's. */
export function mayActOn(
  operation: Operation,
  members: { readonly author: MemberId; readonly target: MemberId }
): boolean {
  const own = operation.type === 'edit' || operation.type === 'delete'
  return !own || members.author === members.target
}

/** Whether a vote of this time is in time (C1). */
export function isOpen(poll: Poll, ts: number): boolean {
  return poll.closes === 0 || ts <= poll.closes
}

/** The column "where" of C1. */
function mayStandIn(operation: Operation, { kind, conversation, member }: EntryFacts): boolean {
  switch (operation.type) {
    case 'read-mark':
    case 'verified':
    case 'setting':
    case 'message-mark':
      return kind === 'self'
    case 'profile':
    case 'device-name':
      // Guests read no directory: who is with them says its name there (K16).
      return kind !== 'channel'
    case 'lobby':
      return kind === 'directory'
    case 'expected-guest':
      return kind === 'group'
    case 'shared-mark':
      return kind === 'direct' || kind === 'group'
    case 'pad':
    case 'pad-title':
      return kind !== 'directory'
    case 'title':
      return kind === 'directory' || (kind === 'group' && operation.conversation === conversation)
    case 'picture':
      // Where its member says its name (C26).
      if (operation.of === member) return kind !== 'channel'
      return kind === 'directory' || (kind === 'group' && operation.of === conversation)
    default:
      return true
  }
}

/** P1: with a target on its page, otherwise on the page of its time. Of an unknown operation we cannot tell. */
function mayStandOn(operation: Operation, { page, ts, target }: EntryFacts): boolean {
  if (operation.type === 'unknown') return true
  if (targetsOf(operation).length === 0) {
    assert(target === undefined, 'only what names a target is given one')
    const begins = operation.type === 'pad' || operation.type === 'pad-title' ? firstPageOf(operation.pad) : page
    return page === pageOf(ts) && begins <= page
  }
  return target === undefined || target.page === page
}
