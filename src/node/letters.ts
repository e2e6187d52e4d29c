// Owns the letters of this device (network.md 4): under which topics it listens and calls out, and when. What they say is sync's; who
// answers is not its concern.

import { idBytes, type Topic } from '../base/ids.ts'
import {
  dueLetters,
  nextLetters,
  scheduleLetters,
  silentAnnouncing,
  thinEndsAt,
  type Announcing,
  type AnnouncingEvent,
  type OwnFacts
} from '../sync/announcing.ts'
import { epochsToShow } from '../sync/bind.ts'
import { meetingPlaces, openLetter, type Letter, type MeetingPlace } from '../sync/rendezvous.ts'
import type { Desk } from './desk.ts'
import type { Milliseconds, Network, OwnAddress } from './ports.ts'
import { meetEpochs, meetScopes } from './sessions.ts'

export interface Letters {
  /** Listens where the team meets now, and where others of this node want to be found. */
  follow(): void
  /** Calls out if it is time. */
  send(own: OwnAddress): void
  /** When it is time; undefined: not before something happens. */
  nextAt(): Milliseconds | undefined
  happened(event: AnnouncingEvent): void
  /** What was heard, if somebody of the team wrote it. */
  open(topic: Topic, sealed: Uint8Array): Letter | undefined
  /** Nobody is called and nobody listened to any more. */
  leave(): void
}

/** The letters of one node; none is sent before `send`. `chance` is from 0 to 1. */
export function createLetters(
  desk: Desk,
  {
    network,
    otherTopics,
    online,
    chance
  }: {
    readonly network: Pick<Network, 'follow' | 'announce' | 'farewell'>
    readonly otherTopics: () => readonly Topic[]
    /** How many are heard: the more, the rarer the letters. */
    readonly online: () => number
    readonly chance: () => number
  }
): Letters {
  let announcing: Announcing = silentAnnouncing
  let places: ReadonlyMap<Topic, MeetingPlace> = new Map()
  let followed = ''

  function ownFacts(own: OwnAddress): OwnFacts {
    const { identity, inactiveSince, membership } = desk.replica
    const currents = new Set(meetScopes(desk.replica).map((scope) => membership.books.get(scope)?.current))
    const epochs = epochsToShow(meetEpochs(desk), desk.now())
    const removedAt = inactiveSince.size === 0 ? undefined : Math.max(...inactiveSince.values())
    return {
      peer: own.peer,
      relays: own.relays,
      device8: idBytes(identity.device).subarray(0, 8),
      current: epochs.filter(({ epoch }) => currents.has(epoch)).map(({ secret }) => secret),
      superseded: epochs
        .filter(({ epoch }) => !currents.has(epoch))
        .map(({ secret }) => ({ secret, endsAt: thinEndsAt(removedAt) })),
      online: online()
    }
  }

  return {
    follow() {
      const secrets = epochsToShow(meetEpochs(desk), desk.now()).map((epoch) => epoch.secret)
      const wanted = meetingPlaces(secrets, desk.now())
      const topics = [...wanted.map((place) => place.topic), ...otherTopics()]
      const mark = topics.join(' ')
      if (mark === followed) return
      followed = mark
      places = new Map(wanted.map((place) => [place.topic, place]))
      network.follow(topics)
    },
    send(own) {
      const due = nextLetters(announcing)
      if (due === undefined || due > desk.now()) return
      const step = dueLetters(announcing, ownFacts(own), {
        now: desk.now(),
        chance: chance(),
        random: desk.random.bytes
      })
      announcing = step.announcing
      for (const { topic, sealed } of step.letters) network.announce(topic, sealed)
      if (step.farewell !== undefined) network.farewell(step.farewell)
    },
    nextAt: () => nextLetters(announcing),
    happened(event) {
      announcing = scheduleLetters(announcing, event, desk.now())
    },
    open(topic, sealed) {
      const place = places.get(topic)
      const letter = place === undefined ? undefined : openLetter(sealed, place)
      return letter?.ok === true ? letter.value : undefined
    },
    leave() {
      network.follow([])
      network.farewell([])
    }
  }
}
