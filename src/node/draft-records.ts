// Owns the local records of what a person has typed and not sent: drafts (C9, C10), and what goes at its time (C15).

import type { Cbor } from '../base/codec.ts'
import { entryHashOf, idBytes, memberIdOf, scopeIdOf, type ConversationId, type EntryHash } from '../base/ids.ts'
import type { Mention } from './api-acts.ts'
import type { LocalRecord, Milliseconds } from './ports.ts'
import { named, truth, type Records } from './records.ts'

/** What somebody typed and did not send yet: the text, what it answers, whom it names (C9, C10). */
export interface Draft {
  readonly text: string
  readonly reply: EntryHash | undefined
  readonly mentions: readonly Mention[]
}

/** `shared`: the person's other devices have heard of it. */
export interface KeptDraft extends Draft {
  readonly shared: boolean
}

export function draftRecord(conversation: ConversationId, draft: KeptDraft): LocalRecord {
  const isPlain = typeof draftValue(draft) === 'string' && !draft.shared
  const value = isPlain ? draft.text : [draftValue(draft), draft.shared]
  return truth(`draft ${conversation}`, draft.text === '' ? undefined : value)
}

export function draftsIn(records: Records): ReadonlyMap<string, KeptDraft> {
  return new Map(
    named(records, 'draft').flatMap(([name, value]): readonly (readonly [string, KeptDraft])[] => {
      const [kept = null, shared] = Array.isArray(value) ? (value as readonly Cbor[]) : [value, false]
      const draft = draftFrom(kept)
      return draft === undefined ? [] : [[name, { ...draft, shared: shared !== false }]]
    })
  )
}

/** A draft as a value: its text, or `[text, reply | null, [id …]]`; `null` in the list is everybody (C9). */
export function draftValue({ text, reply, mentions }: Draft): Cbor {
  if (text === '' || (reply === undefined && mentions.length === 0)) return text
  return [text, reply === undefined ? null : idBytes(reply), mentionsValue(mentions)]
}

/** undefined: no draft that this version can read. */
export function draftFrom(value: Cbor): Draft | undefined {
  if (typeof value === 'string') return { text: value, reply: undefined, mentions: [] }
  const [text, reply, ids] = Array.isArray(value) ? (value as readonly Cbor[]) : []
  if (typeof text !== 'string') return undefined
  return {
    text,
    reply: reply instanceof Uint8Array && reply.length === 32 ? entryHashOf(reply) : undefined,
    mentions: mentionsFrom(ids)
  }
}

function mentionsValue(mentions: readonly Mention[]): Cbor {
  return mentions.map((each) => (each === 'everyone' ? null : idBytes(each)))
}

function mentionsFrom(value: Cbor | undefined): readonly Mention[] {
  return (Array.isArray(value) ? (value as readonly Cbor[]) : []).flatMap((id): readonly Mention[] =>
    id === null ? ['everyone'] : id instanceof Uint8Array && id.length === 16 ? [memberIdOf(id)] : []
  )
}

/** What this device is to send later (C15); `seq`: the place in its log that was about to be taken. */
export interface KeptScheduled extends Draft {
  readonly conversation: ConversationId
  readonly at: Milliseconds
  readonly seq: number | undefined
}

export function scheduledRecord(id: string, scheduled: KeptScheduled | undefined): LocalRecord {
  if (scheduled === undefined) return truth(`scheduled ${id}`, undefined)
  const { conversation, text, reply, mentions, at, seq } = scheduled
  const about = [idBytes(conversation), text, reply === undefined ? null : idBytes(reply), at, seq ?? null]
  return truth(`scheduled ${id}`, mentions.length === 0 ? about : [...about, mentionsValue(mentions)])
}

export function scheduledIn(records: Records): ReadonlyMap<string, KeptScheduled> {
  return new Map(
    named(records, 'scheduled').flatMap(([id, value]): readonly (readonly [string, KeptScheduled])[] => {
      const [conversation, text, reply, at, seq, ids] = Array.isArray(value) ? (value as readonly Cbor[]) : []
      if (!(conversation instanceof Uint8Array) || typeof text !== 'string' || typeof at !== 'number') return []
      const kept = {
        conversation: scopeIdOf(conversation),
        text,
        reply: reply instanceof Uint8Array ? entryHashOf(reply) : undefined,
        mentions: mentionsFrom(ids),
        at,
        seq: typeof seq === 'number' ? seq : undefined
      }
      return [[id, kept]]
    })
  )
}
