// Invitations on real nodes in a simulated world: who is asked, whose answer stands, and who stays out whatever they try.

import { describe, expect, it } from 'vitest'
import { concat, toBase64url } from '../../src/base/bytes.ts'
import { limits } from '../../src/base/limits.ts'
import { hash } from '../../src/crypto/hash.ts'
import type { Refusal } from '../../src/node/api-intents.ts'
import type { ControlOperation } from '../../src/team/control.ts'
import type { NoticeCode } from '../../src/team/lobby-record.ts'
import { shortIdOf } from '../../src/team/short-id.ts'
import type { Device } from './device.ts'
import {
  admit,
  askingDevice,
  controlCount,
  deviceLink,
  deviceOf,
  intrude,
  inviteAsking,
  islands,
  keysOf,
  knows,
  linkOf,
  memberIn,
  names,
  newerLink,
  newest,
  recoveryOf,
  refuse,
  requestOf,
  requestsOf,
  strangersRequest,
  teamWith,
  three,
  told,
  two,
  visitRoom,
  waitFor,
  writeAt
} from './doors.ts'
import {
  ask,
  createSite,
  day,
  directOf,
  done,
  found,
  hour,
  invite,
  isIn,
  meet,
  memberOf,
  minute,
  say,
  second,
  submit,
  texts
} from './world.ts'

// ---------------------------------------------------------------- Approval

