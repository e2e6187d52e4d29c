// Owns the views of where a message is: how far it has come, and for each person and device why it is not there. Part of the api (api.ts).

import type { DeviceId, MemberId } from '../base/ids.ts'

/** stored: nobody else has it. partly: some members. everywhere: every member on at least one device (ux.md 5). */
export type DeliveryState = 'stored' | 'partly' | 'everywhere'

export interface Delivery {
  readonly state: DeliveryState
  /** Other members of the conversation who have it, and how many there are. */
  readonly has: number
  readonly of: number
  /** The names of those who lack it, where they are few (C20); a name is empty until it is known. */
  readonly waitsFor: readonly string[]
  /** Of an own message: how many of them have read it, as far as both sides share that (C21). */
  readonly read: number
}

/**
 * Why a device does not have a message, from what this device knows (C20). on-its-way: it is connected. not-met: it has not met this
 * device since. never-met: it has not met this device at all. out-of-reach: no keys in common to meet under (K16). removed: it was
 * locked out. out: its member is in the conversation no longer.
 */
export type WhyNot = 'on-its-way' | 'not-met' | 'never-met' | 'out-of-reach' | 'removed' | 'out'

export interface DeviceReachView {
  readonly device: DeviceId
  readonly name: string
  readonly has: boolean
  /** When this device learned that it has it; not exact: at this time at the latest. Undefined: it was not noted. */
  readonly known: { readonly at: number; readonly exact: boolean } | undefined
  /** It was given no key that opens the message, as far as this device knows. */
  readonly lacksKey: boolean
  readonly lastContact: number | undefined
  /** Undefined where it has it. */
  readonly why: WhyNot | undefined
}

/** in: should have it. out: is in the conversation no longer. later: came when newcomers are not shown what was said before (K6). */
export type PersonStanding = 'in' | 'out' | 'later'

export interface PersonReachView {
  readonly member: MemberId
  readonly name: string
  readonly mine: boolean
  /** A guest of the team: only devices of its conversations bring it something (K16). */
  readonly guest: boolean
  readonly standing: PersonStanding
  /** Has read this own message, and shares that (C21). */
  readonly read: boolean
  readonly devices: readonly DeviceReachView[]
}

/** Who has one message and who does not, from log heads (ux.md "Why is it not there?"). */
export interface MessageInfoView {
  /** Its time lies so far ahead that it is shown nowhere before then (L9). */
  readonly waitsForTime: boolean
  /** Devices that hold it, this one among them. */
  readonly holders: number
  /** Who should have it, those who have left, and last this person's own other devices. */
  readonly people: readonly PersonReachView[]
}

export const nothingReached: MessageInfoView = { waitsForTime: false, holders: 0, people: [] }
