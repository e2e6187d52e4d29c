// Owns what this person shares of its reading, writing and being there: its own choice, within the team's policy (C21, S10).

import { err } from '../base/result.ts'
import { selfScope } from '../team/scopes.ts'
import { answered, nothingToDo, type Answer } from './answer.ts'
import type { Intent } from './api-intents.ts'
import type { Shared, SharingView } from './api-sharing.ts'
import { countMutedMentions } from './arranging.ts'
import { allows } from './policies.ts'
import { settingOf } from './registers.ts'
import type { Replica } from './state.ts'
import type { Desk } from './desk.ts'
import { writeContent } from './write.ts'

const all: readonly Shared[] = ['reading', 'typing', 'presence']

/** The name of the setting that holds a choice (C21). */
const settingName = (what: Shared): string => `share ${what}`

/** Whether the team leaves it to each person. */
export function mayShare({ membership }: Pick<Replica, 'membership'>, what: Shared): boolean {
  return allows(membership.team, what === 'reading' ? 'read-receipts' : 'live-signals')
}

/** Whether this person has switched it on. */
function isOn({ registers }: Replica, what: Shared): boolean {
  return settingOf(registers, settingName(what)) === true
}

/** Whether it is shared now; who does not share does not see either. */
export function shares(replica: Replica, what: Shared): boolean {
  return mayShare(replica, what) && isOn(replica, what)
}

/** All choices, with what the team's policy leaves of them. */
export function sharingView(replica: Replica): SharingView {
  return {
    mutedMentions: countMutedMentions(replica.registers),
    choices: all.map((what) => ({ what, on: isOn(replica, what), allowed: mayShare(replica, what) }))
  }
}

/** Makes a choice; 'not-allowed' while the policy forbids it. */
export function setSharing(desk: Desk, { what, on }: Extract<Intent, { type: 'set-sharing' }>): Answer {
  const { identity } = desk.replica
  if (on && !mayShare(desk.replica, what)) return err('not-allowed')
  if (isOn(desk.replica, what) === on) return nothingToDo
  const operation = { type: 'setting', name: settingName(what), value: on } as const
  return answered(writeContent(desk, selfScope(identity.team, identity.member), { operation }))
}
