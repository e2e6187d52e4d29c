// Owns which notes and lists are there (P9): named, not deleted, of a kind this version knows, their first week kept (X6). Knows no text.

import type { ConversationId } from '../base/ids.ts'
import { firstPageOf, padKindOf } from '../chat/pads.ts'
import type { InPad, PadLine } from './api-pads.ts'
import { padIn, padsIn, type NamedPad } from './registers.ts'
import { isRetained } from './retention.ts'
import type { Replica } from './state.ts'

/** undefined: it is not there, or no longer. */
export function padThere(replica: Replica, { conversation, pad }: InPad): NamedPad | undefined {
  const named = padIn(replica.registers, conversation, pad)
  return named !== undefined && isThere(replica, named, conversation) ? named : undefined
}

/** Those of a conversation, the last named first. */
export function padsThere(replica: Replica, conversation: ConversationId): readonly NamedPad[] {
  return padsIn(replica.registers, conversation).filter((named) => isThere(replica, named, conversation))
}

/** As it stands in a list of them. */
export function padLine({ pad, name }: NamedPad): PadLine {
  return { pad, name, kind: padKindOf(pad) ?? 'note' }
}

function isThere({ membership, keptFrom }: Replica, { pad, on }: NamedPad, conversation: ConversationId): boolean {
  const info = membership.scopes.get(conversation)
  const isKept = info === undefined || !isRetained(info) || firstPageOf(pad) >= keptFrom
  return on && isKept && padKindOf(pad) !== undefined
}
