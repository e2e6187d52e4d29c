// Owns the sessions of this node, one for each link: feeds them what happens, carries out what they want. Whom to link is meeting.ts's.

import type { DeviceId, PeerId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Entry } from '../log/entry.ts'
import type { Run } from '../log/run.ts'
import { epochsToShow, type MeetEpoch } from '../sync/bind.ts'
import type { FileWord } from '../sync/file-frames.ts'
import type { CloseReason, SessionEffect, SessionEvent, Verdict } from '../sync/events.ts'
import type { Local, LogName } from '../sync/local.ts'
import {
  isAsking,
  nextDeadline,
  openSession,
  saidHeads,
  stepSession,
  boundOf,
  type Session,
  type Step
} from '../sync/session.ts'
import type { Contacts } from './contacts.ts'
import { hasGuests } from './groups.ts'
import { localLogs } from './local-logs.ts'
import type { LinkPath, Milliseconds, Network, PeerLink } from './ports.ts'
import { takesPart } from './scopes.ts'
import { logKey, type Replica } from './state.ts'
import type { Desk } from './desk.ts'

export interface LinkState {
  readonly peer: PeerId
  readonly link: PeerLink
  readonly session: Session
  readonly device: DeviceId | undefined
  readonly boundAt: Milliseconds | undefined
  /** Their clock less ours when they bound (S11). */
  readonly clockOffMs: number | undefined
  readonly path: LinkPath
}

export interface SessionEvents {
  /** Runs from a bound device, in order; the verdicts in the same order. `fresh`: written just now, and to be passed on at once. */
  onRuns(runs: readonly Run[], how: { readonly fresh: boolean }): readonly Verdict[]
  onBound(peer: PeerId, device: DeviceId): void
  /** Heads that a device has said moved: delivery may have changed. */
  onHeard(device: DeviceId, logs: readonly LogName[]): void
  /** About files, from a device that takes part in what it speaks of (M5). */
  onFile(device: DeviceId, word: FileWord): void
  /** Something fleeting of a bound device, about a scope that its member takes part in (S10). */
  onSignal(device: DeviceId, scope: ScopeId, sealed: Uint8Array): void
  onClosed(
    peer: PeerId,
    device: DeviceId | undefined,
    why: { readonly reason: CloseReason; readonly awayMs: number }
  ): void
}

export interface Sessions {
  readonly links: ReadonlyMap<PeerId, LinkState>
  opened(peer: PeerId, link: PeerLink, ownBytes: Uint8Array): void
  frame(peer: PeerId, bytes: Uint8Array): void
  gone(peer: PeerId): DeviceId | undefined
  /** The same event to every session. */
  all(event: SessionEvent): void
  leave(peer: PeerId, reason: 'leaving' | 'replaced'): void
  grew(logs: readonly LogName[], fresh: readonly Entry[]): void
  /** Says it on the newest link of the device. */
  tell(device: DeviceId, word: FileWord): void
  /** Ends every session without a word: their deadlines stand at times that come much later now. */
  clockWentBack(): void
  /** Ticks whoever is due. */
  tick(): void
  nextDeadline(): Milliseconds | undefined
}

interface Strike {
  readonly device: DeviceId
  readonly at: Milliseconds
}