describe('approval', () => {
  it('[I8] an admin is asked with name and code, the newcomer sees the same code, and a yes lets it in', async () => {
    const site = await createSite('approval')
    const [anna, ben, cem] = await three(site, { Anna: 'owner', Ben: 'admin', Cem: 'member' })
    await say(anna, 'vor deiner Zeit')
    const zoe = site.device('Zoe')
    await ask(zoe, await inviteAsking(anna))
    told(site, zoe, 'waits-for-approval')
    const [onAnna, onBen] = [waitFor(site, anna, 'Zoe'), waitFor(site, ben, 'Zoe')]
    const view = zoe.view('join')
    expect(view).toMatchObject({ type: 'asking', code: onAnna.code })
    expect(onAnna.code).toMatch(/^\d{24}$/)
    expect(onBen.code).toBe(onAnna.code)
    expect(requestsOf(cem)).toEqual([])
    await admit(ben, onBen)
    site.until(() => isIn(zoe), 'Zoe being in')
    meet(site, anna, ben, cem, zoe)
    site.until(() => texts(zoe).includes('vor deiner Zeit'), 'the history')
    expect(anna.look({ type: 'invitations' })[0]).toMatchObject({ used: 1, state: 'used-up', approve: true })
    // Who was asked too sees who was faster.
    expect(requestsOf(ben)).toEqual([])
    expect(requestsOf(anna)).toMatchObject([{ name: 'Zoe', state: 'admitted', answeredBy: 'Ben' }])
    await done(anna, { type: 'forget-request', device: onAnna.device })
    expect(requestsOf(anna)).toEqual([])
  })

  it('[I8] while the inviter is away another admin answers', async () => {
    const site = await createSite('inviter away')
    const [anna, ben, cem] = await three(site, { Anna: 'owner', Ben: 'admin', Cem: 'member' })
    const link = await inviteAsking(anna)
    knows(site, ben, 3)
    anna.stop('farewell')
    const zoe = site.device('Zoe')
    await ask(zoe, link)
    await admit(ben, waitFor(site, ben, 'Zoe'))
    site.until(() => isIn(zoe), 'Zoe being in')
    meet(site, ben, cem, zoe)
  })

  it('[I8] nobody with a say is there: members say so, and the admin who comes an hour later is asked', async () => {
    const site = await createSite('nobody with a say')
    const [anna, ben] = await two(site, { Anna: 'owner', Ben: 'member' })
    const link = await inviteAsking(anna)
    knows(site, ben, 2)
    anna.stop('farewell')
    const zoe = site.device('Zoe')
    await ask(zoe, link)
    told(site, zoe, 'waits-for-approval')
    site.pass(hour)
    expect(isIn(zoe)).toBe(false)
    anna.start()
    await admit(anna, waitFor(site, anna, 'Zoe'))
    site.until(() => isIn(zoe), 'Zoe being in')
  })

  it('[I8] a request outlives a restart of the admin, and a yes reaches a newcomer that was away', async () => {
    const site = await createSite('restart')
    const anna = site.device('Anna')
    await found(anna)
    site.pass(5 * second)
    const zoe = site.device('Zoe')
    await ask(zoe, await inviteAsking(anna))
    const asked = waitFor(site, anna, 'Zoe')
    zoe.stop('vanish')
    anna.stop('vanish')
    site.pass(minute)
    anna.start()
    expect(requestsOf(anna)).toEqual([asked])
    await admit(anna, asked)
    zoe.start()
    site.until(() => isIn(zoe), 'Zoe being in', 10 * minute)
    meet(site, anna, zoe)
  })

  it('[I8, F1] a yes right after a restart reaches a newcomer that is still there, whatever else waits to be written', async () => {
    const site = await createSite('yes at once')
    const [anna, ben] = await two(site, { Anna: 'owner', Ben: 'member' })
    ben.stop('farewell')
    const zoe = site.device('Zoe')
    await ask(zoe, await inviteAsking(anna))
    const asked = waitFor(site, anna, 'Zoe')
    anna.stop('vanish')
    // Somebody is heard and says nothing: what Anna writes first waits for him.
    ben.tamper = () => []
    ben.start()
    anna.start()
    site.pass(3 * second)
    const answered = anna.node?.submit({ type: 'admit-request', device: asked.device, revokeOld: false })
    void anna.node?.submit({ type: 'set-profile', name: 'Anna K.', about: '' })
    site.until(() => isIn(zoe), 'Zoe being in', 20 * second)
    expect(await answered).toEqual({ ok: true, value: {} })
  })

  it('[I8] asked in vain for an hour the newcomer is still heard, and many who asked are let in one by one', async () => {
    const site = await createSite('patience')
    const anna = site.device('Anna')
    await found(anna)
    site.pass(5 * second)
    const link = await inviteAsking(anna, 0)
    const newcomers = ['Ben', 'Cem', 'Dora'].map((name) => site.device(name))
    for (const newcomer of newcomers) await ask(newcomer, link)
    for (const newcomer of newcomers) waitFor(site, anna, newcomer.name)
    site.pass(hour)
    for (const newcomer of newcomers) {
      await admit(anna, waitFor(site, anna, newcomer.name))
      site.until(() => isIn(newcomer), `${newcomer.name} being in`)
    }
    expect(anna.look({ type: 'invitations' })[0]).toMatchObject({ used: 3, state: 'open' })
  })

  it('[I8] a refused newcomer is told so, and gets in through nobody else', async () => {
    const site = await createSite('refused')
    const [anna, ben, cem] = await three(site, { Anna: 'owner', Ben: 'admin', Cem: 'member' })
    const link = await inviteAsking(anna, 0)
    const zoe = site.device('Zoe')
    await ask(zoe, link)
    waitFor(site, anna, 'Zoe')
    await refuse(ben, waitFor(site, ben, 'Zoe'))
    told(site, zoe, 'refused')
    expect(waitFor(site, anna, 'Zoe', 'refused').answeredBy).toBe('Ben')
    const late = await submit(anna, {
      type: 'admit-request',
      device: waitFor(site, anna, 'Zoe', 'refused').device,
      revokeOld: false
    })
    expect(late).toEqual({ ok: false, reason: 'someone-was-faster' })
    // It asks again with all its might while only others are there.
    ben.stop('farewell')
    anna.stop('farewell')
    zoe.stop('vanish')
    zoe.start()
    site.pass(15 * minute)
    expect(isIn(zoe)).toBe(false)
    expect(names(cem)).not.toContain('Zoe')
    // A person who changed the mind asks anew, with new keys.
    anna.start()
    await done(zoe, { type: 'give-up-joining' })
    await ask(zoe, link)
    await admit(anna, waitFor(site, anna, 'Zoe'))
    site.until(() => isIn(zoe), 'Zoe being in after all')
  })

  it('[I11] one says yes, another says no, neither knowing: the device stays out on both islands', async () => {
    const site = await createSite('yes and no')
    const [anna, ben] = await two(site, { Anna: 'owner', Ben: 'admin' })
    const zoe = site.device('Zoe')
    await ask(zoe, await inviteAsking(anna, 0))
    const [onAnna, onBen] = [waitFor(site, anna, 'Zoe'), waitFor(site, ben, 'Zoe')]
    islands(site, [anna], [ben, zoe])
    await refuse(ben, onBen)
    await admit(anna, onAnna)
    islands(site, [anna, ben, zoe])
    site.until(
      () => anna.look({ type: 'members' }).flatMap(({ devices }) => devices).length === 2,
      'two devices',
      20 * minute
    )
    site.pass(10 * minute)
    expect(isIn(zoe)).toBe(false)
    expect(ben.look({ type: 'members' }).flatMap(({ devices }) => devices)).toHaveLength(2)
  })

  it('[R8] a member with another program cannot admit on its own where a yes is required', async () => {
    const site = await createSite('no yes')
    const [anna, ben] = await two(site, { Anna: 'owner', Ben: 'member' })
    const link = await inviteAsking(anna, 0)
    knows(site, ben, 2)
    const zoe = site.device('Zoe')
    await ask(zoe, link)
    const { device } = waitFor(site, anna, 'Zoe')
    // Ben's answer is refused at his own screen, and what another program of his writes counts nowhere.
    expect(await submit(ben, { type: 'admit-request', device, revokeOld: false })).toEqual({
      ok: false,
      reason: 'unknown-request'
    })
    const { certificate, signature, proof } = requestOf(zoe, link)
    const via = { invitation: newest(anna), proof }
    writeAt(site, ben, [{ type: 'member.add', certificate, signature, role: 'member', via }])
    site.until(() => controlCount(anna) === controlCount(ben), 'Anna having what Ben wrote')
    site.pass(minute)
    expect(names(anna)).toHaveLength(2)
    expect(names(ben)).toHaveLength(2)
    expect(isIn(zoe)).toBe(false)
  })

  it('[I14] more than twenty an hour through one invitation need a yes of the person', async () => {
    const site = await createSite('rush', { linesMax: 100 })
    const anna = site.device('Anna')
    await found(anna)
    site.pass(5 * second)
    const link = await invite(anna, 0)
    const people = Array.from({ length: limits.admissionsPerHourMax }, (_, index) => `N${index}`)
    const visit = intrude(
      site,
      link,
      people.map((name) => strangersRequest(site, link, name))
    )
    site.until(() => controlCount(anna) > people.length, 'twenty being let in')
    site.pass(minute)
    visit.leave()
    const zoe = site.device('Zoe')
    await ask(zoe, link)
    told(site, zoe, 'waits-for-approval')
    const asked = waitFor(site, anna, 'Zoe')
    expect(asked.why).toBe('many')
    await admit(anna, asked)
    site.until(() => isIn(zoe), 'Zoe being in')
    // An hour later the door opens by itself again.
    site.pass(hour)
    const yusuf = site.device('Yusuf')
    await ask(yusuf, link)
    site.until(() => isIn(yusuf), 'Yusuf being in')
  })
})

