// Owns one session with one peer, from the first frame to the last, as a pure machine: (session, event, local) → session and
// effects (S1 to S8). What two devices say until neither lacks an entry. Knows no timers: `nextDeadline` tells when it wants
// a tick.

import { equalBytes } from '../base/bytes.ts'
import type { DeviceId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { nonceBytes } from '../crypto/seal.ts'
import {
  bindFrame,
  meetFrame,
  receiveBind,
  receiveMeet,
  type Bound,
  type Ends,
  type MeetEpoch,
  type Met
} from './bind.ts'
import { bounds } from './bounds.ts'
import type { CloseReason, SessionEffect, SessionEvent } from './events.ts'
import { decodeFrame, encodeFrame, type Frame, type HeadRef } from './frames.ts'
import type { Local, LogName } from './local.ts'
import { isAsked } from './pull.ts'
import { deviceOfKey, saidOf } from './said.ts'
import { cut, send, type Moment, type Over, type Parting, type Talk, type TalkStep } from './talk.ts'
import { countFrame, hearFrame, nextTalk, startTalk, stepTalk } from './talking.ts'

/** Nobody is bound yet: nothing is told beyond meet and bind (S2, S3). */
interface Meeting {
  readonly type: 'meeting'
  readonly opening: Opening
  readonly ownMeet: Extract<Frame, { type: 'meet' }>
  /** Their meet came and showed a common epoch, and our bind went out. */
  readonly met: Met | undefined
  readonly ownBind: Uint8Array | undefined
  /** Frames that overtook what they need. */
  readonly early: readonly Uint8Array[]
  readonly bindBy: number
  readonly meetAgainAt: number
}

/** Talking, and what is needed should the peer not have heard our bind. */
interface BoundSession {
  readonly type: 'bound'
  readonly talk: Talk
  readonly theirNonce: Uint8Array
  readonly ownBind: Uint8Array
}

/** One session with one peer, as a value. */
export type Session = Meeting | BoundSession | Parting | Over

/** A new link: its proved ends, and the epochs to show, from `epochsToShow`. */
export interface Opening {
  readonly ends: Ends
  readonly epochs: readonly MeetEpoch[]
}

/** Where an event leads, and what the node is to do, in this order. */
export interface Step {
  readonly session: Session
  readonly effects: readonly SessionEffect[]
}

const nothing: readonly SessionEffect[] = []

/** Begins a session on a new link. `now` is milliseconds since 1970. */
export function openSession(opening: Opening, now: number, local: Local): Step {
  const ownMeet = meetFrame(opening.epochs, local.random(32), opening.ends)
  const session: Meeting = {
    type: 'meeting',
    opening,
    ownMeet,
    met: undefined,
    ownBind: undefined,
    early: [],
    bindBy: now + limits.bindMs,
    meetAgainAt: now + bounds.meetAgainMs
  }
  return { session, effects: [{ type: 'send', frame: encodeFrame(ownMeet) }] }
}

/** One event. Never throws for what a peer sends, and a refused frame changes nothing (V7). */
export function stepSession(session: Session, event: SessionEvent, now: number, local: Local): Step {
  const moment = { now, local }
  switch (session.type) {
    case 'meeting':
      return event.type === 'frame' ? hearWhileMeeting(session, event.bytes, moment) : stepMeeting(session, event, now)
    case 'bound': {
      if (event.type === 'frame') return hearBound(session, event.bytes, moment)
      return withTalk(session, stepTalk(session.talk, event, moment))
    }
    case 'parting':
      return stepParting(session, event, now)
    case 'over':
      return { session, effects: nothing }
  }
}

/** When the session wants a tick, milliseconds; undefined: it is over. A tick before its time changes nothing. */
export function nextDeadline(session: Session): number | undefined {
  switch (session.type) {
    case 'meeting':
      return Math.min(session.bindBy, session.meetAgainAt)
    case 'bound':
      return nextTalk(session.talk)
    case 'parting':
      return session.closeAt
    case 'over':
      return undefined
  }
}

/** Which device is at the other end; undefined before binding and after the end. */
export function boundOf(session: Session): Bound | undefined {
  return session.type === 'bound' ? session.talk.bound : undefined
}

/** The heads the peer has said of a log: what of it is delivered to this device. Empty: nothing. */
export function saidHeads(session: Session, { scope, device }: LogName): readonly HeadRef[] {
  if (session.type !== 'bound') return []
  const tag = session.talk.tagByScope.get(scope)
  return tag === undefined ? [] : (saidOf(session.talk.said, tag, device)?.heads ?? [])
}

/** Whether this session waits for entries of a log: what `Local.isAskedElsewhere` asks of all other sessions. */
export function isAsking(session: Session, log: LogName): boolean {
  return session.type === 'bound' && isAsked(session.talk.pulling, log)
}

/** Whether the peer has told all its heads, and no log of `device` is known to go on beyond what is here (F1). */
export function hasToldOf(session: Session, device: DeviceId): boolean {
  if (session.type !== 'bound') return session.type !== 'meeting'
  const { pulling, said } = session.talk
  return said.wholes > 0 && ![...pulling.lacking].some((key) => deviceOfKey(key) === device)
}

// ---------------------------------------------------------------- Meeting

function stepMeeting(session: Meeting, event: Exclude<SessionEvent, { type: 'frame' }>, now: number): Step {
  if (event.type === 'leave') return close('left')
  if (event.type !== 'tick') return { session, effects: nothing }
  if (now >= session.bindBy) return close('not-bound-in-time')
  if (now < session.meetAgainAt) return { session, effects: nothing }
  // The peer answers a meet that it knows already with its bind: so this repairs the loss of either frame.
  const again: SessionEffect = { type: 'send', frame: encodeFrame(session.ownMeet) }
  return { session: { ...session, meetAgainAt: now + bounds.meetAgainMs }, effects: [again] }
}

function hearWhileMeeting(session: Meeting, bytes: Uint8Array, moment: Moment): Step {
  const frame = decodeFrame(bytes)
  if (!frame.ok) return { session, effects: nothing }
  if (frame.value.type === 'meet') return hearMeet(session, frame.value, moment)
  if (frame.value.type === 'bind' && session.met !== undefined) return hearBind(session, frame.value, moment)
  const bytesKept = session.early.reduce((sum, each) => sum + each.length, 0)
  if (session.early.length >= bounds.earlyFramesMax || bytesKept + bytes.length > bounds.earlyBytesMax)
    return { session, effects: nothing }
  return { session: { ...session, early: [...session.early, bytes] }, effects: nothing }
}

function hearMeet(session: Meeting, meet: Extract<Frame, { type: 'meet' }>, moment: Moment): Step {
  const { opening, ownMeet, ownBind, met: before } = session
  if (before !== undefined) {
    const isAgain = equalBytes(before.theirNonce, meet.nonce) && ownBind !== undefined
    return { session, effects: isAgain ? [{ type: 'send', frame: ownBind }] : nothing }
  }
  const met = receiveMeet(meet, ownMeet, opening)
  if (!met.ok) return close(met.reason)
  const link = { met: met.value, ownNonce: ownMeet.nonce, ends: opening.ends }
  const { local, now } = moment
  const bind = encodeFrame(bindFrame(local.me, link, { now, nonce: local.random(nonceBytes) }))
  const next: Meeting = { ...session, met: met.value, ownBind: bind, early: [] }
  return hearAll({ session: next, effects: [{ type: 'send', frame: bind }] }, session.early, moment)
}

function hearBind(session: Meeting, { sealed }: Extract<Frame, { type: 'bind' }>, moment: Moment): Step {
  const { met, ownMeet, ownBind, opening, early } = session
  if (met === undefined || ownBind === undefined) return { session, effects: nothing }
  const link = { team: moment.local.me.team, met, ownNonce: ownMeet.nonce, ends: opening.ends }
  const bound = receiveBind(sealed, link, moment.local.readCertificate)
  if (!bound.ok) return close('bind-refused')
  const talk = startTalk(bound.value, met.sessionNonces, moment)
  const started = withTalk({ theirNonce: met.theirNonce, ownBind }, talk)
  return hearAll({ ...started, effects: [{ type: 'bound', bound: bound.value }, ...started.effects] }, early, moment)
}

/** Frames that were kept, one after the other. */
function hearAll(first: Step, early: readonly Uint8Array[], { now, local }: Moment): Step {
  return early.reduce((before: Step, bytes) => {
    const after = stepSession(before.session, { type: 'frame', bytes }, now, local)
    return { session: after.session, effects: [...before.effects, ...after.effects] }
  }, first)
}

// ---------------------------------------------------------------- Bound

function hearBound(session: BoundSession, bytes: Uint8Array, moment: Moment): Step {
  const { talk, verdict } = countFrame(session.talk, { firstByte: bytes[0], now: moment.now })
  const counted: BoundSession = { ...session, talk }
  if (verdict === 'flood') return cut('flood')
  if (verdict === 'over') return { session: counted, effects: nothing }
  const decoded = decodeFrame(bytes)
  if (!decoded.ok) return { session: counted, effects: nothing }
  const frame = decoded.value
  if (frame.type === 'bind') return { session: counted, effects: nothing }
  if (frame.type === 'meet') {
    const isAgain = equalBytes(frame.nonce, session.theirNonce)
    return { session: counted, effects: isAgain ? [{ type: 'send', frame: session.ownBind }] : nothing }
  }
  return withTalk(counted, hearFrame(talk, frame, moment))
}

function withTalk(
  { theirNonce, ownBind }: Pick<BoundSession, 'theirNonce' | 'ownBind'>,
  { session, effects }: TalkStep
): Step {
  if (session.type !== 'talking') return { session, effects }
  return { session: { type: 'bound', talk: session, theirNonce, ownBind }, effects }
}

// ---------------------------------------------------------------- Ends

function stepParting(session: Parting, event: SessionEvent, now: number): Step {
  const isBye = event.type === 'frame' && event.bytes[0] === 0x03 && decodeFrame(event.bytes).ok
  if (!isBye && (event.type !== 'tick' || now < session.closeAt)) return { session, effects: nothing }
  const { bye, reason, awayMs } = session
  const goodbye = bye === undefined ? nothing : [send({ type: 'bye', reason: bye })]
  return { session: { type: 'over' }, effects: [...goodbye, { type: 'close', reason, awayMs }] }
}

function close(reason: CloseReason): Step {
  return { session: { type: 'over' }, effects: [{ type: 'close', reason, awayMs: 0 }] }
}