/** The sessions of one node; no peer is linked yet. */
export function createSessions(
  desk: Desk,
  {
    network,
    contacts,
    events
  }: { readonly network: Network; readonly contacts: Contacts; readonly events: SessionEvents }
): Sessions {
  const links = new Map<PeerId, LinkState>()
  /** By device, or by scope and device where the proof is one of a group. */
  const provedAt = new Map<string, Milliseconds>()
  let strikes: readonly Strike[] = []
  /** A session gets its verdict before anything else: what a delivery leads to waits until then. */
  let delivering = false
  let afterDelivery: SessionEvent[] = []

  function localFor(peer: PeerId): Local {
    return localLogs(desk, {
      strikes: (device) => {
        strikes = strikes.filter(({ at }) => desk.now() - at < limits.strikeMs)
        return strikes.filter((strike) => strike.device === device).length
      },
      isAskedElsewhere: (log) =>
        [...links.values()].some((other) => other.peer !== peer && isAsking(other.session, log)),
      mayProve
    })
  }

  function mayProve(device: DeviceId, scope?: ScopeId): boolean {
    const key = scope === undefined ? device : logKey(scope, device)
    const before = provedAt.get(key)
    if (before !== undefined && desk.now() - before < limits.strikeMs) return false
    provedAt.set(key, desk.now())
    return true
  }

  function settle(peer: PeerId, { session, effects }: Step): void {
    const before = links.get(peer)
    if (before === undefined) return
    links.set(peer, { ...before, session })
    for (const effect of effects) carryOut(peer, effect)
  }

  function feed(peer: PeerId, event: SessionEvent): void {
    const state = links.get(peer)
    if (state !== undefined) settle(peer, stepSession(state.session, event, desk.now(), localFor(peer)))
  }

  function carryOut(peer: PeerId, effect: SessionEffect): void {
    const state = links.get(peer)
    if (state === undefined) return
    switch (effect.type) {
      case 'send':
        network.send(peer, effect.frame)
        return
      case 'bound': {
        const { device, theirNow } = effect.bound
        const now = desk.now()
        links.set(peer, { ...state, device, boundAt: now, clockOffMs: theirNow - now })
        contacts.met(device, now)
        events.onBound(peer, device)
        return
      }
      case 'deliver':
        if (state.device !== undefined) deliver(peer, state.device, effect)
        return
      case 'heard':
        heard(state, effect.logs)
        return
      case 'signal':
        if (state.device !== undefined) events.onSignal(state.device, effect.scope, effect.sealed)
        return
      case 'file':
        if (state.device !== undefined) events.onFile(state.device, effect.word)
        return
      case 'close':
        links.delete(peer)
        network.close(peer)
        events.onClosed(peer, state.device, effect)
    }
  }

  function deliver(
    peer: PeerId,
    device: DeviceId,
    { ticket, runs, fresh }: Extract<SessionEffect, { type: 'deliver' }>
  ): void {
    delivering = true
    const verdicts = events.onRuns(runs, { fresh })
    delivering = false
    const refused = verdicts.filter((verdict) => verdict === 'refused')
    strikes = [...strikes, ...refused.map(() => ({ device, at: desk.now() }))].slice(-256)
    feed(peer, { type: 'verdict', ticket, verdicts })
    const waiting = afterDelivery
    afterDelivery = []
    for (const event of waiting) feedAll(event)
  }

  function feedAll(event: SessionEvent): void {
    if (delivering) afterDelivery.push(event)
    else for (const peer of [...links.keys()]) feed(peer, event)
  }

  function heard({ peer, device }: LinkState, logs: readonly LogName[]): void {
    const session = links.get(peer)?.session
    if (device === undefined || session === undefined) return
    for (const log of logs) contacts.said(device, log, saidHeads(session, log), desk.now())
    events.onHeard(device, logs)
  }

  return {
    links,
    opened(peer, link, ownBytes) {
      const before = links.get(peer)
      if (before !== undefined) {
        links.set(peer, { ...before, link, path: link.path })
        return
      }
      const opening = {
        ends: { own: ownBytes, theirs: link.peerBytes, dialer: link.dialer },
        epochs: epochsToShow(meetEpochs(desk), desk.now())
      }
      const step = openSession(opening, desk.now(), localFor(peer))
      const { session } = step
      links.set(peer, {
        peer,
        link,
        session,
        device: undefined,
        boundAt: undefined,
        clockOffMs: undefined,
        path: link.path
      })
      settle(peer, step)
    },
    frame: (peer, bytes) => feed(peer, { type: 'frame', bytes }),
    gone(peer) {
      const device = links.get(peer)?.device
      links.delete(peer)
      if (device !== undefined) contacts.met(device, desk.now())
      return device
    },
    all: feedAll,
    leave: (peer, reason) => feed(peer, { type: 'leave', reason }),
    tell(device, word) {
      const peer = [...links.values()].findLast((link) => deviceOf(link) === device)?.peer
      if (peer !== undefined) feed(peer, { type: 'file', word })
    },
    grew: (logs, fresh) => feedAll({ type: 'grew', logs, fresh }),
    clockWentBack() {
      for (const peer of [...links.keys()]) network.close(peer)
      links.clear()
      provedAt.clear()
      strikes = []
    },
    tick() {
      const now = desk.now()
      for (const { peer, session } of [...links.values()]) {
        const at = nextDeadline(session)
        if (at !== undefined && at <= now) feed(peer, { type: 'tick' })
      }
    },
    nextDeadline() {
      const deadlines = [...links.values()].map(({ session }) => nextDeadline(session)).filter((at) => at !== undefined)
      return deadlines.length === 0 ? undefined : Math.min(...deadlines)
    }
  }
}

/** The device of a link, once it is proved. */
export function deviceOf({ session, device }: LinkState): DeviceId | undefined {
  return boundOf(session) === undefined ? undefined : device
}

/** Every epoch to meet under whose secret is known, for the tags of S2 and the topics of S9. */
export function meetEpochs({ replica }: Pick<Desk, 'replica'>): readonly MeetEpoch[] {
  const { books, secrets } = replica.membership
  return meetScopes(replica).flatMap((scope) =>
    [...(books.get(scope)?.byId.values() ?? [])].flatMap(({ entry, standing }) => {
      const secret = secrets.get(scope)?.get(entry.id)
      const counts = standing === 'valid' || standing === 'safe'
      return secret === undefined || !counts ? [] : [{ epoch: entry.id, scope, secret, ts: entry.ts }]
    })
  )
}

/**
 * The team; and the groups and directs that this person has with guests, a guest's own conversation among them (S2, S9, K16). Whoever was a
 * guest counts as well: a device that has not heard of the promotion is waiting there. Of the team a guest has the epochs of its time as a
 * member, or none: who shared no conversation with anybody is found under these alone.
 */
export function meetScopes(replica: Replica): readonly ScopeId[] {
  const { membership, identity } = replica
  const withGuests = [...membership.scopes.values()].filter(
    (info) =>
      info.keyScope !== identity.team &&
      membership.books.has(info.scope) &&
      takesPart(membership, info, identity.member) &&
      hasGuests(membership, info, { ever: true })
  )
  return [identity.team, ...withGuests.map(({ scope }) => scope)]
}
