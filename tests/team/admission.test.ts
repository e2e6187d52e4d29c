import { describe, expect, test } from 'vitest'
import { repeat } from '../../src/base/bytes.ts'
import type { ControlOperation } from '../../src/team/control.ts'
import { admissionOperation, checkRequest, judgeJoin, type RequestVerdict } from '../../src/team/admission.ts'
import { inviteKeysOf, proveInvitation, type Link } from '../../src/team/invitation.ts'
import type { JoinRequest } from '../../src/team/lobby-record.ts'
import { shortIdOf } from '../../src/team/short-id.ts'
import { resolve, createProofCheck, invitationStatus } from '../../src/team/team-state.ts'
import type { Role } from '../../src/team/levels.ts'
import { fixtureStart, makeDevice, makeRoot, type TestDevice } from '../fixtures/team.ts'
import { controlEntryOf, epochBy, grantBy, makeWorld, secretOf, type World } from './epoch-world.ts'

const seed = repeat(0x80, 16)
const now = fixtureStart + 1000
const later = fixtureStart + 7 * 86_400_000

type InviteTerms = Partial<Extract<ControlOperation, { type: 'invite.create' }>>

/** A team of anna (founder), bert (admin), carl (member), with an invitation by bert. */
function invitingWorld(terms: InviteTerms = {}) {
  const world = makeWorld({ bert: 'admin', carl: 'member' })
  const invitation = world.write('bert', {
    type: 'invite.create',
    invitePublic: inviteKeysOf(seed, world.team.team).publicKey,
    role: 'member',
    usesMax: 1,
    expiresMs: later,
    approve: false,
    member: undefined,
    ...terms
  })
  const joiner = makeDevice('dora')
  return { world, invitation, joiner, lobby: { invitation: invitation.hash, now } }
}

function requestOf(joiner: TestDevice, { team }: World, changes: Partial<JoinRequest> = {}): JoinRequest {
  const { bytes: certificate, signature } = joiner.certificate
  const proof = proveInvitation(seed, team.team, joiner.device)
  return { type: 'request', certificate, signature, proof, name: joiner.name, ...changes }
}

/** Carl, a plain member, admits on the invitation's authority. */
function admit(world: World, verdict: RequestVerdict, request: JoinRequest, by = 'carl') {
  if (verdict.type !== 'admit' && verdict.type !== 'ask') throw new Error(`not to be admitted: ${verdict.type}`)
  return world.write(by, admissionOperation(request, verdict.invitation))
}

