// Owns the pads of this device: which ones are open, and when what was typed becomes an operation (P10). Opened when somebody looks, let
// go of when others were looked at since.

import { unreachable } from '../base/assert.ts'
import { toBase64url } from '../base/bytes.ts'
import type { ConversationId, PadId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { editOf } from '../base/splices.ts'
import { firstPageOf, newPadId, padKindOf } from '../chat/pads.ts'
import { noteRoot } from '../chat/pad-update.ts'
import { pageOf } from '../chat/rules.ts'
import { answered, nothingToDo, refusalOf, type Answer } from './answer.ts'
import { noPad, type InPad, type PadIntent, type PadsView, type PadView, type UnsavedReason } from './api-pads.ts'
import type { Refusal } from './api-intents.ts'
import { padClientOf } from './content.ts'
import { padLine, padThere, padsThere } from './named-pads.ts'
import { nameRefusal } from './names.ts'
import { createOpenPad, type OpenPad } from './open-pad.ts'
import type { PadCursors } from './pad-cursors.ts'
import { createPadCleaning } from './pad-cleaning.ts'
import { padPlaceKey, snapshotStepsMin } from './pad-snapshots.ts'
import { createPadReader, type PadReader } from './pad-steps.ts'
import { amountOf } from './policies.ts'
import type { Cancel, Milliseconds } from './ports.ts'
import { isConversation } from './posting.ts'
import { profileOf, type NamedPad } from './registers.ts'
import { isRetained } from './retention.ts'
import { takesPart } from './scopes.ts'
import { isActive, logKey } from './state.ts'
import type { Desk, Written } from './desk.ts'
import { writeContent } from './write.ts'

export interface Pads {
  list(conversation: ConversationId): PadsView
  view(conversation: ConversationId, pad: PadId): PadView
  fulfil(intent: PadIntent): Answer
  /** Entries of a conversation came or count otherwise; undefined: of any. */
  moved(conversation: ConversationId | undefined): void
  /** Titles of pads came or count otherwise: one may have ended. */
  named(): void
  /** Keeps what opening a pad needs to be quick. */
  settle(): void
  /** What was typed and is not stored, at once: this node ends. */
  save(): void
}

interface Held {
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
/** What a person types after this pause is undone by itself. */
const breathMs: Milliseconds = 1000

export function createPads(
  desk: Desk,
  cursors: PadCursors,
  events: { readonly onMoved: () => void; readonly onWritten: (written: Written) => void; readonly onFull: () => void },
  later: (wait: Milliseconds, run: () => void) => Cancel
): Pads {
  const { replica } = desk
  const heldByKey = new Map<string, Held>()
  const cleaning = createPadCleaning(desk, events.onWritten, later)

  // ---------------------------------------------------------------- Which pads are open

  function mayWriteIn(conversation: ConversationId): boolean {
    const { membership, identity } = replica
    const info = membership.scopes.get(conversation)
    if (info === undefined || !isConversation(desk, conversation) || !isActive(replica)) return false
    return takesPart(membership, info, identity.member)
  }
  function there(place: InPad): NamedPad | undefined {
    return padThere(replica, place)
  }
  function heldOf({ conversation, pad }: InPad): Held | undefined {
    const kind = padKindOf(pad)
    if (kind === undefined || there({ conversation, pad }) === undefined) return undefined
    const key = padPlaceKey({ conversation, pad })
    let held = heldByKey.get(key)
    if (held === undefined) {
      const open = createOpenPad(kind, padClientOf(replica.identity.device, conversation, pad))
      const reader = createPadReader(desk, conversation, pad)
      held = {
        conversation,
        pad,
        open,
        reader,
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
  function refresh(held: Held): void {
    if (!held.stale) return
    held.stale = false
    held.open.project(held.reader)
  }
  function keep(held: Held): void {
    if (there(held) === undefined) return
    refresh(held)
    held.open.keep(held.reader, { min: snapshotStepsMin })
  }
  /** What was typed and is not stored stays, also where storing was refused for good: it is nowhere else. */
  function makeRoom(): void {
    const idle = [...heldByKey.values()].filter(({ typedSince }) => typedSince === undefined)
    for (const held of idle.slice(0, Math.max(0, idle.length + 1 - openMax))) forget(held)
  }
  function forget(held: Held): void {
    held.waiting?.()
    keep(held)
    held.open.destroy()
    heldByKey.delete(padPlaceKey(held))
  }

  // ---------------------------------------------------------------- What was typed becomes an operation

  function plan(held: Held): void {
    held.waiting ??= later(limits.padIdleMs, () => {
      held.waiting = undefined
      const now = desk.now()
      const isTyping = now >= held.typedAt && now - held.typedAt < limits.padIdleMs
      const isLong = held.typedSince !== undefined && now - held.typedSince >= limits.padBatchMs - limits.padIdleMs
      if (isTyping && !isLong) plan(held)
      else store(held)
    })
  }
  /** Why not, if it could not be stored; what is typed stays and is tried again. */
  function store(held: Held): Refusal | undefined {
    const { conversation, pad, open } = held
    for (let piece = open.pending(); piece !== undefined; piece = open.pending()) {
      // Nothing would ever erase what came into a pad after its end.
      if (there(held) === undefined) return giveUp(held, 'unknown-pad')
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
  function giveUp(held: Held, why: UnsavedReason): Refusal {
    held.typedSince ??= desk.now()
    held.final = why
    events.onMoved()
    return why
  }
  function unsavedOf({ final, open }: Held): PadView['unsaved'] {
    return final === undefined ? undefined : { why: final, text: open.draft().unsaid() }
  }
  function typed(held: Held): void {
    const now = desk.now()
    held.typedSince ??= now
    held.typedAt = now
    plan(held)
    events.onMoved()
  }

  /** A pad that may be written in now. */
  function writable(place: InPad): Result<Held, Refusal> {
    const held = heldOf(place)
    if (held === undefined) return err('unknown-pad')
    if (!mayWriteIn(place.conversation)) return err('not-allowed')
    if (held.open.full) return err('pad-full')
    return isBehind(held) ? err('pad-incomplete') : ok(held)
  }
  /** A log that forked may hold what never fits: it must not keep its person from writing for ever (P9). */
  function isBehind({ open, conversation }: Held): boolean {
    return open.isBehind && !replica.everForked.has(logKey(conversation, replica.identity.device))
  }

  // ---------------------------------------------------------------- What a person asks

  function create({ conversation, kind, name, from }: Extract<PadIntent, { type: 'create-pad' }>): Answer {
    if (!mayWriteIn(conversation)) return err('unknown-conversation')
    const refusal = name.trim() === '' ? undefined : nameRefusal(name)
    if (refusal !== undefined) return err(refusal)
    if (padsThere(replica, conversation).length >= limits.padsMax) return err('too-many-pads')
    const source = from === undefined ? undefined : heldOf({ conversation, pad: from })
    if (from !== undefined && source === undefined) return err('unknown-pad')
    const pad = newPadId(pageOf(desk.now()), kind, desk.random.bytes(11))
    const titled = writeContent(desk, conversation, {
      operation: { type: 'pad-title', pad, name: name.trim(), on: true }
    })
    if (!titled.ok) return err(refusalOf(titled.reason))
    events.onWritten(titled.value)
    const held = heldOf({ conversation, pad })
    if (held !== undefined && source !== undefined) copyInto(held, source.open)
    return ok({ done: { pad }, written: [] })
  }
  function copyInto(held: Held, source: OpenPad): void {
    const draft = held.open.draft()
    const text = source.text()
    if (text !== undefined) draft.write(noteRoot, editOf({ at: 0, remove: 0, insert: text.text }))
    let after: string | undefined
    for (const item of source.items(() => undefined)) {
      const id = newItem()
      draft.add(id, after, item.text)
      if (item.done) draft.tick(id, true)
      after = id
    }
    store(held)
  }
  function newItem(): string {
    return toBase64url(desk.random.bytes(6))
  }

  function title(place: InPad, change: { readonly name?: string; readonly on: boolean }): Answer {
    const named = there(place)
    if (named === undefined) return err('unknown-pad')
    if (!mayWriteIn(place.conversation)) return err('not-allowed')
    const name = change.name?.trim() ?? named.name
    const refusal = name === '' ? undefined : nameRefusal(name)
    if (refusal !== undefined) return err(refusal)
    if (named.name === name && named.on === change.on) return nothingToDo
    const operation = { type: 'pad-title', pad: place.pad, name, on: change.on } as const
    return answered(writeContent(desk, place.conversation, { operation }))
  }

  function write(intent: Extract<PadIntent, { type: 'write-pad' }>): Answer {
    const held = writable(intent)
    if (!held.ok) return held
    const { open, typedAt } = held.value
    if (desk.now() - typedAt > breathMs) open.draft().pause()
    const refusal = open.write(intent)
    if (refusal !== undefined) return err(refusal)
    typed(held.value)
    return nothingToDo
  }

  /** Something of a list, or a step back: seldom, and stored at once. */
  function act(place: InPad, run: (held: Held) => boolean): Answer {
    const held = writable(place)
    if (!held.ok) return held
    const { open } = held.value
    open.draft().pause()
    if (!run(held.value)) return err('someone-was-faster')
    open.draft().pause()
    const refusal = store(held.value)
    return refusal === undefined ? nothingToDo : err(refusal)
  }

  function fulfil(intent: PadIntent): Answer {
    switch (intent.type) {
      case 'create-pad':
        return create(intent)
      case 'name-pad':
        return title(intent, { name: intent.name, on: true })
      case 'delete-pad':
        return title(intent, { on: false })
      case 'write-pad':
        return write(intent)
      case 'add-item': {
        const item = newItem()
        if ((heldOf(intent)?.open.draft().items().length ?? 0) >= limits.padItemsMax) return err('pad-full')
        const added = act(intent, ({ open }) => open.draft().add(item, intent.after, intent.text))
        return added.ok ? ok({ done: { item }, written: [] }) : added
      }
      case 'tick-item':
        return act(intent, ({ open }) => open.draft().tick(intent.item, intent.on))
      case 'move-item':
        return act(intent, ({ open }) => open.draft().move(intent.item, intent.after))
      case 'remove-item':
        return act(intent, ({ open }) => open.draft().remove(intent.item))
      case 'undo-pad':
      case 'redo-pad':
        return act(intent, ({ open }) => {
          if (intent.type === 'undo-pad') open.draft().undo()
          else open.draft().redo()
          return true
        })
      case 'save-pad': {
        const held = heldByKey.get(padPlaceKey(intent))
        const refusal = held === undefined ? undefined : store(held)
        return refusal === undefined ? nothingToDo : err(refusal)
      }
      case 'show-cursor': {
        const { conversation, pad, text, at } = intent
        const draft = heldOf(intent)?.open.draft()
        if (draft?.texts().some(({ id }) => id === text) !== true) return err('unknown-pad')
        cursors.say(conversation, { pad, text, behind: draft.pointOf(text, at) })
        return nothingToDo
      }
      default:
        return unreachable(intent)
    }
  }

  // ---------------------------------------------------------------- What is shown

  /** When retention takes the week in which it began (X6). */
  function endsOf(conversation: ConversationId, pad: PadId): Milliseconds | undefined {
    const info = replica.membership.scopes.get(conversation)
    const days = amountOf(replica.membership.team, 'retain-days')
    if (days === 0 || info === undefined || !isRetained(info)) return undefined
    return (firstPageOf(pad) + 1) * limits.weekMs + days * limits.dayMs
  }

  cleaning.look()

  return {
    list(conversation) {
      const lines = padsThere(replica, conversation).slice(0, limits.padsMax).map(padLine)
      return { pads: lines, mayWrite: mayWriteIn(conversation) }
    },
    view(conversation, pad) {
      const named = there({ conversation, pad })
      const held = named === undefined ? undefined : heldOf({ conversation, pad })
      if (named === undefined || held === undefined) {
        const left = heldByKey.get(padPlaceKey({ conversation, pad }))
        return { ...noPad(pad), unsaved: left && unsavedOf(left), saved: left?.typedSince === undefined }
      }
      const { open } = held
      const draft = open.draft()
      const { identity, registers } = replica
      return {
        pad,
        kind: padKindOf(pad) ?? 'note',
        name: named.name,
        state: 'open',
        text: open.text(),
        items: open.items(({ member, ts }) => ({
          name: profileOf(registers, member).name,
          mine: member === identity.member,
          ts
        })),
        cursors: cursors.in(conversation, pad).flatMap(({ member, text, behind }) => {
          const at = behind === undefined ? 0 : draft.placeOf(text, behind)
          return at === undefined ? [] : [{ member, name: profileOf(registers, member).name, text, at }]
        }),
        mayWrite: mayWriteIn(conversation) && !open.full && !isBehind(held),
        waits: open.waits,
        full: open.full,
        saved: held.typedSince === undefined,
        unsaved: unsavedOf(held),
        canUndo: draft.canUndo,
        canRedo: draft.canRedo,
        ends: endsOf(conversation, pad)
      }
    },
    fulfil,
    moved(conversation) {
      for (const held of heldByKey.values())
        if (conversation === undefined || held.conversation === conversation) {
          held.stale = true
          if (held.final !== undefined && mayWriteIn(held.conversation) && there(held) !== undefined) plan(held)
        }
      // Membership or time moved: an end may count now, or this person may erase now.
      if (conversation === undefined) cleaning.look()
    },
    named: () => cleaning.look(),
    settle() {
      for (const held of heldByKey.values()) keep(held)
    },
    save() {
      for (const held of heldByKey.values()) if (held.typedSince !== undefined) store(held)
    }
  }
}
