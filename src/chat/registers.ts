// Owns the values that outlive a page: the greatest (ts, hash) wins (C3, P5). Knows neither pages nor storage.

import type { ConversationId, DeviceId, EntryHash, MemberId, PadId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { compareMoments, type Moment } from './message.ts'
import { markKinds, type MessageMark, type Operation } from './operations.ts'

/** A candidate for a register. Registers are kept by `key`; equal keys compete. */
export interface Register extends Moment {
  readonly key: string
  readonly operation: Operation
}

/** The entry that carries the operation. */
export interface RegisterFacts extends Moment {
  readonly conversation: ConversationId
  readonly member: MemberId
  readonly device: DeviceId
}

/**
 * What an operation that counts says to a register outside its page; undefined if nothing. A read mark competes by the moment it
 * names, not by its own: of two devices that read on apart from each other the one that got further is right.
 */
export function registerOf(operation: Operation, facts: RegisterFacts): Register | undefined {
  const { ts, hash } = facts
  switch (operation.type) {
    case 'profile':
      return { key: profileKey(facts.member), ts, hash, operation }
    case 'device-name':
      return { key: deviceNameKey(facts.device), ts, hash, operation }
    case 'title':
      return { key: titleKey(operation.conversation), ts, hash, operation }
    case 'picture':
      // Said again it competes by the moment in which it was chosen: a device that missed a later choice does not undo it (C26).
      return operation.of === facts.member
        ? {
            key: portraitKey(facts.member),
            ts: Math.min(operation.chosen ?? ts, ts + limits.futureWaitsMs),
            hash,
            operation
          }
        : { key: pictureKey(operation.of as ConversationId), ts, hash, operation }
    case 'timer':
      return { key: timerKey(facts.conversation), ts, hash, operation }
    case 'read-mark':
      return { key: readMarkKey(operation.conversation), ts: operation.ts, hash: operation.hash8, operation }
    case 'verified':
      return { key: verifiedKey(operation.member), ts, hash, operation }
    case 'pin':
      return { key: pinKey(facts.conversation, operation.target), ts, hash, operation }
    case 'message-mark':
      // What was seen cannot be unseen: nothing takes an opening back (C14).
      return operation.kind === markKinds.opened && !operation.on
        ? undefined
        : { key: messageMarkKey(operation), ts, hash, operation }
    case 'shared-mark':
      return { key: sharedMarkKey(facts.member, facts.conversation), ts, hash, operation }
    case 'setting':
      return { key: settingKey(operation.name), ts, hash, operation }
    case 'lobby':
      return { key: `lobby ${operation.invitation}`, ts, hash, operation }
    case 'pad-title':
      return { key: padKey(facts.conversation, operation.pad), ts, hash, operation }
    case 'expected-guest':
      return { key: expectedGuestKey(facts.conversation, operation.invitation), ts, hash, operation }
    default:
      return undefined
  }
}

/**
 * All that an operation says to registers: a profile and a member's picture also tell that they stand in this very conversation, where
 * those who read no directory look for them (K16). Of the picture that is enough: its bytes are kept once.
 */
export function registersOf(operation: Operation, facts: RegisterFacts): readonly Register[] {
  const register = registerOf(operation, facts)
  if (register === undefined) return []
  const { member, conversation } = facts
  if (operation.type === 'profile') return [register, { ...register, key: placedProfileKey(member, conversation) }]
  if (operation.type !== 'picture' || operation.of !== member) return [register]
  const placed = { ...operation, picture: undefined }
  return [register, { ...register, key: placedPortraitKey(member, conversation), operation: placed }]
}

/** The one of two candidates for one register that stands; order and repetition do not matter. */
export function merge<Candidate extends Moment>(register: Candidate | undefined, candidate: Candidate): Candidate {
  return register === undefined || compareMoments(register, candidate) < 0 ? candidate : register
}

export const profileKey = (member: MemberId): string => `profile ${member}`
export const placedProfileKey = (member: MemberId, conversation: ConversationId): string =>
  `profile ${member} in ${conversation}`
export const deviceNameKey = (device: DeviceId): string => `device-name ${device}`
export const titleKey = (conversation: ConversationId): string => `title ${conversation}`
export const pictureKey = (conversation: ConversationId): string => `picture ${conversation}`
export const portraitKey = (member: MemberId): string => `portrait ${member}`
export const placedPortraitKey = (member: MemberId, conversation: ConversationId): string =>
  `portrait ${member} in ${conversation}`
export const timerKey = (conversation: ConversationId): string => `timer ${conversation}`
/** Where to look for pins; whether one stands is the page's matter, since its target may be deleted (C4). */
export const pinKey = (conversation: ConversationId, target: EntryHash | ''): string => `pin ${conversation} ${target}`
export const padKey = (conversation: ConversationId, pad: PadId | ''): string => `pad ${conversation} ${pad}`
export const expectedGuestKey = (group: ConversationId, invitation: EntryHash): string =>
  `expected-guest ${group} ${invitation}`
export const messageMarkKey = ({ kind, conversation, target }: Omit<MessageMark, 'type' | 'on'>): string =>
  `message-mark ${kind} ${conversation} ${target}`
export const verifiedKey = (member: MemberId): string => `verified ${member}`
export const settingKey = (name: string): string => `setting ${name}`
export const sharedMarkKey = (member: MemberId, conversation: ConversationId): string =>
  `shared-mark ${member} in ${conversation}`
export const readMarkKey = (conversation: ConversationId): string => `read-mark ${conversation}`
