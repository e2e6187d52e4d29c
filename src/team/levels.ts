// Owns who outranks whom and who may grant what (R2, R3). Knows no log: levels come in as numbers.

import { limits } from '../base/limits.ts'

/** What a grant names; what it gives depends on who grants it (R2). */
export type Role = 'guest' | 'member' | 'admin' | 'owner'

/** A member's authority as a number; 0: none. Higher may undo lower, equals never fight. */
export type Level = number

/** Roles as they travel: 1 guest, 2 member, 3 admin, 4 owner (T2). */
export const roles: readonly Role[] = ['guest', 'member', 'admin', 'owner']

export const levels = {
  root: 1000,
  founder: 899,
  /** Creator of a group, and both members of a direct. */
  creator: 300,
  admin: 200,
  member: 100,
  guest: 50
} as const

const caps: Readonly<Record<Role, Level>> = {
  guest: levels.guest,
  member: levels.member,
  admin: levels.admin,
  owner: levels.founder
}

/** The most a role can mean: an owner ranks below whoever granted it, the others have their fixed level (R2). */
export function capOf(role: Role): Level {
  return caps[role]
}

/** Whether `level` may grant `role` (R3). The target must also rank lower, see `mayChange`. */
export function canGrant(level: Level, role: Role): boolean {
  if (role === 'owner') return level > levels.admin + 1
  return role === 'admin' ? level > levels.admin : level >= levels.admin
}

/** The roles `level` may grant, lowest first: what a menu offers (R3). */
export function grantableRoles(level: Level): readonly Role[] {
  return roles.filter((role) => canGrant(level, role))
}

/** Removing, revoking and moderating need strictly more than the target has, except for one's own member (R3). */
export function mayUndo(level: Level, target: { readonly level: Level; readonly own: boolean }): boolean {
  return target.own || level > target.level
}

/** Whether `level` may give `role` to a member that now ranks at `targetLevel` (R3, `role.set` and `member.add`). */
export function mayChange(level: Level, targetLevel: Level, role: Role): boolean {
  return canGrant(level, role) && level > targetLevel
}

/** The role a person is shown for a level; undefined: none. Owners are everything above admins (R2). */
export function roleOfLevel(level: Level): Role | undefined {
  if (level > levels.admin) return 'owner'
  if (level === levels.admin) return 'admin'
  if (level >= levels.member) return 'member'
  return level > 0 ? 'guest' : undefined
}

/** Whether a member of this level takes part in the team's conversations and holds its keys (L1, K7, K16). */
export function holdsTeamKeys(level: Level): boolean {
  return level >= levels.member
}

/** Whether one more device of a member would be active (R10). */
export function mayAddDevice(activeDevices: number): boolean {
  return activeDevices < limits.devicesPerMemberMax
}