// ---------------------------------------------------------------- What lets nobody in

describe('what lets nobody in', () => {
  it('[R8] a revocation beats the use that did not know of it, and the one let in is out again', async () => {
    const site = await createSite('revoked elsewhere')
    const [anna, ben] = await two(site, { Anna: 'owner', Ben: 'member' })
    const link = await invite(anna, 0)
    knows(site, ben, 2)
    const zoe = site.device('Zoe')
    islands(site, [anna], [ben, zoe])
    await done(anna, { type: 'revoke-invitation', invitation: newest(anna) })
    await ask(zoe, link)
    site.until(() => isIn(zoe), 'Zoe being in, on the island that has not heard')
    islands(site, [anna, ben, zoe])
    site.until(() => names(ben).length === 2, 'Ben learning of the revocation', 20 * minute)
    site.until(() => zoe.view('team')?.type === 'removed', 'Zoe learning that she is out', 20 * minute)
    await say(anna, 'nur wir zwei')
    site.pass(5 * minute)
    expect(names(anna)).toHaveLength(2)
    expect(anna.look({ type: 'invitations' })[0]).toMatchObject({ state: 'revoked', used: 0 })
  })

  it.each<readonly [string, string, (anna: Device, ben: Device) => ControlOperation]>([
    ['whose maker was removed', 'unknown', (_anna, ben) => ({ type: 'member.remove', member: memberOf(ben) })],
    [
      'whose maker was demoted',
      'unknown',
      (_anna, ben) => ({ type: 'role.set', member: memberOf(ben), role: 'member' })
    ],
    ['whose device was revoked', 'unknown', (_anna, ben) => ({ type: 'device.revoke', device: deviceOf(ben) })],
    ['that was revoked', 'revoked', (anna) => ({ type: 'invite.revoke', invitation: newest(anna) })]
  ])('[R8] an invitation %s lets nobody in, and says so', async (_name, notice, end) => {
    const site = await createSite(`ended ${_name}`)
    const [anna, ben, cem] = await three(site, { Anna: 'owner', Ben: 'admin', Cem: 'member' })
    const link = await invite(ben, 0)
    for (const device of [anna, cem]) knows(site, device, 3)
    const members = names(anna).length
    writeAt(site, anna, [end(anna, ben)])
    meet(site, anna, cem)
    site.pass(minute)
    ben.stop('farewell')
    const zoe = site.device('Zoe')
    await ask(zoe, link)
    told(site, zoe, notice)
    site.pass(10 * minute)
    expect(isIn(zoe)).toBe(false)
    expect(names(anna).length).toBeLessThanOrEqual(members)
    expect(names(cem)).not.toContain('Zoe')
  })

  it('[I8] an expired and a used invitation say so; a request that waited longer than its invitation is gone', async () => {
    const site = await createSite('too late')
    const anna = site.device('Anna')
    await found(anna)
    site.pass(5 * second)
    const zoe = site.device('Zoe')
    await ask(zoe, await inviteAsking(anna, 0, hour))
    const asked = waitFor(site, anna, 'Zoe')
    site.pass(2 * hour)
    expect(requestsOf(anna)).toEqual([])
    expect(await submit(anna, { type: 'admit-request', device: asked.device, revokeOld: false })).toEqual({
      ok: false,
      reason: 'unknown-request'
    })
    told(site, zoe, 'expired')
    expect(isIn(zoe)).toBe(false)
  })

  it('[N3] one request a thousand times, from its board and its maker, is one entry', async () => {
    const site = await createSite('thousand')
    const anna = site.device('Anna')
    await found(anna)
    site.pass(5 * second)
    const link = await invite(anna, 0)
    const ben = site.device('Ben')
    await ask(ben, link)
    const keys = keysOf(link)
    const request = site.until(() => {
      const records = [...site.lobby.records({ room: keys.room, password: keys.password })]
      return records.find(([, bytes]) => bytes.length > 1_400 && bytes.length < 1_600)
    }, 'the request on the board')
    site.until(() => isIn(ben), 'Ben being in')
    meet(site, anna, ben)
    const before = controlCount(anna)
    const visit = visitRoom(site, link)
    for (let count = 0; count < 1000; count++) {
      visit.put(request[0], request[1])
      site.pass(20)
    }
    visit.leave()
    expect(controlCount(anna)).toBe(before)
    expect(anna.look({ type: 'invitations' })[0]).toMatchObject({ used: 1 })
  })

  it('[N3] a proof that was copied from the room admits nobody else', async () => {
    const site = await createSite('copied')
    const anna = site.device('Anna')
    await found(anna)
    site.pass(5 * second)
    const link = await invite(anna, 0)
    const other = await invite(anna, 0)
    const ben = site.device('Ben')
    await ask(ben, link)
    site.until(() => isIn(ben), 'Ben being in')
    // Ben's certificate and proof, in the lobby of another invitation of the same team; and his proof under a stranger's certificate.
    const own = requestOf(ben, link)
    intrude(site, other, [own])
    intrude(site, link, [{ ...strangersRequest(site, link), proof: own.proof }])
    site.pass(5 * minute)
    expect(names(anna)).toEqual(['Anna', 'Ben'])
    expect(anna.look({ type: 'invitations' }).map(({ used }) => used)).toEqual([0, 1])
  })

  it('[I11] a stranger who says every notice ends no waiting', async () => {
    const site = await createSite('liar')
    const anna = site.device('Anna')
    await found(anna)
    site.pass(5 * second)
    const link = await invite(anna)
    const liar = site.device('Lügner')
    await found(liar)
    anna.stop('farewell')
    const ben = site.device('Ben')
    await ask(ben, link)
    for (const code of lies) {
      intrude(site, link, [{ type: 'notice', to: shortIdOf(askingDevice(ben)), code }])
      site.pass(20 * second)
      expect(ben.view('join')).toMatchObject({
        type: 'asking',
        notice: code === 'two-devices-asked' ? 'two-devices' : code
      })
    }
    intrude(site, link, [{ type: 'host', team: linkOf(link).team, member: memberOf(liar) }])
    site.pass(20 * second)
    anna.start()
    site.until(() => isIn(ben), 'Ben being in all the same', 10 * minute)
  })

  it('[I13] a room full of garbage lets nobody in and keeps nobody out for long', async () => {
    const site = await createSite('garbage')
    const anna = site.device('Anna')
    await found(anna)
    site.pass(5 * second)
    const link = await inviteAsking(anna, 0)
    const visit = visitRoom(site, link)
    const dice = site.chance.of('garbage')
    for (let count = 0; count < 40; count++) visit.put(`${String(count).padStart(22, 'x')}`, dice.bytes(3_000))
    site.pass(20 * second)
    const before = controlCount(anna)
    const zoe = site.device('Zoe')
    await ask(zoe, link)
    site.pass(5 * minute)
    expect(isIn(zoe)).toBe(false)
    expect(controlCount(anna)).toBe(before)
    expect(requestsOf(anna).every(({ name }) => name === 'Zoe')).toBe(true)
    visit.leave()
    await admit(anna, waitFor(site, anna, 'Zoe'))
    site.until(() => isIn(zoe), 'Zoe being in once the garbage is gone', 10 * minute)
  })
})

