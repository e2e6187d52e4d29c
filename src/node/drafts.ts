// Owns what this person typed and did not send, on all of its devices (C9): kept here at once, told to the others when the fingers rest,
// and taken out of the log again when it was sent, emptied or written anew.

import { encodeCbor } from '../base/codec.ts'
import type { ConversationId, EntryHash, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { operationOf } from '../chat/rows.ts'
import { selfScope } from '../team/scopes.ts'
import type { Intent } from './api-intents.ts'
import { rowOf } from './content.ts'
import type { Later } from './inbox.ts'
import type { Cancel, Milliseconds } from './ports.ts'
import { draftRecord, draftValue, type Draft, type KeptDraft } from './draft-records.ts'
import { sharedDraftsIn } from './registers.ts'
import { isActive } from './state.ts'
import type { Desk, Written } from './desk.ts'
import { writeContent } from './write.ts'

export interface Drafts {
  /** By conversation; empty ones are not in it. */
  readonly kept: ReadonlyMap<ConversationId, Draft>
  /** Typed here and kept; empty: sent, or taken back. */
  typed(conversation: ConversationId, draft: Draft): void
  /** The self conversation moved, or this person's devices did. */
  follow(): void
}

export interface DraftEvents {
  onTexts(): void
  onWritten(written: Written): void
}

/** The drafts of one node. */
export function createDrafts(
  desk: Desk,
  kept: ReadonlyMap<ConversationId, KeptDraft>,
  events: DraftEvents,
  later: Later
): Drafts {
  const { identity } = desk.replica
  const self = selfScope(identity.team, identity.member)
  const drafts = new Map<ConversationId, Draft>(kept)
  /** What the other devices have not heard yet; of a person with one device that is all of it. */
  const unshared = new Set([...kept].flatMap(([conversation, { shared }]) => (shared ? [] : [conversation])))
  const resting = new Map<ConversationId, Cancel>()
  let sweeping: Cancel | undefined

  function put(conversation: ConversationId, draft: Draft): void {
    if (draft.text === '') drafts.delete(conversation)
    else drafts.set(conversation, draft)
  }

  function hasOtherDevices(): boolean {
    return (desk.replica.membership.team.members.get(identity.member)?.devices.length ?? 0) > 1
  }

  /** Tells the others once nothing was typed for a while: an entry for each thought, not for each key. */
  function shareSoon(conversation: ConversationId, wait = limits.draftRestMs): void {
    resting.get(conversation)?.()
    resting.set(
      conversation,
      later(wait, () => {
        resting.delete(conversation)
        share(conversation)
      })
    )
  }

  function share(conversation: ConversationId): void {
    const draft = drafts.get(conversation) ?? noDraft
    const before = sharedDraftsIn(desk.replica.registers).get(conversation) ?? noDraft
    if (!isSame(draft, before)) {
      const value = draftValue(draft)
      if (encodeCbor(value).length > limits.settingBytesMax) return
      const operation = { type: 'setting', name: draftName(conversation), value } as const
      unshared.delete(conversation)
      if (!write({ operation })) {
        unshared.add(conversation)
        return
      }
    }
    unshared.delete(conversation)
    desk.storage.keep(draftRecord(conversation, { ...draft, shared: true }))
    if (before.text === '') return
    // Whoever sent it wants it gone now; while it is still being written the old states go together.
    if (draft.text === '') sweep()
    else sweepSoon(limits.draftSweepMs)
  }

  function write(content: Parameters<typeof writeContent>[2]): boolean {
    if (!isActive(desk.replica)) return false
    const written = writeContent(desk, self, content)
    if (written.ok) events.onWritten(written.value)
    return written.ok
  }

  function sweepSoon(wait: Milliseconds): void {
    sweeping ??= later(wait, sweep)
  }

  /** Words that were not sent do not stay in the log: every draft but the last of each conversation is erased (X1). */
  function sweep(): void {
    sweeping?.()
    sweeping = undefined
    for (const page of desk.pages.numbers(self).slice(0, pagesSwept)) {
      const old = outdatedIn(desk, self, page)
      for (let from = 0; from < old.length; from += limits.targetsMax) {
        const targets = old.slice(from, from + limits.targetsMax)
        write({ operation: { type: 'delete', targets, destroy: true, silent: true }, page })
      }
    }
  }

  function follow(): void {
    let moved = false
    for (const [conversation, draft] of sharedDraftsIn(desk.replica.registers)) {
      if (unshared.has(conversation) || isSame(drafts.get(conversation) ?? noDraft, draft)) continue
      put(conversation, draft)
      desk.storage.keep(draftRecord(conversation, { ...draft, shared: true }))
      moved = true
    }
    if (moved) {
      events.onTexts()
      // Who wrote it sweeps first; this is for those who went away meanwhile.
      sweepSoon(3 * limits.draftSweepMs)
    }
    if (hasOtherDevices()) for (const conversation of unshared) if (!resting.has(conversation)) shareSoon(conversation)
  }

  return {
    kept: drafts,
    typed(conversation, draft) {
      put(conversation, draft)
      events.onTexts()
      resting.get(conversation)?.()
      resting.delete(conversation)
      if (draft.text !== '') {
        unshared.add(conversation)
        if (hasOtherDevices()) shareSoon(conversation)
        return
      }
      unshared.delete(conversation)
      if (sharedDraftsIn(desk.replica.registers).has(conversation)) share(conversation)
    },
    follow
  }
}

/** Nothing is being written. */
export const noDraft: Draft = { text: '', reply: undefined, mentions: [] }

/** What the window asks to keep, within its limits. */
export function draftOf({ text, reply, mentions = [] }: Extract<Intent, { type: 'keep-draft' | 'post' }>): Draft {
  return { text: text.slice(0, limits.postBytesMax), reply, mentions: mentions.slice(0, limits.mentionsMax) }
}

function isSame(a: Draft, b: Draft): boolean {
  return a.text === b.text && a.reply === b.reply && a.mentions.join() === b.mentions.join()
}

/** Drafts of the last weeks; what is older was swept long ago. */
const pagesSwept = 2

/** The name of the setting that holds a conversation's draft (C9). */
function draftName(conversation: ConversationId): string {
  return `draft ${conversation}`
}

/** Draft entries of one page of the self conversation that are not the last word about their conversation, and not empty. */
function outdatedIn(desk: Desk, self: ScopeId, page: number): readonly EntryHash[] {
  const { replica, storage } = desk
  const last = new Set([...sharedDraftsIn(replica.registers).values()].map(({ entry }) => entry))
  const reading = { storage, now: desk.now() }
  return storage.entries({ type: 'page', conversation: self, page, payloads: true }).flatMap((entry) => {
    if (entry.payload === undefined || last.has(entry.hash)) return []
    const row = rowOf(replica, entry, reading)
    const operation = row === undefined ? undefined : operationOf(row)
    const isDraft = operation?.type === 'setting' && operation.name.startsWith('draft ') && operation.value !== ''
    return isDraft ? [entry.hash] : []
  })
}
