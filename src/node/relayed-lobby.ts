// Owns the other way into a lobby: where no direct connection opens, newcomer and member find each other under topics of the lobby's
// secret and talk over a relayed link (network.md 6). The same records, one in a frame.

import type { PeerId, Topic } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { decodeFrame, encodeFrame } from '../sync/frames.ts'
import { meetingPlaces, openLetter, sealLetter, type MeetingPlace } from '../sync/rendezvous.ts'
import type { LobbyKeys } from '../team/invitation.ts'
import { openSentRecord, type LobbyRecord } from '../team/lobby-record.ts'
import type { Milliseconds, Network, OwnAddress, RelayAddress } from './ports.ts'

/** Where a lobby's people call out today. */
export function lobbyPlaces(keys: LobbyKeys, now: Milliseconds): readonly MeetingPlace[] {
  return meetingPlaces([keys.lobbySecret], now)
}

/** Calls out under a lobby's topics that a newcomer is here; `counter` grows with every call. */
export function callOut(
  network: Network,
  { keys, address, counter }: { readonly keys: LobbyKeys; readonly address: OwnAddress; readonly counter: number },
  { now, random }: { readonly now: Milliseconds; readonly random: (length: number) => Uint8Array }
): void {
  const nextSeconds = limits.announceMs / 1000
  const letter = { kind: 'here', counter, nextSeconds, device8: undefined, net: 0, abilities: 0 } as const
  for (const place of lobbyPlaces(keys, now)) {
    const sealed = sealLetter({ ...letter, peer: address.peer, relays: address.relays }, place, random)
    network.announce(place.topic, sealed)
  }
}

/** Who calls out at one of these places, if it is a letter at all. */
export function callerIn(
  places: readonly MeetingPlace[],
  topic: Topic,
  sealed: Uint8Array
): { readonly peer: PeerId; readonly relays: readonly RelayAddress[] } | undefined {
  const place = places.find((each) => each.topic === topic)
  const letter = place === undefined ? undefined : openLetter(sealed, place)
  return letter?.ok === true && letter.value.kind !== 'farewell' ? letter.value : undefined
}

/** Sends a sealed record over a link. */
export function sendRecord(network: Network, peer: PeerId, sealed: Uint8Array): void {
  network.send(peer, encodeFrame({ type: 'record', sealed }))
}

/** The record in a frame of a lobby link; undefined: it is none that these keys open. */
export function recordIn(
  frame: Uint8Array,
  keys: LobbyKeys
): { readonly id: string; readonly record: LobbyRecord } | undefined {
  const decoded = decodeFrame(frame)
  if (!decoded.ok || decoded.value.type !== 'record') return undefined
  const opened = openSentRecord(decoded.value.sealed, keys)
  return opened.ok ? opened.value : undefined
}
