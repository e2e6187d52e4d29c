// Owns the notes and lists that people of a conversation write together: what is shown of one, what a person does in it, why not. Part of
// the api (api.ts).

import type { ConversationId, MemberId, PadId } from '../base/ids.ts'
import type { Splice } from '../base/splices.ts'

/** A text, or items to tick. */
export type PadKind = 'note' | 'list'

export type PadsQuery =
  /** The pads of a conversation, the last named first. */
  | { readonly type: 'pads'; readonly conversation: ConversationId }
  /** One of them as it stands, with what was typed here and is not stored yet. */
  | { readonly type: 'pad'; readonly conversation: ConversationId; readonly pad: PadId }

export interface PadsViews {
  readonly pads: PadsView
  readonly pad: PadView
}

export interface PadLine {
  readonly pad: PadId
  readonly kind: PadKind
  /** Empty: it was not named. */
  readonly name: string
}

export interface PadsView {
  readonly pads: readonly PadLine[]
  readonly mayWrite: boolean
}

/** A text of a pad: the whole of a note, or one item. */
export interface PadTextView {
  /** `t` in a note, else the item's id. */
  readonly id: string
  readonly text: string
  /** Grows with every change; what is typed says which one it was typed into. */
  readonly revision: number
  /** Number of the last edit of this window that is in it. */
  readonly edit: number
}

export interface PadItemView extends PadTextView {
  readonly done: boolean
  /** Who ticked it, and when; undefined: nobody, or it is not stored yet. */
  readonly doneBy: { readonly name: string; readonly mine: boolean; readonly ts: number } | undefined
}

/** Where somebody else stands in a text at this moment (S15). */
export interface PadCursorView {
  readonly member: MemberId
  readonly name: string
  /** Id of the text. */
  readonly text: string
  readonly at: number
}

export interface PadView extends PadLine {
  /** gone: deleted, not here, or its time is over. */
  readonly state: 'open' | 'gone'
  /** Of a note; undefined in a list. */
  readonly text: PadTextView | undefined
  /** Of a list, in order. */
  readonly items: readonly PadItemView[]
  readonly cursors: readonly PadCursorView[]
  readonly mayWrite: boolean
  /** Changes of others whose predecessors are not here yet. */
  readonly waits: boolean
  /** It holds all it may. */
  readonly full: boolean
  /** Everything that was typed is stored. */
  readonly saved: boolean
  /** What was typed here and will not be stored, and why: for the person to take along. */
  readonly unsaved: { readonly why: UnsavedReason; readonly text: string } | undefined
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** When the team's policy ends it; undefined: it stays. */
  readonly ends: number | undefined
}

/** What does not change by waiting. */
export type UnsavedReason = 'unknown-pad' | 'not-allowed' | 'removed'

/** Which one. */
export interface InPad {
  readonly conversation: ConversationId
  readonly pad: PadId
}

/** Something was typed into a text as it was at `revision`; `edit` numbers what this window does. */
export interface TypedEdit {
  readonly text: string
  readonly revision: number
  readonly edit: number
  readonly splice: Splice
}

export type PadIntent =
  /** The outcome names it; `from`: with what stands in that one. */
  | {
      readonly type: 'create-pad'
      readonly conversation: ConversationId
      readonly kind: PadKind
      readonly name: string
      readonly from?: PadId
    }
  | ({ readonly type: 'name-pad'; readonly name: string } & InPad)
  /** For everybody. */
  | ({ readonly type: 'delete-pad' } & InPad)
  | ({ readonly type: 'write-pad' } & TypedEdit & InPad)
  /** A further item behind another one, or first; its id is `item` of the outcome. */
  | ({ readonly type: 'add-item'; readonly after: string | undefined; readonly text: string } & InPad)
  | ({ readonly type: 'tick-item'; readonly item: string; readonly on: boolean } & InPad)
  | ({ readonly type: 'move-item'; readonly item: string; readonly after: string | undefined } & InPad)
  | ({ readonly type: 'remove-item'; readonly item: string } & InPad)
  /** Of what this person did since the pad was opened. */
  | ({ readonly type: 'undo-pad' | 'redo-pad' } & InPad)
  /** Stores at once what was typed: the pad is being left. */
  | ({ readonly type: 'save-pad' } & InPad)
  /** The others may see where this person stands; never stored (S15). */
  | ({ readonly type: 'show-cursor'; readonly text: string; readonly at: number } & InPad)

const intents: ReadonlySet<string> = new Set<PadIntent['type']>([
  'create-pad',
  'name-pad',
  'delete-pad',
  'write-pad',
  'add-item',
  'tick-item',
  'move-item',
  'remove-item',
  'undo-pad',
  'redo-pad',
  'save-pad',
  'show-cursor'
])

export function isPadIntent(intent: { readonly type: string }): intent is PadIntent {
  return intents.has(intent.type)
}

/** Why not, beside the reasons that everything has. */
export type PadRefusal =
  | 'unknown-pad'
  | 'too-many-pads'
  | 'pad-full'
  /** Own words of before are on their way from another device. */
  | 'pad-incomplete'

/** What there is to see where there is nothing. */
export function noPad(pad: PadId): PadView {
  return {
    pad,
    kind: 'note',
    name: '',
    state: 'gone',
    text: undefined,
    items: [],
    cursors: [],
    mayWrite: false,
    waits: false,
    full: false,
    saved: true,
    unsaved: undefined,
    canUndo: false,
    canRedo: false,
    ends: undefined
  }
}
