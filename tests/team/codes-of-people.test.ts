import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deviceIdOf, memberIdOf, type DeviceId } from '../../src/base/ids.ts'
import {
  codeText,
  deviceCode,
  digitsIn,
  pairCode,
  personCode,
  teamCode,
  type CodedPerson
} from '../../src/team/codes.ts'
import { teamIdFromFound } from '../../src/team/scopes.ts'
import { certificateOf, team, vectors } from './vectors.ts'

const anna = certificateOf('anna')
const phone = certificateOf('annasPhone')
const bert = certificateOf('bert')
const digitsOf = (text: string | undefined): string => (text ?? '').replaceAll(' ', '')

const device = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(deviceIdOf)
const member = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(memberIdOf)
const devices = fc.uniqueArray(device, { maxLength: 10 })
const person: fc.Arbitrary<CodedPerson> = fc.record({ member, devices })
const sameSet = (a: readonly DeviceId[], b: readonly DeviceId[]): boolean =>
  [...a].sort().join() === [...b].sort().join()

describe('codes that people compare', () => {
  test('[D4] the vectors: a device, a person with two devices, the team', () => {
    expect(deviceCode(team, bert.device)).toBe(digitsOf(vectors.codes.device['code']))
    const annasDevices = { member: anna.member, devices: [phone.device, anna.device] }
    expect(personCode(team, annasDevices)).toBe(digitsOf(vectors.codes.person['code']))
    const levels = new Map([
      [bert.device, 100],
      [anna.device, 899]
    ])
    expect(teamCode(team, levels)).toBe(digitsOf(vectors.codes.team['code']))
  })

  test('[D4] 24 digits that change with the set of devices, and not with its order', () => {
    fc.assert(
      fc.property(member, devices, devices, (id, some, others) => {
        const code = personCode(team, { member: id, devices: some })
        expect(code).toMatch(/^\d{24}$/)
        expect(personCode(team, { member: id, devices: [...some].reverse() })).toBe(code)
        expect(personCode(team, { member: id, devices: others }) === code).toBe(sameSet(some, others))
      })
    )
  })

  test('[D4] one device more or less is another code', () => {
    fc.assert(
      fc.property(person, device, ({ member: id, devices: some }, further) => {
        fc.pre(!some.includes(further))
        const more = personCode(team, { member: id, devices: [...some, further] })
        expect(more).not.toBe(personCode(team, { member: id, devices: some }))
      })
    )
  })

  test('[D4] a team code says who has which level, in any order', () => {
    fc.assert(
      fc.property(devices, fc.nat(1000), fc.nat(1000), (some, level, another) => {
        const code = teamCode(team, new Map(some.map((each) => [each, level])))
        expect(code).toMatch(/^\d{24}$/)
        expect(teamCode(team, new Map([...some].reverse().map((each) => [each, level])))).toBe(code)
        const moved = teamCode(team, new Map(some.map((each) => [each, another])))
        expect(moved === code).toBe(some.length === 0 || level === another)
      })
    )
  })

  test('[D11] two people read the same 48 digits, and another pair reads others', () => {
    fc.assert(
      fc.property(person, person, person, (one, other, third) => {
        fc.pre(new Set([one.member, other.member, third.member]).size === 3)
        const code = pairCode(team, one, other)
        expect(code).toMatch(/^\d{48}$/)
        expect(pairCode(team, other, one)).toBe(code)
        expect(pairCode(team, one, third)).not.toBe(code)
      })
    )
  })

  test('[D11] a code of another team is another code', () => {
    const elsewhere = teamIdFromFound(new Uint8Array(56))
    const [one, other] = [
      { member: anna.member, devices: [anna.device] },
      { member: bert.member, devices: [bert.device] }
    ]
    expect(personCode(elsewhere, one)).not.toBe(personCode(team, one))
    expect(pairCode(elsewhere, one, other)).not.toBe(pairCode(team, one, other))
    expect(teamCode(elsewhere, new Map([[anna.device, 899]]))).not.toBe(teamCode(team, new Map([[anna.device, 899]])))
  })

  test('[D11] digits are read from a QR code, from groups, and from nothing else', () => {
    const digits = '084951009008968899086731'
    expect(digitsIn(codeText(digits))).toBe(digits)
    expect(digitsIn(' 0849 5100-9008 9688\n9908 6731 ')).toBe(digits)
    for (const text of ['', digits.slice(1), digits + '0', `https://x/#j=${digits}`, 'flurfunk:code:', 'a'.repeat(24)])
      expect(digitsIn(text)).toBeUndefined()
  })
})
