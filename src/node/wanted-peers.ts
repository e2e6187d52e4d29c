// Owns whom this device should be linked with: its neighbours in the team's mesh and in private conversations, and a visit now and then
// to somebody it would not meet otherwise (network.md 4). Makes no link.

import type { DeviceId, PeerId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { chooseVisit, conversationNeighbours, teamNeighbours } from '../sync/mesh.ts'
import type { Desk } from './desk.ts'
import type { HeardPeers } from './heard-peers.ts'
import type { Milliseconds } from './ports.ts'

export interface WantedPeers {
  /** In order of urgency; `own`: our PeerId. */
  now(own: PeerId): readonly PeerId[]
  /** Ends a visit whose time is over and begins the next. */
  planVisit(): void
  visitEndsAt(): Milliseconds | undefined
  /** A device has told its heads: others are more in need of a visit. */
  synced(device: DeviceId): void
  /** As at the start. */
  forgetAll(): void
}

/** Nobody was visited yet; `chance` is from 0 to 1. */
export function createWantedPeers(desk: Desk, heard: HeardPeers, chance: () => number): WantedPeers {
  let visit: { readonly peer: PeerId; readonly until: Milliseconds } | undefined
  let nextVisitAt: Milliseconds | undefined
  const syncedAt = new Map<DeviceId, Milliseconds>()

  return {
    now(own) {
      const online = heard.welcome()
      const wanted = new Set(teamNeighbours(own, [own, ...online.map(({ peer }) => peer)]))
      if (online.length >= limits.fullMeshMax) {
        const byMember = heard.byMember()
        for (const info of desk.replica.membership.scopes.values()) {
          if (info.keyScope === desk.replica.identity.team || !desk.replica.heads.has(info.scope)) continue
          const inIt = info.pair ?? [...(desk.replica.membership.groups.get(info.scope)?.members.keys() ?? [])]
          const coMembers = inIt.flatMap((member) => byMember.get(member) ?? []).map(({ peer }) => peer)
          for (const peer of conversationNeighbours(own, coMembers)) wanted.add(peer)
        }
        if (visit !== undefined) wanted.add(visit.peer)
      }
      return [...wanted].filter((peer) => heard.of(peer) !== undefined)
    },
    planVisit() {
      const now = desk.now()
      if (visit !== undefined && visit.until <= now) visit = undefined
      const there = heard.all()
      if (there.length < limits.fullMeshMax) return
      nextVisitAt ??= now + limits.visitEveryMs
      if (nextVisitAt > now) return
      nextVisitAt = now + limits.visitEveryMs
      const coMembers = there.map((each) => {
        const device = heard.deviceOf(each)
        return {
          peer: each.peer,
          onlineSince: each.since,
          syncedAt: device === undefined ? undefined : syncedAt.get(device)
        }
      })
      const peer = chooseVisit(coMembers, chance())
      if (peer !== undefined) visit = { peer, until: now + limits.visitMs }
    },
    visitEndsAt: () => visit?.until,
    synced: (device) => void syncedAt.set(device, desk.now()),
    forgetAll() {
      visit = undefined
      nextVisitAt = undefined
      syncedAt.clear()
    }
  }
}
