// Owns the sentence of a change: which of the words fits, and names that cannot turn the sentence round or pass for another's (W2).

import type { MemberId } from '../../base/ids.ts'
import type { ChangeView } from '../../node/api-conversations.ts'
import { plain } from '../text/links.ts'
import type { Words } from '../text/en.ts'

interface People {
  /** What a person without a name is called. */
  readonly unnamed: string
  /** Whether another member's name looks the same. */
  readonly alike: (member: MemberId) => boolean
  /** The sentence about how long messages stay; undefined stands for oneself. */
  readonly timer?: (name: string | undefined, seconds: number) => string
}

/** One sentence, as text. */
export function changeWords(words: Words['verify']['changes'], change: ChangeView, people: People): string {
  const name = isolated(nameOf(change, people))
  const device = change.deviceName === '' ? '' : isolated(change.deviceName)
  const by = byWords(words, change, people)
  switch (change.type) {
    case 'joined':
      return change.mine ? words.joinedMine(by) : words.joined(name, by)
    case 'left':
      return change.mine ? words.leftMine : words.left(name)
    case 'removed':
      return words.removed(name, by)
    case 'role': {
      const role = words.roles[change.role ?? 'member']
      return change.mine ? words.roleMine(role, by) : words.role(name, role, by)
    }
    case 'device-added':
      if (change.mine) return words.deviceAddedMine(device, by)
      return change.by.type === 'self' ? words.deviceAdded(name, device, by) : words.deviceApproved(name, device, by)
    case 'device-revoked':
      return change.mine ? words.deviceRevokedMine(device, by) : words.deviceRevoked(name, device, by)
    case 'timer':
      return people.timer?.(change.mine ? undefined : name, change.seconds ?? 0) ?? ''
  }
}

/** The sentence about how long messages stay; without a name it is one's own doing (X6). */
export function timerWords(words: Words['acts']['timer'], name: string | undefined, span: string, on: boolean): string {
  if (name === undefined) return on ? words.setMine(span) : words.stoppedMine
  return on ? words.set(name, span) : words.stopped(name)
}

function byWords(words: Words['verify']['changes'], change: ChangeView, people: People): string {
  const { by } = change
  if (by.type === 'root') return words.byRoot
  if (by.type === 'self') return change.mine ? words.byMe : isolated(nameOf(change, people))
  if (by.type === 'member' && !by.mine) return isolated(by.name === '' ? people.unnamed : by.name)
  return words.byMe
}

function nameOf({ name, member }: ChangeView, { unnamed, alike }: People): string {
  if (name === '') return unnamed
  return alike(member) ? `${name} · ${member.slice(0, 4)}` : name
}

/** Between first strong isolate and its end, and without characters that would act. */
export function isolated(name: string): string {
  return `\u2068${plain(name)}\u2069`
}
