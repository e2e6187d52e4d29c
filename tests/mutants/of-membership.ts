// Owns the mutants of certificates, levels and the resolver (L2 to L5, R1 to R14): who may do what.

import { mutantsOf, type Mutant } from './mutant.ts'

const cases = 'tests/team/resolver-cases.test.ts'
const rules = 'tests/team/resolver-rules.test.ts'
const attacks = 'tests/team/attacks.test.ts'
const properties = 'tests/team/resolver-properties.test.ts'
const resolverTests = [cases, rules, attacks, properties]

const certificates = mutantsOf(
  'src/team/certificate.ts',
  ['tests/team/certificate.test.ts'],
  [
    {
      rule: 'L4',
      breaks: 'the point of a signing key is not checked',
      find: "if (!isValidPoint(certificate.signPublic)) return err('certificate-inadmissible')",
      put: ''
    },
    {
      rule: 'L4',
      breaks: 'nobody tries whether a device can be sealed to: one poison key stops everybody',
      find: "if (!isAdmissibleKemKey(certificate.kemPublic)) return err('certificate-inadmissible')",
      put: ''
    },
    {
      rule: 'L4',
      breaks: 'a certificate need not be signed by its key',
      find: "if (!verify(certificate.signPublic, 'cert', bytes, signature)) return err('certificate-inadmissible')",
      put: ''
    },
    {
      rule: 'L4',
      breaks: 'a certificate of another team is admitted',
      find: "if (certificate.team !== team) return err('certificate-of-another-team')",
      put: ''
    },
    {
      rule: 'L2',
      breaks: 'a member id can be taken with another key',
      find: 'if (unique !== null && !equalBytes(member, idBytes(memberIdOfKey(signPublic, unique)))) {',
      put: 'if (unique !== null && unique.length !== 16) {'
    }
  ]
)

const entries = mutantsOf(
  'src/team/control-entry.ts',
  ['tests/team/admission.test.ts', 'tests/team/control.test.ts', attacks],
  [
    {
      rule: 'N1',
      breaks: 'any device founds the team it likes to belong to',
      find: 'entry.device === rootDeviceId(payload) && entry.header.seq === 0 && deps.length === 0',
      put: 'entry.header.seq === 0 && deps.length === 0'
    },
    {
      rule: 'L3',
      breaks: 'a later device makes a member, a first device joins another',
      find: "if (certificate.value.first !== (operation.type === 'member.add')) return voided('wrong-certificate-kind')",
      put: ''
    },
    {
      rule: 'L4',
      breaks: 'an invitation may have a key that anybody can sign for',
      find: 'return isValidPoint(operation.invitePublic) ? accepted(operation)',
      put: 'return operation.invitePublic.length === 32 ? accepted(operation)'
    }
  ]
)

const groups = mutantsOf(
  'src/team/control-entry.ts',
  ['tests/team/conversation-state.test.ts'],
  [
    {
      rule: 'L1',
      breaks: 'somebody founds a group under the id of another',
      find: 'entry.header.seq === 0 && entry.scope === groupScope(team, entry.device, operation.nonce)',
      put: 'entry.header.seq === 0'
    }
  ]
)