describe('a request in the lobby', () => {
  test('[I8] is admitted by any member while the invitation is open', () => {
    const { world, joiner, lobby } = invitingWorld()
    const request = requestOf(joiner, world)
    const verdict = checkRequest(world.state(), request, lobby)
    expect(verdict.type).toBe('admit')
    admit(world, verdict, request)
    const state = world.state()
    expect(state.members.get(joiner.member)?.level).toBe(100)
    expect(state.devices.get(joiner.device)?.addedBy).toBe(world.device('carl').device)
    expect(checkRequest(state, request, lobby).type).toBe('already')
  })

  test('[I7] without a valid proof nobody answers', () => {
    const { world, joiner, lobby } = invitingWorld()
    const other = makeDevice('eve')
    const copied = proveInvitation(seed, world.team.team, joiner.device)
    const reasons = [
      requestOf(joiner, world, { proof: undefined }),
      requestOf(joiner, world, { proof: repeat(1, 64) }),
      requestOf(other, world, { proof: copied }),
      requestOf(joiner, world, { certificate: repeat(1, 100) })
    ].map((request) => checkRequest(world.state(), request, lobby))
    expect(reasons).toEqual(
      ['no-proof', 'wrong-proof', 'wrong-proof', 'certificate'].map((reason) => ({ type: 'ignore', reason }))
    )
  })

  test('[I8] a later-device certificate does not join as somebody else', () => {
    const { world, lobby } = invitingWorld()
    const intruder = makeDevice('carls second', { team: world.team.team, of: world.device('carl') })
    const verdict = checkRequest(world.state(), requestOf(intruder, world), lobby)
    expect(verdict).toEqual({ type: 'ignore', reason: 'wrong-certificate-kind' })
  })

  test.each<readonly [string, (world: World, joiner: TestDevice) => ControlOperation, string]>([
    ['revoked', (world) => ({ type: 'invite.revoke', invitation: invitationIn(world) }), 'revoked'],
    ['of a removed inviter', (world) => ({ type: 'member.remove', member: world.device('bert').member }), 'unknown'],
    ['of a revoked device', (world) => ({ type: 'device.revoke', device: world.device('bert').device }), 'unknown'],
    [
      'of a demoted inviter',
      (world) => ({ type: 'role.set', member: world.device('bert').member, role: 'member' }),
      'unknown'
    ],
    ['whose joiner was refused', (_world, joiner) => ({ type: 'device.revoke', device: joiner.device }), 'refused']
  ])('[I8] an invitation %s gets a notice', (_name, operation, code) => {
    const { world, joiner, lobby } = invitingWorld()
    world.write('anna', operation(world, joiner))
    const verdict = checkRequest(world.state(), requestOf(joiner, world), lobby)
    expect(verdict).toEqual({ type: 'notice', to: shortIdOf(joiner.device), code })
  })

  test('[I8] expired and used up', () => {
    const { world, joiner, lobby } = invitingWorld()
    const request = requestOf(joiner, world)
    const expired = checkRequest(world.state(), request, { ...lobby, now: later + 1 })
    admit(world, checkRequest(world.state(), request, lobby), request)
    const second = checkRequest(world.state(), requestOf(makeDevice('eve'), world), lobby)
    expect([expired, second]).toMatchObject([{ code: 'expired' }, { code: 'used-up' }])
  })

  test('[I8] the request of somebody who was removed meanwhile lets nobody in again', () => {
    for (const approve of [false, true]) {
      const { world, joiner, lobby } = invitingWorld({ usesMax: 0, approve })
      const request = requestOf(joiner, world)
      admit(world, checkRequest(world.state(), request, lobby), request, 'bert')
      expect(checkRequest(world.state(), request, lobby).type).toBe('already')
      world.write('anna', { type: 'member.remove', member: joiner.member })
      const verdict = checkRequest(world.state(), request, lobby)
      expect(verdict).toEqual({ type: 'notice', to: shortIdOf(joiner.device), code: 'refused' })
    }
  })

  test('[I8] with approval a person is asked, and own authority counts as a use', () => {
    const { world, joiner, lobby } = invitingWorld({ approve: true })
    const request = requestOf(joiner, world)
    const verdict = checkRequest(world.state(), request, lobby)
    expect(verdict.type).toBe('ask')
    admit(world, verdict, request, 'carl')
    expect(world.state().members.has(joiner.member)).toBe(false)
    admit(world, verdict, request, 'bert')
    const state = world.state()
    expect(state.members.has(joiner.member)).toBe(true)
    expect(state.invitations.get(lobby.invitation)?.admitted).toEqual([joiner.member])
  })

  test('[I17] recovery asks a person and adds a device, not a member', () => {
    const world = makeWorld({ bert: 'admin', carl: 'member' })
    const carl = world.device('carl')
    const invitation = world.write('bert', {
      type: 'invite.create',
      invitePublic: inviteKeysOf(seed, world.team.team).publicKey,
      role: 'member',
      usesMax: 1,
      expiresMs: later,
      approve: true,
      member: carl.member
    })
    const newPhone = makeDevice('carls new phone', { team: world.team.team, of: carl })
    const request = requestOf(newPhone, world)
    const verdict = checkRequest(world.state(), request, { invitation: invitation.hash, now })
    expect(verdict.type).toBe('ask')
    admit(world, verdict, request, 'bert')
    expect(world.state().members.get(carl.member)?.devices).toEqual([carl.device, newPhone.device])
  })

  test('[R8] a wrong proof makes an admission void, even by an admin', () => {
    const { world, joiner, invitation } = invitingWorld()
    const { bytes: certificate, signature } = joiner.certificate
    const via = { invitation: invitation.hash, proof: repeat(3, 64) }
    world.write('bert', { type: 'member.add', certificate, signature, role: 'member', via })
    expect(world.state().members.has(joiner.member)).toBe(false)
  })

  test('[I12] the same request a thousand times leads to one entry', () => {
    const { world, joiner, lobby } = invitingWorld({ usesMax: 0 })
    const request = requestOf(joiner, world)
    admit(world, checkRequest(world.state(), request, lobby), request)
    const state = world.state()
    const again = Array.from({ length: 20 }, () => checkRequest(state, request, lobby).type)
    expect(new Set(again)).toEqual(new Set(['already']))
  })

  test('[R8] the status of an invitation at a moment', () => {
    const { world, lobby } = invitingWorld()
    const invitation = world.state().invitations.get(lobby.invitation)
    if (invitation === undefined) throw new Error('no invitation')
    expect([now, later, later + 1].map((at) => invitationStatus(invitation, at))).toEqual(['open', 'open', 'expired'])
  })
})

