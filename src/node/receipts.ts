// Owns the marks of reading that this person shares (C21): at most one a minute for each conversation, the one before it erased, and taken
// back when sharing ends. Who has read what is answered from the marks of others, and only to whoever shares too.

import type { ConversationId, EntryHash, MemberId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { sharedMarkKey, type Register } from '../chat/registers.ts'
import type { SharedMark } from '../chat/operations.ts'
import { pageOf } from '../chat/rules.ts'
import type { Arrival } from './arrivals.ts'
import type { Later } from './inbox.ts'
import { isBeyond, readMarkOf, type Registers } from './registers.ts'
import { takesPart, type ScopeInfo } from './scopes.ts'
import { shares } from './sharing.ts'
import { isActive, type Replica } from './state.ts'
import type { Desk, Written } from './desk.ts'
import { writeContent } from './write.ts'

export interface Receipts {
  /** This person has read on in a conversation. */
  read(conversation: ConversationId): void
  /** Settings or policies moved: what is shared no longer is taken back. */
  follow(): void
}

/** A mark that stands, and the entry it came with. */
interface StandingMark {
  readonly mark: SharedMark
  readonly entry: EntryHash
  readonly ts: number
}

/** The marks of one node. */
export function createReceipts(desk: Desk, onWritten: (written: Written) => void, later: Later): Receipts {
  const { replica } = desk
  const due = new Set<ConversationId>()

  function share(conversation: ConversationId): void {
    if (due.has(conversation) || !isActive(replica) || !isShared(replica, conversation)) return
    const own = readMarkOf(replica.registers, conversation)
    const before = markOf(replica.registers, conversation, replica.identity.member)
    if (own === undefined || (before?.mark.on === true && !isBeyond(own, before.mark))) return
    const wait = before === undefined ? 0 : before.ts + limits.sharedMarkMs - desk.now()
    if (wait > 0) {
      due.add(conversation)
      later(Math.min(wait, limits.sharedMarkMs), () => {
        due.delete(conversation)
        share(conversation)
      })
      return
    }
    put(conversation, { type: 'shared-mark', ts: own.ts, hash8: own.hash8, on: true }, before)
  }

  function put(conversation: ConversationId, operation: SharedMark, before: StandingMark | undefined): void {
    const written = writeContent(desk, conversation, { operation })
    if (!written.ok) return
    onWritten(written.value)
    // What was read when does not stay in the log: the mark before is erased on every device (X1).
    if (before === undefined) return
    const erased = { type: 'delete', targets: [before.entry], destroy: true, silent: true } as const
    const swept = writeContent(desk, conversation, { operation: erased, page: pageOf(before.ts) })
    if (swept.ok) onWritten(swept.value)
  }

  return {
    read: share,
    follow() {
      if (!isActive(replica) || shares(replica, 'reading')) return
      for (const conversation of replica.membership.scopes.keys()) {
        const before = markOf(replica.registers, conversation, replica.identity.member)
        if (before?.mark.on === true)
          put(conversation, { type: 'shared-mark', ts: 0, hash8: '00'.repeat(8), on: false }, before)
      }
    }
  }
}

/** Directs, and groups that are no crowd: nobody counts readers of a channel (C21). */
function isPlaceForMarks({ membership }: Replica, info: ScopeInfo): boolean {
  if (info.kind === 'direct') return true
  const members = info.kind === 'group' ? membership.groups.get(info.scope)?.members.size : undefined
  return members !== undefined && members <= limits.sharedMarkMembersMax
}

function isShared(replica: Replica, conversation: ConversationId): boolean {
  const { membership, identity } = replica
  const info = membership.scopes.get(conversation)
  if (info === undefined || !shares(replica, 'reading') || !isPlaceForMarks(replica, info)) return false
  return takesPart(membership, info, identity.member)
}

function markOf({ byKey }: Registers, conversation: ConversationId, member: MemberId): StandingMark | undefined {
  const register: Register | undefined = byKey.get(sharedMarkKey(member, conversation))
  if (register?.operation.type !== 'shared-mark') return undefined
  return { mark: register.operation, entry: register.hash as EntryHash, ts: register.ts }
}

/**
 * Which of these members have read an entry of this time, as they share it with this person, which shares it too. Asked of own messages
 * only: who reads what somebody else wrote is between those two.
 */
export function readersOf(
  replica: Replica,
  entry: Pick<Arrival, 'scope' | 'hash'> & { readonly ts: number },
  members: readonly MemberId[]
): ReadonlySet<MemberId> {
  if (!isShared(replica, entry.scope)) return new Set()
  const place = { ts: entry.ts, hash8: entry.hash.slice(0, 16) }
  return new Set(
    members.filter((member) => {
      const mark = markOf(replica.registers, entry.scope, member)?.mark
      return mark?.on === true && !isBeyond(place, mark)
    })
  )
}