const lies: readonly NoticeCode[] = [
  'waits-for-approval',
  'expired',
  'used-up',
  'revoked',
  'unknown',
  'two-devices-asked',
  'refused'
]

// ---------------------------------------------------------------- Recovery

describe('a person who lost all devices', () => {
  it('[I17, D3] comes back with name, role and history on a new device; the old ones are out', async () => {
    const site = await createSite('recovery')
    const [anna, ben, cem] = await three(site, { Anna: 'owner', Ben: 'admin', Cem: 'member' })
    const direct = await directOf(ben, cem)
    await say(ben, 'ins Büro', direct)
    await say(ben, 'an alle')
    site.until(() => texts(cem, direct).length === 1 && texts(cem).length === 1, 'Cem having both')
    site.pass(10 * second)
    ben.stop('vanish')
    const member = memberIn(anna, 'Ben')
    const phone = site.device('neues Telefon')
    await ask(phone, await recoveryOf(anna, 'Ben'))
    const asked = waitFor(site, anna, 'neues Telefon')
    expect(asked).toMatchObject({ recovers: { name: 'Ben', devices: 1 }, why: 'approval' })
    expect(phone.view('join')).toMatchObject({ code: asked.code })
    await admit(anna, asked, true)
    site.until(() => isIn(phone), 'the new phone being in')
    site.until(() => texts(phone).includes('an alle'), 'the history of all')
    site.until(() => texts(phone, direct).includes('ins Büro'), 'the history of the direct')
    expect(phone.view('team')).toMatchObject({ me: { name: 'Ben', role: 'admin' } })
    expect(memberOf(phone)).toBe(member)
    await say(phone, 'wieder da')
    for (const device of [anna, cem]) site.until(() => texts(device).includes('wieder da'), `${device.name} hearing it`)
    // The lost device comes back in a thief's hand.
    ben.start()
    site.until(() => ben.view('team')?.type === 'removed', 'the old device learning that it is out')
    expect(anna.look({ type: 'members' }).find((each) => each.member === member)?.devices).toHaveLength(1)
    expect(anna.look({ type: 'invitations' })[0]).toMatchObject({ recovers: 'Ben', state: 'revoked' })
  })

  it('[I17] without the old devices going, both are the same person', async () => {
    const site = await createSite('recovery beside')
    const [anna, ben] = await two(site, { Anna: 'owner', Ben: 'member' })
    const phone = site.device('Telefon')
    await ask(phone, await recoveryOf(anna, 'Ben'))
    await admit(anna, waitFor(site, anna, 'Telefon'), false)
    site.until(() => isIn(phone), 'the phone being in')
    await say(phone, 'vom Telefon')
    site.until(() => texts(ben).includes('vom Telefon'), 'the other device having it')
    expect(ben.look({ type: 'members' }).find(({ mine }) => mine)?.devices).toHaveLength(2)
  })

  it('[I17] only somebody above makes the link, and only somebody above is asked', async () => {
    const site = await createSite('recovery rights')
    const [anna, ben, cem, dora] = await teamWith(site, { Anna: 'owner', Ben: 'admin', Cem: 'admin', Dora: 'member' })
    if (!anna || !ben || !cem || !dora) throw new Error('four were asked for')
    const outcome = (device: Device, name: string) =>
      submit(device, { type: 'create-recovery', member: memberIn(anna, name), expiresInMs: day })
    const denied = { ok: false, reason: 'not-allowed' }
    expect([
      await outcome(ben, 'Cem'),
      await outcome(dora, 'Ben'),
      await outcome(ben, 'Anna'),
      await outcome(ben, 'Ben')
    ]).toEqual([denied, denied, denied, denied])
    const link = await recoveryOf(anna, 'Cem')
    site.until(() => ben.look({ type: 'invitations' }).some(({ recovers }) => recovers === 'Cem'), 'Ben knowing it')
    site.pass(10 * second)
    const phone = site.device('Telefon')
    await ask(phone, link)
    waitFor(site, anna, 'Telefon')
    site.pass(5 * minute)
    expect(requestsOf(ben)).toEqual([])
    expect(requestsOf(dora)).toEqual([])
  })

  it("[N2] a recovery link lets in no stranger under another name, and no member under a stranger's", async () => {
    const site = await createSite('recovery abuse')
    const [anna] = await two(site, { Anna: 'owner', Ben: 'member' })
    const link = await recoveryOf(anna, 'Ben')
    // The certificate of somebody new, with a proof of the right seed: no way in through a recovery.
    intrude(site, link, [strangersRequest(site, link)])
    site.pass(5 * minute)
    expect(requestsOf(anna)).toEqual([])
    expect(names(anna)).toHaveLength(2)
  })
})

