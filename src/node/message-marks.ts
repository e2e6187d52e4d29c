// Owns what this person's devices remember of single messages (C13): starred, hidden, opened, heard. Read from registers; knows no screen.

import type { ConversationId, EntryHash } from '../base/ids.ts'
import { markKinds } from '../chat/operations.ts'
import { messageMarkKey } from '../chat/registers.ts'
import type { Registers } from './registers.ts'

export type MarkKind = keyof typeof markKinds

export interface Marked {
  readonly conversation: ConversationId
  readonly target: EntryHash
  /** When it was marked. */
  readonly ts: number
  readonly hash: string
}

/** Whether a message carries a mark now. */
export function isMarked(
  { byKey }: Registers,
  kind: MarkKind,
  { conversation, target }: Pick<Marked, 'conversation' | 'target'>
): boolean {
  const operation = byKey.get(messageMarkKey({ kind: markKinds[kind], conversation, target }))?.operation
  return operation?.type === 'message-mark' && operation.on
}

/** All messages with a mark, in no order that means anything. */
export function markedIn({ byKey }: Registers, kind: MarkKind): readonly Marked[] {
  const marked: Marked[] = []
  for (const { ts, hash, operation } of byKey.values()) {
    if (operation.type !== 'message-mark' || operation.kind !== markKinds[kind] || !operation.on) continue
    marked.push({ conversation: operation.conversation, target: operation.target, ts, hash })
  }
  return marked
}

/** Messages that some conversation has pinned, or had: whether they are, their page tells (C4). The last pinned first. */
export function pinnedIn({ byKey }: Registers, conversation: ConversationId): readonly Omit<Marked, 'conversation'>[] {
  const prefix = `pin ${conversation} `
  const pins: Omit<Marked, 'conversation'>[] = []
  for (const [key, { ts, hash, operation }] of byKey)
    if (operation.type === 'pin' && operation.on && key.startsWith(prefix))
      pins.push({ target: operation.target, ts, hash })
  return pins.toSorted((a, b) => b.ts - a.ts || (a.hash < b.hash ? 1 : -1))
}

/** Changes whenever a mark does; kept to know when screens have to be drawn anew. */
export function stampOfMarks({ byKey }: Registers): string {
  let count = 0
  let last = ''
  for (const { ts, hash, operation } of byKey.values()) {
    if (operation.type !== 'message-mark') continue
    count += 1
    const moment = `${String(ts).padStart(16, '0')} ${hash}`
    if (moment > last) last = moment
  }
  return `${count} ${last}`
}

/** Hidden messages by conversation, computed once until `forget`. */
export interface Hidden {
  in(conversation: ConversationId): ReadonlySet<EntryHash>
  forget(): void
}

const none: ReadonlySet<EntryHash> = new Set()

/** Computed from these registers when somebody asks. */
export function createHidden(registers: Registers): Hidden {
  let known: ReadonlyMap<ConversationId, ReadonlySet<EntryHash>> | undefined

  function read(): ReadonlyMap<ConversationId, ReadonlySet<EntryHash>> {
    const byConversation = new Map<ConversationId, Set<EntryHash>>()
    for (const { conversation, target } of markedIn(registers, 'hidden'))
      byConversation.set(conversation, (byConversation.get(conversation) ?? new Set()).add(target))
    return byConversation
  }

  return {
    in(conversation) {
      known ??= read()
      return known.get(conversation) ?? none
    },
    forget() {
      known = undefined
    }
  }
}
