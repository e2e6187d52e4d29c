// Owns what people do with notes and lists and what they are shown of them (P9, P10). Which ones are open, held-pads.ts knows.

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
import { noPad, type InPad, type PadIntent, type PadsView, type PadView } from './api-pads.ts'
import type { Refusal } from './api-intents.ts'
import { createHeldPads, mayWritePads, type HeldPad, type PadEvents } from './held-pads.ts'
import type { Later } from './inbox.ts'
import { padLine, padThere, padsThere } from './named-pads.ts'
import { nameRefusal } from './names.ts'
import type { OpenPad } from './open-pad.ts'
import type { PadCursors } from './pad-cursors.ts'
import { createPadCleaning } from './pad-cleaning.ts'
import { amountOf } from './policies.ts'
import type { Milliseconds } from './ports.ts'
import { profileOf } from './registers.ts'
import { isRetained } from './retention.ts'
import { logKey } from './state.ts'
import type { Desk } from './desk.ts'
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

/** What a person types after this pause is undone by itself. */
const breathMs: Milliseconds = 1000

export function createPads(desk: Desk, cursors: PadCursors, events: PadEvents, later: Later): Pads {
  const { replica } = desk
  const pads = createHeldPads(desk, events, later)
  const cleaning = createPadCleaning(desk, events.onWritten, later)

  const mayWriteIn = (conversation: ConversationId): boolean => mayWritePads(desk, conversation)

  /** A pad that may be written in now. */
  function writable(place: InPad): Result<HeldPad, Refusal> {
    const held = pads.open(place)
    if (held === undefined) return err('unknown-pad')
    if (!mayWriteIn(place.conversation)) return err('not-allowed')
    if (held.open.full) return err('pad-full')
    return isBehind(held) ? err('pad-incomplete') : ok(held)
  }
  /** A log that forked may hold what never fits: it must not keep its person from writing for ever (P9). */
  function isBehind({ open, conversation }: HeldPad): boolean {
    return open.isBehind && !replica.everForked.has(logKey(conversation, replica.identity.device))
  }

  // ---------------------------------------------------------------- What a person asks

  function create({ conversation, kind, name, from }: Extract<PadIntent, { type: 'create-pad' }>): Answer {
    if (!mayWriteIn(conversation)) return err('unknown-conversation')
    const refusal = name.trim() === '' ? undefined : nameRefusal(name)
    if (refusal !== undefined) return err(refusal)
    if (padsThere(replica, conversation).length >= limits.padsMax) return err('too-many-pads')
    const source = from === undefined ? undefined : pads.open({ conversation, pad: from })
    if (from !== undefined && source === undefined) return err('unknown-pad')
    const pad = newPadId(pageOf(desk.now()), kind, desk.random.bytes(11))
    const titled = writeContent(desk, conversation, {
      operation: { type: 'pad-title', pad, name: name.trim(), on: true }
    })
    if (!titled.ok) return err(refusalOf(titled.reason))
    events.onWritten(titled.value)
    const held = pads.open({ conversation, pad })
    if (held !== undefined && source !== undefined) copyInto(held, source.open)
    return ok({ done: { pad }, written: [] })
  }
  function copyInto(held: HeldPad, source: OpenPad): void {
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
    pads.store(held)
  }
  function newItem(): string {
    return toBase64url(desk.random.bytes(6))
  }

  function title(place: InPad, change: { readonly name?: string; readonly on: boolean }): Answer {
    const named = padThere(replica, place)
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
    pads.typed(held.value)
    return nothingToDo
  }

  /** Something of a list, or a step back: seldom, and stored at once. */
  function act(place: InPad, run: (held: HeldPad) => boolean): Answer {
    const held = writable(place)
    if (!held.ok) return held
    const { open } = held.value
    open.draft().pause()
    if (!run(held.value)) return err('someone-was-faster')
    open.draft().pause()
    const refusal = pads.store(held.value)
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
        if ((pads.open(intent)?.open.draft().items().length ?? 0) >= limits.padItemsMax) return err('pad-full')
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
        const held = pads.left(intent)
        const refusal = held === undefined ? undefined : pads.store(held)
        return refusal === undefined ? nothingToDo : err(refusal)
      }
      case 'show-cursor': {
        const { conversation, pad, text, at } = intent
        const draft = pads.open(intent)?.open.draft()
        if (draft?.texts().some(({ id }) => id === text) !== true) return err('unknown-pad')
        cursors.say(conversation, { pad, text, behind: draft.pointOf(text, at) })
        return nothingToDo
      }
      default:
        return unreachable(intent)
    }
  }

  // ---------------------------------------------------------------- What is shown

  function unsavedOf({ final, open }: HeldPad): PadView['unsaved'] {
    return final === undefined ? undefined : { why: final, text: open.draft().unsaid() }
  }

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
      const named = padThere(replica, { conversation, pad })
      const held = named === undefined ? undefined : pads.open({ conversation, pad })
      if (named === undefined || held === undefined) {
        const left = pads.left({ conversation, pad })
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
      pads.moved(conversation)
      // Membership or time moved: an end may count now, or this person may erase now.
      if (conversation === undefined) cleaning.look()
    },
    named: () => cleaning.look(),
    settle: () => pads.settle(),
    save: () => pads.save()
  }
}