const ranks = mutantsOf(
  'src/team/levels.ts',
  ['tests/team/levels.test.ts', cases],
  [
    {
      rule: 'R3',
      breaks: 'the lowest owner makes owners',
      find: "if (role === 'owner') return level > levels.admin + 1",
      put: "if (role === 'owner') return level >= levels.admin + 1"
    },
    {
      rule: 'R3',
      breaks: 'admins make admins',
      find: "return role === 'admin' ? level > levels.admin : level >= levels.admin",
      put: "return role === 'admin' ? level >= levels.admin : level >= levels.admin"
    },
    {
      rule: 'R3',
      breaks: 'members let people in on their own authority',
      find: "return role === 'admin' ? level > levels.admin : level >= levels.admin",
      put: "return role === 'admin' ? level > levels.admin : level >= levels.member"
    },
    {
      rule: 'R3',
      breaks: 'equals remove each other',
      find: 'return target.own || level > target.level',
      put: 'return target.own || level >= target.level'
    },
    {
      rule: 'R3',
      breaks: 'nobody can leave by itself',
      find: 'return target.own || level > target.level',
      put: 'return level > target.level'
    },
    {
      rule: 'R3',
      breaks: 'equals demote each other',
      find: 'return canGrant(level, role) && level > targetLevel',
      put: 'return canGrant(level, role) && level >= targetLevel'
    },
    {
      rule: 'R2',
      breaks: 'an admin is shown as an owner',
      find: "if (level > levels.admin) return 'owner'",
      put: "if (level >= levels.admin) return 'owner'"
    },
    {
      rule: 'K16',
      breaks: 'guests hold the keys of the team',
      find: 'export function holdsTeamKeys(level: Level): boolean {\n  return level >= levels.member',
      put: 'export function holdsTeamKeys(level: Level): boolean {\n  return level >= levels.guest'
    }
  ]
)