// ---------------------------------------------------------------- Links and refusals

/** One character of the middle is another: the checksum tells. */
function swapped(link: string): string {
  const at = link.length >> 1
  return link.slice(0, at) + (link[at] === 'A' ? 'B' : 'A') + link.slice(at + 1)
}

function newer(link: string): string {
  return newerLink(link, (body) => toBase64url(concat(body, hash('link', body).subarray(0, 4))))
}

describe('links that lead nowhere', () => {
  it('[I1] each wrong link has its own answer', async () => {
    const site = await createSite('links')
    const [anna, ben] = [site.device('Anna'), site.device('Ben')]
    await found(anna)
    site.pass(5 * second)
    const link = await invite(anna)
    ben.start()
    const answers: (Refusal | 'ok' | undefined)[] = []
    for (const text of [
      '',
      'https://example.org/',
      link.slice(0, -3),
      swapped(link),
      newer(link),
      deviceLink(anna, link)
    ]) {
      const outcome = await submit(ben, { type: 'join-team', link: text, displayName: 'Ben', deviceName: 'sim' })
      answers.push(outcome?.ok === true ? 'ok' : outcome?.reason)
    }
    expect(answers).toEqual([
      'link-malformed',
      'link-malformed',
      'link-malformed',
      'link-mistyped',
      'link-newer',
      'link-not-an-invitation'
    ])
    expect(ben.view('team')).toEqual({ type: 'none' })
    const again = await submit(anna, { type: 'join-team', link, displayName: 'Anna', deviceName: 'sim' })
    expect(again).toEqual({ ok: false, reason: 'already-in-team' })
  })

  it('[T2] whoever may not invite is told so, and nothing is written', async () => {
    const site = await createSite('rights')
    const [anna, ben] = await two(site, { Anna: 'owner', Ben: 'member' })
    await invite(anna)
    knows(site, ben, 2)
    const before = controlCount(ben)
    const terms = { role: 'member', uses: 1, expiresInMs: day, approve: false } as const
    const denied = { ok: false, reason: 'not-allowed' }
    expect(await submit(ben, { type: 'create-invitation', ...terms })).toEqual(denied)
    expect(await submit(ben, { type: 'revoke-invitation', invitation: newest(ben) })).toEqual(denied)
    expect(await submit(anna, { type: 'create-invitation', ...terms, uses: -1 })).toEqual(denied)
    expect(await submit(anna, { type: 'create-invitation', ...terms, expiresInMs: 0.5 })).toEqual(denied)
    await done(anna, { type: 'revoke-invitation', invitation: newest(anna) })
    expect(await submit(anna, { type: 'revoke-invitation', invitation: newest(anna) })).toEqual({
      ok: false,
      reason: 'someone-was-faster'
    })
    expect(controlCount(ben)).toBe(before)
  })
})