function invitationIn(world: World) {
  const [hash] = world.state().invitations.keys()
  if (hash === undefined) throw new Error('no invitation')
  return hash
}

describe('what a joiner believes', () => {
  /** Dora was admitted as `role`, and anna made an epoch for all. */
  function joinedWorld(role: Role = 'member') {
    const { world, joiner, lobby } = invitingWorld({ role })
    const request = requestOf(joiner, world)
    admit(world, checkRequest(world.state(), request, lobby), request, 'bert')
    const epoch = epochBy(world.device('anna'), world, { name: 'one' })
    const link: Link = { kind: 'invitation', team: world.team.team, seed, hints: [], member: undefined }
    const secrets = new Map([[epoch.id, secretOf('one')]])
    return { world, joiner, link, epoch, secrets }
  }

  const stateOf = (world: World, count: number) =>
    resolve(world.team.team, world.control().slice(0, count), createProofCheck(world.team.team))

  test('[I10] with everything here it is ready, with the promised role', () => {
    const { world, joiner, link, epoch, secrets } = joinedWorld()
    const step = judgeJoin({ link, device: joiner.device, team: world.state(), epochs: [epoch], secrets })
    expect(step).toEqual({ type: 'ready', role: 'member' })
  })

  test('[I10] another team than the link’s is refused, whatever else holds', () => {
    const { world, joiner, link, epoch, secrets } = joinedWorld()
    const other: Link = { ...link, kind: 'device', team: makeRoot('another').team, member: joiner.member }
    const step = judgeJoin({ link: other, device: joiner.device, team: world.state(), epochs: [epoch], secrets })
    expect(step).toEqual({ type: 'refused', reason: 'another-team' })
  })

  test('[I10] each missing part is waited for', () => {
    const { world, joiner, link, epoch, secrets } = joinedWorld()
    const count = world.control().length
    const why = (entries: number, known = secrets) => {
      const team = stateOf(world, entries)
      const step = judgeJoin({ link, device: joiner.device, team, epochs: [epoch], secrets: known })
      return step.type === 'incomplete' ? step.why : step.type
    }
    expect([why(0), why(count - 2), why(count - 1), why(count, new Map()), why(count)]).toEqual([
      'no-founding',
      'no-invitation',
      'not-admitted',
      'no-key',
      'ready'
    ])
  })

  test('[I10] a gap in the graph of members is waited for; junk of strangers is not', () => {
    const { world, joiner, link, epoch, secrets } = joinedWorld()
    const control = world.control()
    const without = control.filter((_entry, index) => index !== 3)
    const judged = (entries: typeof control) => {
      const team = resolve(world.team.team, entries, createProofCheck(world.team.team))
      return judgeJoin({ link, device: joiner.device, team, epochs: [epoch], secrets })
    }
    const [last] = control.slice(-1)
    if (last === undefined) throw new Error('no entry')
    const junk = { ...last, hash: epoch.hash, device: makeDevice('eve').device, deps: [epoch.hash] }
    expect(judged(without)).toMatchObject({ type: 'incomplete' })
    expect(judged([...control, junk])).toEqual({ type: 'ready', role: 'member' })
  })

  test('[I10] a log without the invitation of the link is an older team', () => {
    const { world, joiner, link, epoch, secrets } = joinedWorld()
    const other = { ...link, seed: repeat(9, 16) }
    const step = judgeJoin({ link: other, device: joiner.device, team: world.state(), epochs: [epoch], secrets })
    expect(step).toEqual({ type: 'incomplete', why: 'no-invitation' })
  })

  test('[I10] a secret that fits no valid epoch is no key', () => {
    const { world, joiner, link, epoch } = joinedWorld()
    const secrets = new Map([[epoch.id, secretOf('false')]])
    const step = judgeJoin({ link, device: joiner.device, team: world.state(), epochs: [epoch], secrets })
    expect(step).toEqual({ type: 'incomplete', why: 'no-key' })
  })

  test('[I10] a lower role than promised is refused', () => {
    const { world, joiner, link, epoch, secrets } = joinedWorld()
    world.write('anna', { type: 'role.set', member: joiner.member, role: 'guest' })
    const step = judgeJoin({ link, device: joiner.device, team: world.state(), epochs: [epoch], secrets })
    expect(step).toEqual({ type: 'refused', reason: 'lower-role' })
  })

  test('[I25] a guest is ready without a team key, once it holds one of a conversation', () => {
    const { world, joiner, link } = joinedWorld('guest')
    const shown = { link, device: joiner.device, team: world.state(), epochs: [], secrets: new Map() }
    expect(judgeJoin({ ...shown, holdsConversation: true })).toEqual({ type: 'ready', role: 'guest' })
    expect(judgeJoin(shown)).toEqual({ type: 'incomplete', why: 'no-key' })
  })

  test('[I16] a second device needs no invitation, but its own member', () => {
    const world = makeWorld()
    const phone = makeDevice('berts phone', { team: world.team.team, of: world.device('bert') })
    const { bytes: certificate, signature } = phone.certificate
    world.write('bert', { type: 'device.add', certificate, signature })
    const epoch = epochBy(world.device('bert'), world, { name: 'one' })
    const grant = grantBy(world.device('bert'), world, { epoch: epoch.id, name: 'one', to: [phone] })
    const link: Link = { kind: 'device', team: world.team.team, seed, hints: [], member: phone.member }
    const joiner = { device: phone.device, team: world.state(), epochs: [epoch, grant] }
    const secrets = new Map([[epoch.id, secretOf('one')]])
    expect(judgeJoin({ ...joiner, link, secrets }).type).toBe('ready')
    const wrong = { ...link, member: world.device('carl').member }
    expect(judgeJoin({ ...joiner, link: wrong, secrets })).toEqual({ type: 'refused', reason: 'another-member' })
  })
})