const permissions = mutantsOf(
  'src/team/permissions.ts',
  [...resolverTests, 'tests/team/admission.test.ts'],
  [
    {
      rule: 'N2',
      breaks: 'whoever is in the team adds a device for anybody',
      find: 'return actor === member || (level >= levels.admin && level > target(member).level)',
      put: 'return level > 0'
    },
    {
      rule: 'N2',
      breaks: 'an admin adds a device for another admin',
      find: 'return actor === member || (level >= levels.admin && level > target(member).level)',
      put: 'return actor === member || (level >= levels.admin && level >= target(member).level)'
    },
    {
      rule: 'N2',
      breaks: 'a member adds a device for a guest',
      find: 'return actor === member || (level >= levels.admin && level > target(member).level)',
      put: 'return actor === member || level > target(member).level'
    },
    {
      rule: 'T2',
      breaks: 'members make invitations',
      find: "return level >= levels.admin && (operation.role === 'guest' || operation.role === 'member')",
      put: "return level >= levels.member && (operation.role === 'guest' || operation.role === 'member')"
    },
    {
      rule: 'T2',
      breaks: 'an invitation makes admins',
      find: "return level >= levels.admin && (operation.role === 'guest' || operation.role === 'member')",
      put: 'return level >= levels.admin'
    },
    {
      rule: 'T2',
      breaks: 'members revoke invitations',
      find: "case 'invite.revoke':\n      return level >= levels.admin",
      put: "case 'invite.revoke':\n      return level >= levels.member"
    },
    {
      rule: 'T2',
      breaks: 'admins set the policy of the team',
      find: "case 'release.allow':\n      return level > levels.admin",
      put: "case 'release.allow':\n      return level >= levels.admin"
    },
    {
      rule: 'T2',
      breaks: 'a guest writes fences and channels',
      find: "case 'cut':\n      return level >= levels.member",
      put: "case 'cut':\n      return level > 0"
    },
    {
      rule: 'T2',
      breaks: 'members moderate',
      find: 'return level >= levels.admin && isTeamConversation(operation.scope, node, facts)',
      put: 'return level >= levels.member && isTeamConversation(operation.scope, node, facts)'
    },
    {
      rule: 'D4',
      breaks: 'an admin moderates a direct that it is not in',
      find: 'return level >= levels.admin && isTeamConversation(operation.scope, node, facts)',
      put: 'return level >= levels.admin'
    },
    {
      rule: 'R8',
      breaks: 'whoever was removed comes back by the old link',
      find: 'if (isSetBefore(judgement, node)) return false',
      put: ''
    },
    {
      rule: 'R8',
      breaks: 'whoever was made a guest is a member again by the old link',
      find: "other.operation.type !== 'member.add' &&",
      put: "other.operation.type === 'member.remove' &&"
    },
    {
      rule: 'R8',
      breaks: 'an invitation lets in whoever only says so',
      find: "return provesInvitation(node, invitation, proofHolds) ? 'invitation' : undefined",
      put: "return proofHolds.length > 0 ? 'invitation' : undefined"
    },
    {
      rule: 'R8',
      breaks: 'an admin admits on a forged proof',
      find: 'return invitation === undefined || provesInvitation(node, invitation, proofHolds)',
      put: 'return invitation === undefined || proofHolds.length > 0'
    },
    {
      rule: 'R8',
      breaks: 'guests let people in',
      find: 'if (invitation === undefined || author.level < levels.member) return undefined',
      put: 'if (invitation === undefined) return undefined'
    },
    {
      rule: 'R8',
      breaks: 'an invitation is used that the admission does not build on',
      find: 'return isBefore(invitation, node) ? invitation : undefined',
      put: 'return invitation === node ? undefined : invitation'
    },
    {
      rule: 'R8',
      breaks: 'an invitation by somebody without the right to make one counts',
      find: 'if (!validVerdict(judgement, invitation) || terms.approve) return false',
      put: 'if (terms.approve) return false'
    },
    {
      rule: 'R8',
      breaks: 'an invitation that needs approval needs none',
      find: 'if (!validVerdict(judgement, invitation) || terms.approve) return false',
      put: 'if (!validVerdict(judgement, invitation)) return false'
    },
    {
      rule: 'R8',
      breaks: 'an invitation gives another role than it promises',
      find: 'if (terms.role !== operation.role || entry.ts > terms.expiresMs) return false',
      put: 'if (entry.ts > terms.expiresMs) return false'
    },
    {
      rule: 'R8',
      breaks: 'an invitation never expires',
      find: 'if (terms.role !== operation.role || entry.ts > terms.expiresMs) return false',
      put: 'if (terms.role !== operation.role) return false'
    },
    {
      rule: 'R8',
      breaks: 'the invitation of a revoked device still lets people in',
      find: 'if (inviter === undefined) return false',
      put: 'if (inviter === undefined) return !isRevoked(judgement, node, invitation.entry.hash)'
    },
    {
      rule: 'R8',
      breaks: 'the invitation of somebody who lost the right still lets people in',
      find: 'if (!canGrant(level, terms.role) || level <= targetLevel) return false',
      put: 'if (level <= targetLevel) return false'
    },
    {
      rule: 'R8',
      breaks: 'an old link makes an admin a plain member again',
      find: 'if (!canGrant(level, terms.role) || level <= targetLevel) return false',
      put: 'if (!canGrant(level, terms.role)) return false'
    },
    {
      rule: 'R5',
      breaks: 'a concurrent removal of the inviter does not stop its link',
      find: 'if (isHit(judgement, node, { author: { actor: inviter, level }, device })) return false',
      put: ''
    },
    {
      rule: 'R8',
      breaks: 'a revoked invitation lets people in',
      find: 'return !isRevoked(judgement, node, invitation.entry.hash)',
      put: 'return true'
    },
    {
      rule: 'R8',
      breaks: 'a concurrent revocation of an invitation is too late',
      find: 'validVerdict(judgement, revocation) && !isBefore(node, revocation)',
      put: 'validVerdict(judgement, revocation) && isBefore(revocation, node)'
    }
  ]
)

const state = mutantsOf('src/team/team-state.ts', resolverTests, [
  {
    rule: 'Q6',
    breaks: 'a one-time link lets two in',
    find: 'return admitted.size <= terms.usesMax',
    put: 'return admitted.size <= terms.usesMax + 1'
  },
  {
    rule: 'L5',
    breaks: 'whoever founds anything is the root',
    find: "if (operation.type === 'found' && entry.device.startsWith(team))",
    put: "if (operation.type === 'found' && entry.device.length > team.length)"
  }
])

