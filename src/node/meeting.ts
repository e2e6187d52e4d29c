// Owns how this device finds the others of its team: what it announces, whom it hears, whom it links and for how long (network.md 4).
// The rules are sync's; here they are fed with what happens and carried out.

import { readUint, toHex } from '../base/bytes.ts'
import { idBytes, type DeviceId, type PeerId, type ScopeId, type Topic } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Entry } from '../log/entry.ts'
import type { Run } from '../log/run.ts'
import {
  dueLetters,
  nextLetters,
  scheduleLetters,
  silentAnnouncing,
  thinEndsAt,
  type Announcing,
  type OwnFacts
} from '../sync/announcing.ts'
import { epochsToShow } from '../sync/bind.ts'
import { compareClocks, type ClockVerdict } from '../sync/clocks.ts'
import type { Verdict } from '../sync/events.ts'
import { forgetSilent, hear, nextForgetting, present, type Heard, type HeardPeer } from '../sync/hearing.ts'
import type { FileWord } from '../sync/file-frames.ts'
import type { LogName } from '../sync/local.ts'
import {
  dialAnew,
  dialFailed,
  dialSucceeded,
  mayLink,
  noDialling,
  outlivedLinks,
  planDials,
  replacedLinks,
  upgradeAfterMs,
  type Dialling
} from '../sync/meeting-plan.ts'
import { chooseVisit, conversationNeighbours, teamNeighbours } from '../sync/mesh.ts'
import { meetingPlaces, openLetter, type MeetingPlace } from '../sync/rendezvous.ts'
import type { Contacts } from './contacts.ts'
import { hearsayOf, type Hearsay } from './first-word.ts'
import type { Cancel, Milliseconds, Network, NetworkEvents, OwnAddress } from './ports.ts'
import { createSessions, meetEpochs, meetScopes, type LinkState } from './sessions.ts'
import type { Desk } from './desk.ts'

export interface MeetingEvents {
  onRuns(runs: readonly Run[], from: DeviceId, fresh: boolean): readonly Verdict[]
  onHeard(device: DeviceId, logs: readonly LogName[]): void
  onFile(device: DeviceId, word: FileWord): void
  onSignal(device: DeviceId, scope: ScopeId, sealed: Uint8Array): void
  /** Links, their paths, or our own address changed. */
  onConnection(): void
}

export interface Meeting extends Pick<
  NetworkEvents,
  'onAnnouncement' | 'onPeer' | 'onFrame' | 'onDialFailed' | 'onGone' | 'onStirred'
> {
  onAddress(address: OwnAddress | undefined): void
  /** Entries were stored: own ones, or strangers'. */
  grew(logs: readonly LogName[], fresh: readonly Entry[]): void
  /** Says something about files to a bound device. */
  tell(device: DeviceId, word: FileWord): void
  /** Says something fleeting to those who are linked and take part in the scope (S10). */
  signal(scope: ScopeId, sealed: Uint8Array): void
  /** `otherTopics` may differ. */
  topicsMoved(): void
  /** Control or epoch entries moved standing, scopes or topics. */
  standingMoved(): void
  readonly address: OwnAddress | undefined
  links(): readonly LinkState[]
  /** Letters are heard from this many PeerIds. */
  heardCount(): number
  clock(): ClockVerdict
  /** What others have told of this device's own logs since it started (F1). */
  hearsay(): Hearsay
  /** Brings everything that is due about; called after every event. */
  plan(): void
  leave(): void
}

interface Upgrade {
  readonly tries: number
  readonly at: Milliseconds
}

/** Clocks are nudged by less all the time; a greater step back is somebody's doing. */
const clockStepMs: Milliseconds = 1_000
/** The plan is not made anew more often than this unless something happens. */
const planPauseMs: Milliseconds = 50