describe('reading control entries', () => {
  test('[T1] a member.add with a later-device certificate is void, and so is what builds on it', () => {
    const world = makeWorld()
    const phone = makeDevice('phone', { team: world.team.team, of: world.device('bert') })
    const { bytes: certificate, signature } = phone.certificate
    const entry = world.write('anna', { type: 'member.add', certificate, signature, role: 'owner', via: undefined })
    const after = world.write('anna', { type: 'member.remove', member: world.device('carl').member })
    expect(controlEntryOf(entry, world.team.team).operation).toEqual({ type: 'void', reason: 'wrong-certificate-kind' })
    expect(world.state().members.has(world.device('carl').member)).toBe(true)
    expect(world.state().held).toEqual([])
    expect(controlEntryOf(after, world.team.team).deps).toContain(entry.hash)
  })

  test('[L4] an invitation with an inadmissible key is void', () => {
    const { world } = invitingWorld({ invitePublic: repeat(0, 32) })
    expect(world.state().invitations.size).toBe(0)
    expect(world.control().at(-1)?.operation).toEqual({ type: 'void', reason: 'key-inadmissible' })
  })

  test('[L5] only the root founds', () => {
    const world = makeWorld()
    const [founding] = world.control()
    const forged = world.write('bert', { type: 'found', rootPublic: repeat(1, 32), nonce: repeat(2, 16) })
    expect(founding?.operation.type).toBe('found')
    expect(controlEntryOf(forged, world.team.team).operation).toEqual({ type: 'void', reason: 'not-the-founding' })
  })
})