const standing = mutantsOf('src/team/standing.ts', resolverTests, [
  {
    rule: 'R2',
    breaks: 'an owner is as high as who made it one',
    find: 'Math.min(capOf(role), verdict.level - 1)',
    put: 'Math.min(capOf(role), verdict.level)'
  },
  {
    rule: 'R8',
    breaks: 'a guest that leaves is kept in by whoever uses its link at the same time',
    find: 'verdict.actor === actor ? Math.max(verdict.level, levels.member) : verdict.level',
    put: 'verdict.level'
  },
  {
    rule: 'R8',
    breaks: 'who was invited ranks below its role',
    find: 'return verdict.invited ? capOf(role) : Math.min',
    put: 'return Math.min'
  },
  {
    rule: 'R9',
    breaks: 'what was granted long ago counts beside what came after it',
    find: 'const latest = maximalOf(about.filter((node) => isIn(node, view) && validVerdict(judgement, node)))',
    put: 'const latest = about.filter((node) => isIn(node, view) && validVerdict(judgement, node))'
  },
  {
    rule: 'R9',
    breaks: 'a level looks at operations outside its view',
    find: 'maximalOf(about.filter((node) => isIn(node, view) && validVerdict(judgement, node)))',
    put: 'maximalOf(about.filter((node) => validVerdict(judgement, node)))'
  },
  {
    rule: 'R9',
    breaks: 'of equal grants the higher role stands',
    find: 'level = verdict.level > strongest ? lent : Math.min(level, lent)',
    put: 'level = verdict.level > strongest ? lent : Math.max(level, lent)'
  },
  {
    rule: 'R9',
    breaks: 'of two equals a grant beats a removal',
    find: 'return removal >= strongest ? 0 : level',
    put: 'return removal > strongest ? 0 : level'
  },
  {
    rule: 'R7',
    breaks: 'a revoked device comes back by being added again',
    find: 'if (!byAnother || !isLifted(judgement, { revocation: node, level: verdict.level, member, view })) return undefined',
    put: 'if (!byAnother || !isLifted(judgement, { revocation: node, level: verdict.level, member, view })) added = false'
  },
  {
    rule: 'R9',
    breaks: 'a grant from above lifts no revocation',
    find: 'if (!byAnother || !isLifted(judgement, { revocation: node, level: verdict.level, member, view })) return undefined',
    put: 'return undefined'
  },
  {
    rule: 'R7',
    breaks: 'a back-dated device of a member that rose since counts',
    find: '} else if (!byAnother || first || verdict.level > memberLevel(judgement, member, view)) {',
    put: '} else {'
  },
  {
    rule: 'R7',
    breaks: 'a device added by an equal counts',
    find: '} else if (!byAnother || first || verdict.level > memberLevel(judgement, member, view)) {',
    put: '} else if (!byAnother || first || verdict.level >= memberLevel(judgement, member, view)) {'
  },
  {
    rule: 'R7',
    breaks: 'the first device of who rose above its granter falls',
    find: '} else if (!byAnother || first || verdict.level > memberLevel(judgement, member, view)) {',
    put: '} else if (!byAnother || verdict.level > memberLevel(judgement, member, view)) {'
  },
  {
    rule: 'R9',
    breaks: 'a grant that knew of a revocation lifts it',
    find: '!isIn(grant, view) || !areConcurrent(grant, revocation)',
    put: '!isIn(grant, view)'
  },
  {
    rule: 'R9',
    breaks: 'a grant of equal strength lifts a revocation',
    find: 'return verdict.level > level && (lentTo',
    put: 'return verdict.level >= level && (lentTo'
  },
  {
    rule: 'R9',
    breaks: 'a grant that lends less than the revoker has lifts its revocation',
    find: '(lentTo(member, grant, verdict) ?? -1) >= level',
    put: '(lentTo(member, grant, verdict) ?? -1) >= 0'
  },
  {
    rule: 'R4',
    breaks: 'a removal voids what came before and after it too',
    find: 'if (verdict === undefined || !areConcurrent(other, node)) return false',
    put: 'if (verdict === undefined) return false'
  },
  {
    rule: 'R5',
    breaks: 'equals strike each other',
    find: 'const isAbove = verdict.level > level',
    put: 'const isAbove = verdict.level >= level'
  },
  {
    rule: 'R5',
    breaks: 'a concurrent revocation by its own member does not strike a device',
    find: '(isAbove || (!only && verdict.actor === actor))',
    put: 'isAbove'
  },
  {
    rule: 'R5',
    breaks: 'a concurrent removal does not strike',
    find: "if (other.operation.type === 'member.remove') return isAbove",
    put: "if (other.operation.type === 'member.remove') return false"
  },
  {
    rule: 'R5',
    breaks: 'a concurrent demotion does not strike',
    find: "return other.operation.type === 'role.set' && isAbove && gives(other.operation.role, verdict) < level",
    put: 'return false'
  },
  {
    rule: 'R5',
    breaks: 'a promotion strikes like a demotion',
    find: 'isAbove && gives(other.operation.role, verdict) < level',
    put: 'isAbove && gives(other.operation.role, verdict) !== level'
  }
])

