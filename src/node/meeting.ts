// Owns how this device meets the others of its team (network.md 4): ties together the letters it sends and hears, the links it opens and the
// sessions on them, and knows when to look again. The rules are sync's; here they are fed with what happens and carried out.

import { readUint } from '../base/bytes.ts'
import type { DeviceId, PeerId, ScopeId, Topic } from '../base/ids.ts'
import { chanceFrom } from '../base/random.ts'
import { limits } from '../base/limits.ts'
import type { Entry } from '../log/entry.ts'
import type { Run } from '../log/run.ts'
import { compareClocks, type ClockVerdict } from '../sync/clocks.ts'
import type { Verdict } from '../sync/events.ts'
import type { FileWord } from '../sync/file-frames.ts'
import type { LogName } from '../sync/local.ts'
import { mayLink } from '../sync/meeting-plan.ts'
import type { Contacts } from './contacts.ts'
import { createDialling } from './dialling.ts'
import { hearsayOf, type Hearsay } from './first-word.ts'
import { createHeardPeers } from './heard-peers.ts'
import type { Later } from './inbox.ts'
import { createLetters } from './letters.ts'
import type { Cancel, Milliseconds, Network, NetworkEvents, OwnAddress } from './ports.ts'
import { createSessions, type LinkState } from './sessions.ts'
import { createUpgrades } from './upgrades.ts'
import { createWantedPeers } from './wanted-peers.ts'
import type { Desk } from './desk.ts'

export interface MeetingEvents {
  onRuns(runs: readonly Run[], how: { readonly fresh: boolean }): readonly Verdict[]
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
  clock(): ClockVerdict
  /** What others have told of this device's own logs since it started (F1). */
  hearsay(): Hearsay
  /** Brings everything that is due about; called after every event. */
  plan(): void
  leave(): void
}

/** Clocks are nudged by less all the time; a greater step back is somebody's doing. */
const clockStepMs: Milliseconds = 1_000
/** The plan is not made anew more often than this unless something happens. */
const planPauseMs: Milliseconds = 50

/** The meeting of one node. */
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
    readonly later: Later
    /** Topics that others of this node listen to: the network follows one set. */
    readonly otherTopics: () => readonly Topic[]
  }
): Meeting {
  let address: OwnAddress | undefined
  /** Something happened that the plan depends on; frames alone do not count. */
  let stale = true
  let planAgainAt = Number.NEGATIVE_INFINITY
  let timer: { readonly at: Milliseconds; readonly cancel: Cancel } | undefined
  /** This device was removed and has heard so: it calls nobody and answers nobody (S12). */
  let left = false
  let plannedAt = Number.NEGATIVE_INFINITY
  let isEarly = true
  let isCutOff = false

  const chance = (): number => chanceFrom(desk.random.bytes)
  const heard = createHeardPeers(desk)
  const letters = createLetters(desk, { network, otherTopics, online: () => heard.all().length, chance })
  const wanted = createWantedPeers(desk, heard, chance)
  const upgrades = createUpgrades({ now: desk.now, network, link: (peer) => sessions.links.get(peer) })
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
        wanted.synced(device)
        events.onHeard(device, logs)
      },
      onSignal: events.onSignal,
      onBound(peer) {
        stale = true
        upgrades.begin(peer)
        events.onConnection()
      },
      onClosed(peer, device, { awayMs }) {
        if (awayMs > 0) heard.keepAway([peer, device ?? peer], awayMs)
        forgetLink(peer)
        events.onConnection()
      }
    }
  })

  const dialling = createDialling(desk, { network, heard, wanted, sessions, chance })

  function forgetLink(peer: PeerId): void {
    stale = true
    upgrades.end(peer)
    dialling.ended(peer)
  }

  function onAddress(next: OwnAddress | undefined): void {
    isCutOff = next === undefined || (next.relays.length === 0 && address?.relays.length === 0)
    address = next
    stale = true
    letters.happened(
      next === undefined
        ? { type: 'no-address' }
        : { type: 'address', reserved: next.relays.length > 0, net: readUint(desk.random.bytes(4), 0, 4) }
    )
    dialling.anew()
    events.onConnection()
  }

  function leave(): void {
    if (left) return
    left = true
    letters.leave()
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
    for (const part of [heard, wanted, upgrades, dialling]) part.forgetAll()
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
    heard.forgetSilent()
    letters.follow()
    if (address !== undefined) letters.send(address)
    wanted.planVisit()
    const links = address === undefined ? undefined : dialling.plan(address)
    const times = [
      links,
      upgrades.plan(),
      letters.nextAt(),
      heard.nextForgetting(),
      wanted.visitEndsAt(),
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
    clock: () =>
      compareClocks([...sessions.links.values()].map((link) => link.clockOffMs).filter((off) => off !== undefined)),
    hearsay: () =>
      hearsayOf({
        own: desk.replica.identity.device,
        sessions: [...sessions.links.values()].map(({ session }) => session),
        heard: heard.welcome().length,
        isCutOff,
        isEarly
      }),
    onAddress,
    onAnnouncement(topic, sealed) {
      const letter = letters.open(topic, sealed)
      if (letter === undefined) return
      const { peer } = letter
      stale = true
      const news = heard.hear(letter, address?.peer)
      if (news === 'new') letters.happened({ type: 'heard-new', chance: chance() })
      if (news === 'new' || news === 'moved') dialling.anew(peer)
      if (news === 'moved') upgrades.anew(peer)
      if (news === 'left') sessions.leave(peer, 'leaving')
    },
    onPeer(peer, link) {
      dialling.succeeded(peer)
      stale = true
      if (address === undefined) return
      const isWelcome = sessions.links.has(peer) || (!left && !heard.isAway(peer) && mayLink(sessions.links.size))
      if (!isWelcome) network.close(peer)
      else sessions.opened(peer, link, address.peerBytes)
      events.onConnection()
    },
    onFrame: (peer, frame) => sessions.frame(peer, frame),
    onDialFailed(peer) {
      stale = true
      dialling.failed(peer)
    },
    onGone(peer) {
      sessions.gone(peer)
      forgetLink(peer)
      events.onConnection()
    },
    onStirred() {
      stale = true
      sessions.all({ type: 'stirred' })
      dialling.anew()
      upgrades.allAnew()
      letters.happened({ type: 'epochs' })
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
      letters.happened({ type: 'epochs' })
    },
    plan,
    leave
  }
}
