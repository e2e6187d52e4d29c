// Owns which notes and lists are to be found anew with what comes through the door, and which are found no longer until then (P9, X5). What
// may hold a word that is erased or counts no more leaves the index in the transaction that says so. Knows no index.

import type { ConversationId } from '../base/ids.ts'
import type { Register } from '../chat/registers.ts'
import type { Consequences } from './consequences.ts'
import type { Departures } from './outside.ts'
import { padPlaceKey, padPlaceOf, padsSaidIn } from './pad-snapshots.ts'
import type { LocalRecord, SearchChanges } from './ports.ts'
import { unnotedRecord } from './records.ts'
import type { Recount } from './recounting.ts'
import { padsIn } from './registers.ts'
import { isSearched } from './searching.ts'
import type { Replica } from './state.ts'

export interface PadNews {
  /** To be looked through, by `padPlaceKey`. */
  readonly moved: ReadonlySet<string>
  /** Not to be found until then. */
  readonly gone: NonNullable<SearchChanges['pads']>
}

/** What an event means for pads: words came, words went, or words may count otherwise. */
export function padNewsOf(
  replica: Replica,
  {
    consequences,
    departed,
    turned,
    winners
  }: {
    readonly consequences: Consequences
    readonly departed: Departures
    readonly turned: Recount
    readonly winners: readonly Register[]
  }
): PadNews {
  const said = consequences.pages
    .filter(({ conversation }) => isSearched(replica, conversation))
    .flatMap(({ conversation, rows }) => [...padsSaidIn(rows)].map((pad) => padPlaceKey({ conversation, pad })))
  const named = winners.filter(({ operation }) => operation.type === 'pad-title')
  const placeOf = ({ key }: Register): string => key.slice('pad '.length)
  const ended = named.filter(({ operation }) => operation.type === 'pad-title' && !operation.on).map(placeOf)
  const isMoved = departed.devices.length + departed.demoted.length + departed.promoted.length > 0
  const judged = isMoved ? [...replica.membership.scopes.keys()] : []
  const recounted = [...turned.pages.map(({ conversation }) => conversation), ...turned.recounted]
  const whole = padsGoneIn(replica, new Set([...judged, ...recounted]))
  const less = [...consequences.padsLess, ...ended]
  return {
    moved: new Set([...said, ...named.map(placeOf), ...less, ...whole.moved]),
    gone: { put: [], forget: less.map(padPlaceOf), forgetIn: whole.gone.forgetIn }
  }
}

/** All pads of conversations where nobody can say which words are concerned. */
export function padsGoneIn(replica: Replica, conversations: ReadonlySet<ConversationId>): PadNews {
  const places = [...conversations].flatMap((conversation) =>
    padsIn(replica.registers, conversation).map(({ pad }) => ({ conversation, pad }))
  )
  const forgetIn = [...new Set(places.map(({ conversation }) => conversation))]
  return { moved: new Set(places.map(padPlaceKey)), gone: { put: [], forget: [], forgetIn } }
}

/** What of it is to be written down: a crash must not make a note be found by less than it says. */
export function unnotedRecords({ unnoted }: Replica, { moved }: Pick<PadNews, 'moved'>): readonly LocalRecord[] {
  return [...moved].filter((key) => !unnoted.has(key)).map((key) => unnotedRecord(key, true))
}