/** The meeting of one node. `later` runs an event of its own after a while. */
export function createMeeting(
  desk: Desk,
  {
    network,
    contacts,
    events,
    later,
    otherTopics
  }: {
    readonly network: Network
    readonly contacts: Contacts
    readonly events: MeetingEvents
    readonly later: (wait: Milliseconds, run: () => void) => Cancel
    /** Topics that others of this node listen to: the network follows one set. */
    readonly otherTopics: () => readonly Topic[]
  }
): Meeting {
  let address: OwnAddress | undefined
  let announcing: Announcing = silentAnnouncing
  let heard: Heard = new Map()
  let dialling: Dialling = noDialling
  let places: ReadonlyMap<Topic, MeetingPlace> = new Map()
  let followed = ''
  let visit: { readonly peer: PeerId; readonly until: Milliseconds } | undefined
  let nextVisitAt: Milliseconds | undefined
  /** Something happened that the plan depends on; frames alone do not count. */
  let stale = true
  let planAgainAt = Number.NEGATIVE_INFINITY
  let timer: { readonly at: Milliseconds; readonly cancel: Cancel } | undefined
  /** Devices, and PeerIds of those that no letter names any more, that are not met for a while (V7). */
  const away = new Map<DeviceId | PeerId, Milliseconds>()
  /** This device was removed and has heard so: it calls nobody and answers nobody (S12). */
  let left = false
  let plannedAt = Number.NEGATIVE_INFINITY
  let isEarly = true
  let isCutOff = false
  let named:
    { readonly devices: ReadonlyMap<DeviceId, unknown>; readonly byName: ReadonlyMap<string, DeviceId> } | undefined
  const unplannedSince = new Map<PeerId, Milliseconds>()
  const upgrades = new Map<PeerId, Upgrade>()
  const syncedAt = new Map<DeviceId, Milliseconds>()

  const chance = (): number => readUint(desk.random.bytes(4), 0, 4) / 2 ** 32
  later(limits.ownHeadsMs, () => {
    isEarly = false
  })
  const sessions = createSessions(desk, {
    network,
    contacts,
    events: {
      onRuns: events.onRuns,
      onFile: events.onFile,
      onHeard(device, logs) {
        syncedAt.set(device, desk.now())
        events.onHeard(device, logs)
      },
      onSignal: events.onSignal,
      onBound(peer) {
        stale = true
        upgrades.set(peer, { tries: 0, at: desk.now() })
        events.onConnection()
      },
      onClosed(peer, device, { awayMs }) {
        if (awayMs > 0) keepAway([peer, device ?? peer], awayMs)
        forgetLink(peer)
        events.onConnection()
      }
    }
  })

  function forgetLink(peer: PeerId): void {
    stale = true
    unplannedSince.delete(peer)
    upgrades.delete(peer)
    dialling = dialFailed(dialling, peer, { now: desk.now(), chance: chance() })
  }

  // ---------------------------------------------------------------- Letters

  function followTopics(): void {
    const secrets = epochsToShow(meetEpochs(desk), desk.now()).map((epoch) => epoch.secret)
    const wanted = meetingPlaces(secrets, desk.now())
    const topics = [...wanted.map((place) => place.topic), ...otherTopics()]
    const mark = topics.join(' ')
    if (mark === followed) return
    followed = mark
    places = new Map(wanted.map((place) => [place.topic, place]))
    network.follow(topics)
  }

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
      online: present(heard).length
    }
  }

  function sendLetters(): void {
    const due = nextLetters(announcing)
    if (address === undefined || due === undefined || due > desk.now()) return
    const random = (length: number): Uint8Array => desk.random.bytes(length)
    const step = dueLetters(announcing, ownFacts(address), { now: desk.now(), chance: chance(), random })
    announcing = step.announcing
    for (const { topic, sealed } of step.letters) network.announce(topic, sealed)
    if (step.farewell !== undefined) network.farewell(step.farewell)
  }

  // ---------------------------------------------------------------- Links

  function isAway(peer: HeardPeer): boolean {
    return isAwayNow(peer.peer) || isAwayNow(deviceOfLetter(peer))
  }

  function keepAway(whom: readonly (DeviceId | PeerId)[], awayMs: Milliseconds): void {
    for (const [each, until] of away) if (until <= desk.now()) away.delete(each)
    for (const each of whom) away.set(each, desk.now() + awayMs)
  }

  function isAwayNow(who: DeviceId | PeerId | undefined): boolean {
    const until = who === undefined ? undefined : away.get(who)
    return until !== undefined && until > desk.now()
  }

  /** Those of the team by the 8 bytes that letters name them with; made anew when the team moved, not for each letter. */
  function namedDevices(): ReadonlyMap<string, DeviceId> {
    const { devices } = desk.replica.membership.team
    if (named?.devices !== devices)
      named = {
        devices,
        byName: new Map([...devices.keys()].toReversed().map((device) => [device.slice(0, 16), device]))
      }
    return named.byName
  }

  /** The device a letter names by its first bytes, among those of the team. */
  function deviceOfLetter({ device8 }: HeardPeer): DeviceId | undefined {
    if (device8 === undefined) return undefined
    return namedDevices().get(toHex(device8))
  }

  function memberPeers(): ReadonlyMap<string, readonly HeardPeer[]> {
    const byMember = new Map<string, HeardPeer[]>()
    for (const peer of present(heard)) {
      const device = deviceOfLetter(peer)
      const member = device === undefined ? undefined : desk.replica.membership.team.devices.get(device)?.member
      if (member !== undefined) byMember.set(member, [...(byMember.get(member) ?? []), peer])
    }
    return byMember
  }

  /** Everybody this device should be linked with now: the team's mesh, its private conversations, a visit. */
  function wantedPeers(own: OwnAddress): readonly PeerId[] {
    const online = present(heard).filter((peer) => !isAway(peer))
    const wanted = new Set(teamNeighbours(own.peer, [own.peer, ...online.map(({ peer }) => peer)]))
    if (online.length >= limits.fullMeshMax) {
      const byMember = memberPeers()
      for (const info of desk.replica.membership.scopes.values()) {
        if (info.keyScope === desk.replica.identity.team || !desk.replica.heads.has(info.scope)) continue
        const inIt = info.pair ?? [...(desk.replica.membership.groups.get(info.scope)?.members.keys() ?? [])]
        const coMembers = inIt.flatMap((member) => byMember.get(member) ?? []).map(({ peer }) => peer)
        for (const peer of conversationNeighbours(own.peer, coMembers)) wanted.add(peer)
      }
      if (visit !== undefined) wanted.add(visit.peer)
    }
    return [...wanted].filter((peer) => heard.has(peer))
  }

  function planVisit(): void {
    const now = desk.now()
    if (visit !== undefined && visit.until <= now) visit = undefined
    if (present(heard).length < limits.fullMeshMax) return
    nextVisitAt ??= now + limits.visitEveryMs
    if (nextVisitAt > now) return
    nextVisitAt = now + limits.visitEveryMs
    const coMembers = present(heard).map((peer) => {
      const device = deviceOfLetter(peer)
      return {
        peer: peer.peer,
        onlineSince: peer.since,
        syncedAt: device === undefined ? undefined : syncedAt.get(device)
      }
    })
    const peer = chooseVisit(coMembers, chance())
    if (peer !== undefined) visit = { peer, until: now + limits.visitMs }
  }

  function planLinks(own: OwnAddress): Milliseconds | undefined {
    const now = desk.now()
    const wanted = wantedPeers(own)
    const isWanted = new Set(wanted)
    for (const peer of sessions.links.keys()) {
      // A link that nobody heard letters for came from the other side: its plan counts as much as ours.
      if (isWanted.has(peer) || !heard.has(peer)) unplannedSince.delete(peer)
      else if (!unplannedSince.has(peer)) unplannedSince.set(peer, now)
    }
    const outlived = outlivedLinks(
      [...sessions.links.keys()].map((peer) => ({ peer, unplannedSince: unplannedSince.get(peer) })),
      now
    )
    const bound = [...sessions.links.values()].flatMap(({ peer, device, boundAt }) =>
      device === undefined || boundAt === undefined ? [] : [{ peer, device, boundAt }]
    )
    const replaced = replacedLinks(bound, now)
    for (const peer of outlived) sessions.leave(peer, 'leaving')
    for (const peer of replaced.close) sessions.leave(peer, 'replaced')
    const facts = { own: own.peer, reserved: own.relays.length > 0, now, chance }
    const planned = planDials(dialling, { ...facts, wanted: wanted.filter((peer) => !sessions.links.has(peer)) })
    dialling = planned.dialling
    for (const peer of planned.dial) network.dial(peer, heard.get(peer)?.relays ?? [])
    const times = [planned.next, replaced.next].filter((at) => at !== undefined)
    return times.length === 0 ? undefined : Math.min(...times)
  }

  /** Behind a relayed link that is bound, a direct one is tried for now and then. */
  function planUpgrades(): Milliseconds | undefined {
    const now = desk.now()
    let next: Milliseconds | undefined
    for (const [peer, { tries, at }] of upgrades) {
      const link = sessions.links.get(peer)
      if (link === undefined || link.path === 'direct') continue
      if (at > now) next = Math.min(next ?? at, at)
      else {
        network.upgrade(peer)
        const boundAt = link.boundAt ?? now
        const nextAt = Math.max(boundAt + upgradeAfterMs(tries + 1), now + limits.dialBackoffMs)
        upgrades.set(peer, { tries: tries + 1, at: nextAt })
        next = Math.min(next ?? nextAt, nextAt)
      }
    }
    return next
  }

  function upgradeAnew(peer: PeerId): void {
    if (upgrades.has(peer)) upgrades.set(peer, { tries: 0, at: desk.now() })
  }

  function onAddress(next: OwnAddress | undefined): void {
    isCutOff = next === undefined || (next.relays.length === 0 && address?.relays.length === 0)
    address = next
    stale = true
    announcing =
      next === undefined
        ? scheduleLetters(announcing, { type: 'no-address' }, desk.now())
        : scheduleLetters(
            announcing,
            { type: 'address', reserved: next.relays.length > 0, net: readUint(desk.random.bytes(4), 0, 4) },
            desk.now()
          )
    dialling = dialAnew(dialling, desk.now())
    events.onConnection()
  }

  function leave(): void {
    if (left) return
    left = true
    network.follow([])
    network.farewell([])
    for (const peer of [...sessions.links.keys()]) sessions.leave(peer, 'leaving')
  }

  // ---------------------------------------------------------------- Time

  function wakeAt(at: Milliseconds | undefined): void {
    if (at === undefined) return
    if (timer !== undefined && timer.at <= at && timer.at > desk.now()) return
    timer?.cancel()
    const cancel = later(Math.max(1, at - desk.now()), () => {
      timer = undefined
    })
    timer = { at, cancel }
  }

  /**
   * Somebody set this device's clock back. Whatever was due "at" a time would wait until that time comes again, years perhaps: so
   * everything that was planned is planned anew, and links begin again.
   */
  function clockWentBack(): void {
    sessions.clockWentBack()
    for (const planned of [away, unplannedSince, upgrades, syncedAt]) planned.clear()
    heard = new Map()
    dialling = noDialling
    visit = undefined
    nextVisitAt = undefined
    planAgainAt = desk.now()
    stale = true
    if (address !== undefined) onAddress(address)
  }

  function plan(): void {
    const now = desk.now()
    if (now < plannedAt - clockStepMs) clockWentBack()
    plannedAt = now
    sessions.tick()
    if (!left && (stale || planAgainAt <= desk.now())) planAnew()
    const deadline = sessions.nextDeadline()
    if (left) wakeAt(deadline)
    else wakeAt(deadline === undefined ? planAgainAt : Math.min(deadline, planAgainAt))
  }

  function planAnew(): void {
    stale = false
    heard = forgetSilent(heard, desk.now())
    followTopics()
    sendLetters()
    planVisit()
    const links = address === undefined ? undefined : planLinks(address)
    const times = [
      links,
      planUpgrades(),
      nextLetters(announcing),
      nextForgetting(heard),
      visit?.until,
      // Topics turn at midnight, and a link nobody plans any more ends: looked at once a minute at the latest.
      desk.now() + limits.announceMs
    ].filter((at) => at !== undefined)
    // What is due already and did not happen waits for something: it is not asked for in every millisecond.
    planAgainAt = Math.max(Math.min(...times), desk.now() + planPauseMs)
  }

  return {
    get address() {
      return address
    },
    links: () => [...sessions.links.values()],
    heardCount: () => present(heard).length,
    clock: () =>
      compareClocks([...sessions.links.values()].map((link) => link.clockOffMs).filter((off) => off !== undefined)),
    hearsay: () =>
      hearsayOf({
        own: desk.replica.identity.device,
        sessions: [...sessions.links.values()].map(({ session }) => session),
        heard: present(heard).filter((peer) => !isAway(peer)).length,
        isCutOff,
        isEarly
      }),
    onAddress,
    onAnnouncement(topic, sealed) {
      const place = places.get(topic)
      const letter = place === undefined ? undefined : openLetter(sealed, place)
      if (letter === undefined || !letter.ok) return
      const { peer } = letter.value
      stale = true
      const told = hear(heard, letter.value, { now: desk.now(), own: address?.peer })
      heard = told.heard
      if (told.news === 'new')
        announcing = scheduleLetters(announcing, { type: 'heard-new', chance: chance() }, desk.now())
      if (told.news === 'new' || told.news === 'moved') dialling = dialAnew(dialling, desk.now(), peer)
      if (told.news === 'moved') upgradeAnew(peer)
      if (told.news === 'left') sessions.leave(peer, 'leaving')
    },
    onPeer(peer, link) {
      dialling = dialSucceeded(dialling, peer)
      stale = true
      if (address === undefined) return
      const isWelcome = sessions.links.has(peer) || (!left && !isAwayNow(peer) && mayLink(sessions.links.size))
      if (!isWelcome) network.close(peer)
      else sessions.opened(peer, link, address.peerBytes)
      events.onConnection()
    },
    onFrame: (peer, frame) => sessions.frame(peer, frame),
    onDialFailed(peer) {
      stale = true
      dialling = dialFailed(dialling, peer, { now: desk.now(), chance: chance() })
    },
    onGone(peer) {
      sessions.gone(peer)
      forgetLink(peer)
      events.onConnection()
    },
    onStirred() {
      stale = true
      sessions.all({ type: 'stirred' })
      dialling = dialAnew(dialling, desk.now())
      for (const peer of upgrades.keys()) upgradeAnew(peer)
      announcing = scheduleLetters(announcing, { type: 'epochs' }, desk.now())
    },
    signal: (scope, sealed) => sessions.all({ type: 'signal', scope, sealed }),
    grew: (logs, fresh) => sessions.grew(logs, fresh),
    tell: (device, word) => sessions.tell(device, word),
    topicsMoved() {
      stale = true
    },
    standingMoved() {
      stale = true
      sessions.all({ type: 'standing' })
      announcing = scheduleLetters(announcing, { type: 'epochs' }, desk.now())
    },
    plan,
    leave
  }
}