const resolver = mutantsOf('src/team/resolver.ts', resolverTests, [
  {
    rule: 'R9',
    breaks: 'the weak are heard before the strong',
    find: '(highest === undefined || level > highest)',
    put: '(highest === undefined || level < highest)'
  },
  {
    rule: 'R6',
    breaks: 'of two devices that revoke each other the first one wins',
    find: "node.operation.type === 'device.revoke' && provisional.has(node)",
    put: "node.operation.type === 'device.revoke' && provisional.size < 0"
  },
  {
    rule: 'R5',
    breaks: 'what strikes an author voids nothing',
    find: 'if (right === undefined || law.isHit(judgement, node, author)) return refused',
    put: 'if (right === undefined) return refused'
  },
  {
    rule: 'R9',
    breaks: 'what nobody permits is valid',
    find: 'if (right === undefined || law.isHit(judgement, node, author)) return refused',
    put: 'if (law.isHit(judgement, node, author)) return refused'
  },
  {
    rule: 'Q6',
    breaks: 'uses of an invitation are not counted',
    find: 'if (invited && !law.hasUsesLeft(judgement, node)) return refused',
    put: ''
  },
  {
    rule: 'Q5',
    breaks: 'a stolen device locks its owner out though somebody above revoked it',
    find: "law.rightOf(judgement, node, author) && !law.isHit(judgement, node, author, 'from-above')",
    put: 'law.rightOf(judgement, node, author)'
  }
])

const graph = mutantsOf(
  'src/team/graph.ts',
  [...resolverTests, 'tests/team/levels.test.ts'],
  [
    {
      rule: 'R9',
      breaks: 'races are settled by chance of the hash alone',
      find: 'one.pastSize - other.pastSize || compareIds(one.entry.hash, other.entry.hash)',
      put: 'compareIds(one.entry.hash, other.entry.hash)'
    },
    {
      rule: 'T1',
      breaks: 'what builds on junk is waited for',
      find: "operation.type === 'void' || entry.deps.some((dep) => fates.get(dep) === 'void')",
      put: "operation.type === 'void'"
    },
    {
      rule: 'T1',
      breaks: 'an operation is judged though part of its past is missing',
      find: 'const isHeld = !entry.deps.every((dep) => byHash.has(dep))',
      put: 'const isHeld = entry.deps.length > 0 && !entry.deps.some((dep) => byHash.has(dep))'
    }
  ]
)

const roll = mutantsOf(
  'src/team/roll.ts',
  ['tests/team/levels.test.ts', rules],
  [
    {
      rule: 'R10',
      breaks: 'a member has as many devices as it likes',
      find: '.slice(0, limits.devicesPerMemberMax)',
      put: '.slice(0)'
    },
    {
      rule: 'T6',
      breaks: 'of two settings the weaker one stands',
      find: 'other.level - one.level || compareIds(one.hash, other.hash)',
      put: 'one.level - other.level || compareIds(one.hash, other.hash)'
    },
    {
      rule: 'T1',
      breaks: 'the next operation does not build on the newest',
      find: 'return maximalOf(valid)',
      put: 'return valid'
    }
  ]
)

