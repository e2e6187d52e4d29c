// Owns the pads that are open on this device, and when what was typed in one becomes an operation (P10). Opened when somebody looks, let
// go of when others were looked at since.

import type { ConversationId, PadId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { padKindOf } from '../chat/pads.ts'
import { refusalOf } from './answer.ts'
import type { Refusal } from './api-intents.ts'
import type { InPad, UnsavedReason } from './api-pads.ts'
import { padClientOf } from './content.ts'
import type { Desk, Written } from './desk.ts'
import type { Later } from './inbox.ts'
import { padThere } from './named-pads.ts'
import { createOpenPad, type OpenPad } from './open-pad.ts'
import { padPlaceKey, snapshotStepsMin } from './pad-snapshots.ts'
import { createPadReader, type PadReader } from './pad-steps.ts'
import type { Cancel, Milliseconds } from './ports.ts'
import { isConversation } from './posting.ts'
import { takesPart } from './scopes.ts'
import { isActive } from './state.ts'
import { writeContent } from './write.ts'

export interface HeldPad {
  readonly conversation: ConversationId
  readonly pad: PadId
  readonly open: OpenPad
  readonly reader: PadReader
  stale: boolean
  /** Since when something is typed that is not stored, and when last. */
  typedSince: Milliseconds | undefined
  typedAt: Milliseconds
  waiting: Cancel | undefined
  /** Why what is typed will not be stored as things are: nothing tries again by itself. */
  final: UnsavedReason | undefined
}

/** Pads kept open at a time, besides those with something to store. */
const openMax = 4
/** Pads kept for the words in them that can be stored no more; of more of them those go that were left longest ago. */
const refusedMax = 16

export interface HeldPads {
  /** Opens it, if it is there and not open yet. */
  open(place: InPad): HeldPad | undefined
  /** As it was left, wherever it stands by now. */
  left(place: InPad): HeldPad | undefined
  /** Something was typed: it becomes an operation after a while. */
  typed(held: HeldPad): void
  /** At once. Why not, if it could not be stored; what is typed stays and is tried again. */
  store(held: HeldPad): Refusal | undefined
  /** Entries of a conversation came or count otherwise; undefined: of any. */
  moved(conversation: ConversationId | undefined): void
  /** Keeps what opening them needs to be quick. */
  settle(): void
  /** What was typed and is not stored, at once: this node ends. */
  save(): void
}

export interface PadEvents {
  readonly onMoved: () => void
  readonly onWritten: (written: Written) => void
  readonly onFull: () => void
}

/** Whether this person may write pads there. */
export function mayWritePads(desk: Desk, conversation: ConversationId): boolean {
  const { membership, identity } = desk.replica
  const info = membership.scopes.get(conversation)
  if (info === undefined || !isConversation(desk, conversation) || !isActive(desk.replica)) return false
  return takesPart(membership, info, identity.member)
}

/** `later` runs an event of its own after a while, and not before this device may write. */
export function createHeldPads(desk: Desk, events: PadEvents, later: Later): HeldPads {
  const { replica } = desk
  const heldByKey = new Map<string, HeldPad>()

  const isThere = (place: InPad): boolean => padThere(replica, place) !== undefined

  function open({ conversation, pad }: InPad): HeldPad | undefined {
    const kind = padKindOf(pad)
    if (kind === undefined || !isThere({ conversation, pad })) return undefined
    const key = padPlaceKey({ conversation, pad })
    let held = heldByKey.get(key)
    if (held === undefined) {
      held = {
        conversation,
        pad,
        open: createOpenPad(kind, padClientOf(replica.identity.device, conversation, pad)),
        reader: createPadReader(desk, conversation, pad),
        stale: true,
        typedSince: undefined,
        typedAt: 0,
        waiting: undefined,
        final: undefined
      }
    }
    // The newest used stand at the end.
    heldByKey.delete(key)
    makeRoom()
    heldByKey.set(key, held)
    refresh(held)
    return held
  }

  function refresh(held: HeldPad): void {
    if (!held.stale) return
    held.stale = false
    held.open.project(held.reader)
  }

  function keep(held: HeldPad): void {
    if (!isThere(held)) return
    refresh(held)
    held.open.keep(held.reader, { min: snapshotStepsMin })
  }

  /** What was typed and is not stored stays, also where storing was refused for good, within bounds: it is nowhere else. */
  function makeRoom(): void {
    const idle = [...heldByKey.values()].filter(({ typedSince }) => typedSince === undefined)
    for (const held of idle.slice(0, Math.max(0, idle.length + 1 - openMax))) forget(held)
    const refused = [...heldByKey.values()].filter(({ final }) => final !== undefined)
    for (const held of refused.slice(0, Math.max(0, refused.length - refusedMax))) forget(held)
  }

  function forget(held: HeldPad): void {
    held.waiting?.()
    keep(held)
    held.open.destroy()
    heldByKey.delete(padPlaceKey(held))
  }

  // ---------------------------------------------------------------- What was typed becomes an operation

  function plan(held: HeldPad): void {
    held.waiting ??= later(limits.padIdleMs, () => {
      held.waiting = undefined
      const now = desk.now()
      const isTyping = now >= held.typedAt && now - held.typedAt < limits.padIdleMs
      const isLong = held.typedSince !== undefined && now - held.typedSince >= limits.padBatchMs - limits.padIdleMs
      if (isTyping && !isLong) plan(held)
      else store(held)
    })
  }

  function store(held: HeldPad): Refusal | undefined {
    const { conversation, pad, open } = held
    for (let piece = open.pending(); piece !== undefined; piece = open.pending()) {
      // Nothing would ever erase what came into a pad after its end.
      if (!isThere(held)) return giveUp(held, 'unknown-pad')
      const { vector, update } = piece
      const written = writeContent(desk, conversation, { operation: { type: 'pad', pad, vector, update } })
      if (!written.ok) {
        const { reason } = written
        if (reason === 'removed' || reason === 'not-allowed') return giveUp(held, reason)
        if (reason === 'unknown-scope') return giveUp(held, 'not-allowed')
        // It stands in what is shown, whoever hears the refusal.
        held.typedSince ??= desk.now()
        events.onMoved()
        if (reason === 'disk-full') events.onFull()
        plan(held)
        return refusalOf(reason)
      }
      open.draft().stored(piece)
      held.stale = true
      events.onWritten(written.value)
    }
    held.final = undefined
    held.typedSince = undefined
    events.onMoved()
    return undefined
  }

  /** A refusal that waiting does not change: what was typed is shown as what it is, and tried again only when something moved. */
  function giveUp(held: HeldPad, why: UnsavedReason): Refusal {
    held.typedSince ??= desk.now()
    held.final = why
    events.onMoved()
    return why
  }

  function typed(held: HeldPad): void {
    const now = desk.now()
    held.typedSince ??= now
    held.typedAt = now
    plan(held)
    events.onMoved()
  }

  return {
    open,
    left: (place) => heldByKey.get(padPlaceKey(place)),
    typed,
    store,
    moved(conversation) {
      for (const held of heldByKey.values()) {
        if (conversation !== undefined && held.conversation !== conversation) continue
        held.stale = true
        if (held.final !== undefined && mayWritePads(desk, held.conversation) && isThere(held)) plan(held)
      }
    },
    settle() {
      for (const held of heldByKey.values()) keep(held)
    },
    save() {
      for (const held of heldByKey.values()) if (held.typedSince !== undefined) store(held)
    }
  }
}
