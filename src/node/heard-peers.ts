// Owns who else is there: the peers whose letters were heard, which devices they are, and whom this device keeps away from for a while
// (V7). Knows no link.

import { toHex } from '../base/bytes.ts'
import type { DeviceId, PeerId } from '../base/ids.ts'
import { forgetSilent, hear, nextForgetting, present, type Heard, type HeardPeer, type News } from '../sync/hearing.ts'
import type { Letter } from '../sync/rendezvous.ts'
import type { Desk } from './desk.ts'
import type { Milliseconds } from './ports.ts'

export interface HeardPeers {
  /** `own`: our PeerId. */
  hear(letter: Letter, own: PeerId | undefined): News
  /** Whoever fell silent is not there any more. */
  forgetSilent(): void
  /** When that will next be so of somebody. */
  nextForgetting(): Milliseconds | undefined
  of(peer: PeerId): HeardPeer | undefined
  /** In the order of PeerIds. */
  all(): readonly HeardPeer[]
  /** Those of them that are not kept away. */
  welcome(): readonly HeardPeer[]
  /** Devices, and PeerIds of those that no letter names any more. */
  keepAway(whom: readonly (DeviceId | PeerId)[], awayMs: Milliseconds): void
  isAway(who: DeviceId | PeerId): boolean
  /** The device a letter names by its first bytes, among those of the team. */
  deviceOf(peer: HeardPeer): DeviceId | undefined
  byMember(): ReadonlyMap<string, readonly HeardPeer[]>
  /** As at the start. */
  forgetAll(): void
}

/** Nobody was heard yet, and nobody is kept away. */
export function createHeardPeers(desk: Pick<Desk, 'replica' | 'now'>): HeardPeers {
  let heard: Heard = new Map()
  const away = new Map<DeviceId | PeerId, Milliseconds>()
  let named:
    { readonly devices: ReadonlyMap<DeviceId, unknown>; readonly byName: ReadonlyMap<string, DeviceId> } | undefined

  function isAway(who: DeviceId | PeerId): boolean {
    const until = away.get(who)
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

  function deviceOf({ device8 }: HeardPeer): DeviceId | undefined {
    return device8 === undefined ? undefined : namedDevices().get(toHex(device8))
  }

  function isWelcome(peer: HeardPeer): boolean {
    const device = deviceOf(peer)
    return !isAway(peer.peer) && (device === undefined || !isAway(device))
  }

  return {
    hear(letter, own) {
      const told = hear(heard, letter, { now: desk.now(), own })
      heard = told.heard
      return told.news
    },
    forgetSilent() {
      heard = forgetSilent(heard, desk.now())
    },
    nextForgetting: () => nextForgetting(heard),
    of: (peer) => heard.get(peer),
    all: () => present(heard),
    welcome: () => present(heard).filter(isWelcome),
    keepAway(whom, awayMs) {
      for (const [each, until] of away) if (until <= desk.now()) away.delete(each)
      for (const each of whom) away.set(each, desk.now() + awayMs)
    },
    isAway,
    deviceOf,
    byMember() {
      const byMember = new Map<string, HeardPeer[]>()
      for (const peer of present(heard)) {
        const device = deviceOf(peer)
        const member = device === undefined ? undefined : desk.replica.membership.team.devices.get(device)?.member
        if (member !== undefined) byMember.set(member, [...(byMember.get(member) ?? []), peer])
      }
      return byMember
    },
    forgetAll() {
      heard = new Map()
      away.clear()
    }
  }
}
