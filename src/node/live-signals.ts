// Owns who is writing or looking at this moment (S10): told to those who are connected, heard from them, forgotten within seconds, and in
// no storage at all. Both sides must share it.

import type { ConversationId, DeviceId, EpochId, MemberId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { RandomBytes } from '../base/random.ts'
import { openLive, sealLive, type LiveKind } from '../team/live.ts'
import { createForgetting, type Passing } from './forgetting.ts'
import type { LivePerson, LiveView } from './api-sharing.ts'
import type { Later } from './inbox.ts'
import type { Milliseconds } from './ports.ts'
import { profileOf } from './registers.ts'
import { takesPart } from './scopes.ts'
import { secretToRead } from './membership.ts'
import { shares } from './sharing.ts'
import { isActive, type Replica } from './state.ts'
import type { Desk } from './desk.ts'

export interface LiveSignals {
  /** This person does something in a conversation now. */
  does(kind: LiveKind, conversation: ConversationId): void
  /** A bound device says so of its member. */
  hear(device: DeviceId, scope: ScopeId, sealed: Uint8Array): void
  /** What a device wrote has arrived: it is not writing that any more. */
  wrote(device: DeviceId, scope: ScopeId): void
  view(conversation: ConversationId): LiveView
}

interface Sign extends Passing {
  readonly conversation: ConversationId
}

const sharedAs = { typing: 'typing', here: 'presence' } as const

/** The signals of one node. `send` hands a sealed one to every session. */
export function createLiveSignals(
  desk: Desk,
  { send, onMoved }: { readonly send: (scope: ScopeId, sealed: Uint8Array) => void; readonly onMoved: () => void },
  later: Later
): LiveSignals {
  const { replica } = desk
  /** One sign of each kind for each device: there are no more than the team has devices. */
  const signs: Readonly<Record<LiveKind, Map<DeviceId, Sign>>> = { typing: new Map(), here: new Map() }
  const saidAt = new Map<LiveKind, Milliseconds>()
  const forgetSoon = createForgetting([signs.typing, signs.here], limits.liveHereMs, {
    now: () => desk.now(),
    later,
    onMoved
  })

  function peopleOf(kind: LiveKind, conversation: ConversationId): readonly LivePerson[] {
    if (!shares(replica, sharedAs[kind])) return []
    const members = new Set<MemberId>()
    for (const [device, sign] of signs[kind]) {
      const member = replica.membership.team.devices.get(device)?.member
      if (sign.conversation === conversation && sign.until > desk.now() && member !== undefined) members.add(member)
    }
    members.delete(replica.identity.member)
    return [...members].map((member) => ({ member, name: profileOf(replica.registers, member).name }))
  }

  return {
    does(kind, conversation) {
      const now = desk.now()
      const before = saidAt.get(kind)
      const isTooSoon = before !== undefined && now >= before && now - before < limits.liveSignalMs
      if (isTooSoon || !isActive(replica) || !shares(replica, sharedAs[kind])) return
      const sealed = sealedSign(desk, kind, conversation)
      if (sealed === undefined) return
      saidAt.set(kind, now)
      send(conversation, sealed)
    },
    hear(device, scope, sealed) {
      if (!shares(replica, 'typing') && !shares(replica, 'presence')) return
      const kind = heardSign(replica, { device, scope, sealed })
      if (kind === undefined || !shares(replica, sharedAs[kind])) return
      const isNews = signs[kind].get(device)?.conversation !== scope
      const lasts = kind === 'typing' ? limits.liveTypingMs : limits.liveHereMs
      signs[kind].set(device, { conversation: scope, until: desk.now() + lasts })
      forgetSoon()
      if (isNews) onMoved()
    },
    wrote(device, scope) {
      if (signs.typing.get(device)?.conversation !== scope) return
      signs.typing.delete(device)
      onMoved()
    },
    view: (conversation) => ({ typing: peopleOf('typing', conversation), here: peopleOf('here', conversation) })
  }
}

function sealedSign(desk: Desk, kind: LiveKind, conversation: ConversationId): Uint8Array | undefined {
  const sealing = sealingIn(desk, conversation)
  return sealing && sealLive(kind, { scope: conversation, device: desk.replica.identity.device }, sealing)
}

/** Under the epoch that is safe now, or not at all: a removed device hears nothing (K8). */
export function sealingIn(
  desk: Desk,
  conversation: ConversationId
): { readonly epoch: EpochId; readonly secret: Uint8Array; readonly random: RandomBytes } | undefined {
  const { identity, membership } = desk.replica
  const info = membership.scopes.get(conversation)
  const isPlace = info?.kind === 'channel' || info?.kind === 'direct' || info?.kind === 'group'
  if (!isPlace || !takesPart(membership, info, identity.member)) return undefined
  const epoch = membership.books.get(info.keyScope)?.current
  const secret = epoch === undefined ? undefined : membership.secrets.get(info.keyScope)?.get(epoch)
  if (epoch === undefined || secret === undefined) return undefined
  return { epoch, secret, random: desk.random.bytes }
}

function heardSign(
  replica: Replica,
  { device, scope, sealed }: { readonly device: DeviceId; readonly scope: ScopeId; readonly sealed: Uint8Array }
): LiveKind | undefined {
  const secretOf = openingIn(replica, { device, scope })
  return secretOf && openLive(sealed, { scope, device }, secretOf)
}

/** The secrets under which a device may say something here; undefined: its member does not take part. */
export function openingIn(
  { membership }: Replica,
  { device, scope }: { readonly device: DeviceId; readonly scope: ScopeId }
): ((epoch: EpochId) => Uint8Array | undefined) | undefined {
  const info = membership.scopes.get(scope)
  const member = membership.team.devices.get(device)?.member
  if (info === undefined || member === undefined || !takesPart(membership, info, member)) return undefined
  return (epoch) => secretToRead(membership, info.keyScope, epoch)
}
