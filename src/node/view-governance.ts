// Owns the view of who may do what, as the screens need it to offer only what can be done (R3, R13), and of what lies beyond fences (K13).

import { present } from '../base/assert.ts'
import { grantableRoles, levels, mayChange, mayUndo, roleOfLevel } from '../team/levels.ts'
import type { GovernanceView } from './api-people.ts'
import { beyondFences } from './fencing.ts'
import { isLastOwner, mayModerate, ownLevel } from './intents-roles.ts'
import { policiesOf } from './policies.ts'
import { deviceNameOf, profileOf } from './registers.ts'
import type { Scene } from './scene.ts'

/** Where there is no team, nobody may do anything. */
export const noGovernance: GovernanceView = {
  policies: [],
  maySetPolicies: false,
  mayModerate: false,
  isLastOwner: false,
  rights: [],
  beyond: []
}

/** What this person may decide, and of whom (R3, T6). */
export function governanceView(scene: Scene): GovernanceView {
  const { replica } = scene.desk
  const { team } = replica.membership
  const own = ownLevel(replica)
  return {
    policies: policiesOf(team),
    maySetPolicies: own > levels.admin,
    mayModerate: own >= levels.admin,
    isLastOwner: isLastOwner(replica),
    rights: [...team.members.values()].map(({ member, level }) => {
      const isOwn = member === replica.identity.member
      const role = roleOfLevel(level)
      const roles = grantableRoles(own).filter((each) => each !== role && mayChange(own, level, each))
      return {
        member,
        mayRemove: !isOwn && mayUndo(own, { level, own: false }),
        mayBecome: roles,
        mayModerate: mayModerate(replica, member)
      }
    }),
    beyond: own >= levels.admin ? beyondView(scene) : []
  }
}

function beyondView(scene: Scene): GovernanceView['beyond'] {
  const { replica, storage, now } = scene.desk
  return beyondFences(replica, { storage, now: now() }).map(({ scope, device, count, newest, dropsAt }) => {
    const member = present(replica.membership.team.certificates.get(device), 'a fenced device is certified').member
    return {
      conversation: scope,
      device,
      deviceName: deviceNameOf(replica.registers, device),
      memberName: profileOf(replica.registers, member).name,
      count,
      newest,
      dropsAt
    }
  })
}
