// Owns the commands one writes after "/": their names and what they do. A further one is a further line here and its words in reading.*.ts.

import type { ConversationId } from '../../base/ids.ts'
import type { Route } from '../../app/route.svelte.ts'

export interface CommandPlace {
  readonly route: Route
  /** The notes to oneself. */
  readonly self: ConversationId | undefined
  /** Asks about what stands in the field; undefined: nothing can be asked now. */
  readonly poll: (() => void) | undefined
}

export type CommandName = 'poll' | 'mentions' | 'notes' | 'people' | 'keys'

export interface Command {
  readonly name: CommandName
  /** It is about the words behind it; they stay in the field. */
  readonly takesWords?: true
  /** Whether it can be done here. */
  readonly fits: (place: CommandPlace) => boolean
  readonly run: (place: CommandPlace) => void
}

export const commands: readonly Command[] = [
  { name: 'poll', takesWords: true, fits: ({ poll }) => poll !== undefined, run: ({ poll }) => poll?.() },
  { name: 'mentions', fits: () => true, run: ({ route }) => route.open('mentions') },
  {
    name: 'notes',
    fits: ({ self, route }) =>
      self !== undefined && !(route.place.type === 'conversation' && route.place.conversation === self),
    run: ({ self, route }) => {
      if (self !== undefined) route.go({ type: 'conversation', conversation: self })
    }
  },
  {
    name: 'people',
    fits: ({ route }) => route.place.type === 'conversation',
    run: ({ route }) => {
      if (route.place.type === 'conversation') route.go({ ...route.place, details: true })
    }
  },
  { name: 'keys', fits: () => true, run: ({ route }) => route.open('keyboard') }
]