const conversations = mutantsOf(
  'src/team/conversation-state.ts',
  ['tests/team/conversation-state.test.ts'],
  [
    {
      rule: 'R11',
      breaks: 'everybody is in every direct',
      find: '(pair.includes(member) ? levels.creator : 0)',
      put: '(pair.length > 0 ? levels.creator : member.length * 0)'
    },
    {
      rule: 'R11',
      breaks: 'who left the team stays in its directs and groups',
      find: 'team.standing.levelOf(member, view) === 0 ? 0 : within',
      put: 'within'
    },
    {
      rule: 'R2',
      breaks: 'a removal from the team does not reach its conversations',
      find: 'trial((node) => strikesOn(ground, node).length > 0)',
      put: 'trial(() => false)'
    },
    {
      rule: 'T2',
      breaks: 'a group gets owners',
      find: "return operation.role !== 'owner' && mayChange",
      put: 'return mayChange'
    },
    {
      rule: 'L1',
      breaks: 'in a direct more than fences is written',
      find: "type === 'direct' ? node.operation.type === 'cut' : mayWrite",
      put: "type === 'direct' ? node.operation.type !== 'found' : mayWrite"
    }
  ]
)

const farewells = mutantsOf(
  'src/team/permissions.ts',
  ['tests/team/attacks.test.ts'],
  [
    {
      rule: 'R8',
      breaks: 'a guest that left is let in again by whoever holds its link',
      find: '(validVerdict(judgement, other) !== undefined || isFarewell(other))',
      put: '(validVerdict(judgement, other) !== undefined || (isFarewell(other) && false))'
    }
  ]
)

const vouching = mutantsOf(
  'src/team/vouching.ts',
  ['tests/team/vouching.test.ts'],
  [
    {
      rule: 'R14',
      breaks: 'a group ends with whoever made it',
      find: "trial((node) => isStruck(node) && node.operation.type !== 'group.create' && !isFallen(node))",
      put: 'trial(isStruck)'
    },
    {
      rule: 'R14',
      breaks: 'no fence holds back what a removed member writes in a group',
      find: 'if (standing.length > 0) return !standing.some((cut) => isBefore(node, cut.node))',
      put: 'if (standing.length > 0) return false'
    },
    {
      rule: 'R14',
      breaks: 'what a fence left out comes in once whoever fenced is out as well',
      find: 'return fences.some((cut) => !isBefore(node, cut.node))',
      put: 'return false'
    },
    {
      rule: 'R14',
      breaks: 'whoever is out vouches for another that is',
      find: 'weightiest(fences.filter((cut) => !isFallen(cut.node)))',
      put: 'weightiest(fences)'
    },
    {
      rule: 'R14',
      breaks: 'a removed member voids the fence around itself, or lets somebody in who vouches for it',
      find: 'isAnybodyLeft ? strict : trial(() => false)',
      put: 'trial(() => false)'
    },
    {
      rule: 'R14',
      breaks: 'who has not heard of a removal fences',
      find: ' && strikes.some((strike) => isBefore(strike, node))',
      put: ''
    },
    {
      rule: 'R14',
      breaks: 'a removed member begins its group a second time',
      find: 'if (creations.length > 1 && ',
      put: 'if (creations.length > 2 && '
    },
    {
      rule: 'R14',
      breaks: 'a removed member keeps the fences it set',
      find: "isStruck(node) && node.operation.type === 'cut'",
      put: "isStruck(node) && node.operation.type === 'found'"
    },
    {
      rule: 'R14',
      breaks: 'fences of members are joined to those of admins',
      find: 'strong.length > 0 ? strong : fences',
      put: 'fences'
    }
  ]
)

export const mutantsOfMembership: readonly Mutant[] = [
  ...certificates,
  ...entries,
  ...groups,
  ...ranks,
  ...permissions,
  ...state,
  ...standing,
  ...resolver,
  ...graph,
  ...roll,
  ...conversations,
  ...vouching,
  ...farewells
]
