// Owns where the people who have a pad open stand in it at this moment (S15): told to those who are connected, heard from them, forgotten
// within seconds, and in no storage at all.

import type { ConversationId, DeviceId, MemberId, PadId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { liveCursorBytes, openCursor, sealCursor, type LiveCursor } from '../team/live.ts'
import { createForgetting, type Passing } from './forgetting.ts'
import type { Later } from './inbox.ts'
import { openingIn, sealingIn } from './live-signals.ts'
import type { Milliseconds } from './ports.ts'
import { mayShare } from './sharing.ts'
import { isActive } from './state.ts'
import type { Desk } from './desk.ts'

export interface PadCursors {
  /** This person stands there; said at most once a second. */
  say(conversation: ConversationId, cursor: LiveCursor): void
  /** Whether what a bound device sent was a cursor; others are somebody else's matter. */
  hear(device: DeviceId, scope: ScopeId, sealed: Uint8Array): boolean
  /** Of the others in a pad, one for each person. */
  in(conversation: ConversationId, pad: PadId): readonly (LiveCursor & { readonly member: MemberId })[]
}

interface Heard extends LiveCursor, Passing {
  readonly conversation: ConversationId
}

export function createPadCursors(
  desk: Desk,
  { send, onMoved }: { readonly send: (scope: ScopeId, sealed: Uint8Array) => void; readonly onMoved: () => void },
  later: Later
): PadCursors {
  const { replica } = desk
  /** One of each device: there are no more than the team has devices. */
  const heard = new Map<DeviceId, Heard>()
  let saidAt: Milliseconds | undefined
  const forgetSoon = createForgetting([heard], limits.padCursorMs, { now: () => desk.now(), later, onMoved })

  return {
    say(conversation, cursor) {
      const now = desk.now()
      const isTooSoon = saidAt !== undefined && now >= saidAt && now - saidAt < limits.liveSignalMs
      if (isTooSoon || !isActive(replica) || !mayShare(replica, 'presence')) return
      const sealing = sealingIn(desk, conversation)
      if (sealing === undefined) return
      saidAt = now
      send(conversation, sealCursor(cursor, { scope: conversation, device: replica.identity.device }, sealing))
    },
    hear(device, scope, sealed) {
      if (sealed.length !== liveCursorBytes) return false
      if (!mayShare(replica, 'presence')) return true
      const secretOf = openingIn(replica, { device, scope })
      const cursor = secretOf === undefined ? undefined : openCursor(sealed, { scope, device }, secretOf)
      if (cursor === undefined) return true
      // Of two devices of one person the one that was heard last counts: it stands at the end.
      heard.delete(device)
      heard.set(device, { ...cursor, conversation: scope, until: desk.now() + limits.padCursorMs })
      forgetSoon()
      onMoved()
      return true
    },
    in(conversation, pad) {
      const byMember = new Map<MemberId, LiveCursor & { readonly member: MemberId }>()
      for (const [device, each] of heard) {
        const member = replica.membership.team.devices.get(device)?.member
        const isHere = each.conversation === conversation && each.pad === pad && each.until > desk.now()
        if (isHere && member !== undefined && member !== replica.identity.member)
          byMember.set(member, { ...each, member })
      }
      return [...byMember.values()]
    }
  }
}
