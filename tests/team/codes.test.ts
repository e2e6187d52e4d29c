import { describe, expect, test } from 'vitest'
import { deviceIdOf, memberIdOf } from '../../src/base/ids.ts'
import { deviceCode, personCode, teamCode } from '../../src/team/code.ts'
import { readRootSheet, rootSheetText } from '../../src/team/root-sheet.ts'
import {
  channelScope,
  directScope,
  directoryScope,
  groupScope,
  selfScope,
  teamIdFromFound
} from '../../src/team/scopes.ts'
import { bytesOf } from '../vectors/bytes-of.ts'
import { certificateOf, deviceVector, field, team, vectors } from './vectors.ts'

const anna = certificateOf('anna')
const bert = certificateOf('bert')
const phone = certificateOf('annasPhone')

describe('scopes', () => {
  const { conversations } = vectors

  test('[L1] the team is the hash of its founding', () => {
    expect(teamIdFromFound(field(vectors.team, 'foundPayload'))).toBe(vectors.team['teamId'])
  })

  test('[L1] directory, direct and self conversation', () => {
    expect(directoryScope(team)).toBe(conversations['directory'])
    expect(directScope(team, anna.member, bert.member)).toBe(conversations['directAnnaBert'])
    expect(selfScope(team, anna.member)).toBe(conversations['selfAnna'])
  })

  test('[L1] two people who begin at once are in the same direct', () => {
    expect(directScope(team, bert.member, anna.member)).toBe(directScope(team, anna.member, bert.member))
  })

  test('[L1] channel and group belong to the device that made them', () => {
    expect(channelScope(team, anna.device, field(conversations.channel, 'nonce', 16))).toBe(conversations.channel['id'])
    expect(groupScope(team, anna.device, field(conversations.group, 'nonce', 16))).toBe(conversations.group['id'])
  })
})

describe('codes to compare', () => {
  test('[D4] device, person and team', () => {
    const { codes } = vectors
    expect(deviceCode(team, bert.device)).toBe(codes.device['code'])
    expect(personCode(team, anna.member, [phone.device, anna.device])).toBe(codes.person['code'])
    const levels = new Map([
      [bert.device, 100],
      [anna.device, 899]
    ])
    expect(teamCode(team, levels)).toBe(codes.team['code'])
  })

  test('[D4] the order in which devices are known does not matter', () => {
    const devices = [anna.device, phone.device]
    expect(personCode(team, anna.member, devices)).toBe(personCode(team, anna.member, devices.toReversed()))
  })

  test('[D4] a code has 24 digits in six groups', () => {
    for (let byte = 0; byte < 50; byte++) {
      expect(deviceCode(team, deviceIdOf(bytesOf('r00').fill(byte)))).toMatch(/^(\d{4} ){5}\d{4}$/)
    }
    expect(memberIdOf(bytesOf(deviceVector('bert').memberId))).toBe(bert.member)
  })
})

describe('the root sheet', () => {
  const { rootSheet } = vectors
  const text = rootSheet['text'] ?? ''

  test('[D7] text and back', () => {
    expect(rootSheetText(field(rootSheet, 'seed'))).toBe(text)
    expect(readRootSheet(text)).toEqual({ ok: true, value: field(rootSheet, 'seed') })
  })

  test('[D7] it may be typed carelessly', () => {
    const careless = text.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
    expect(readRootSheet(careless)).toEqual({ ok: true, value: field(rootSheet, 'seed') })
  })

  test('[D7] a slip of the pen is noticed', () => {
    expect(readRootSheet(text.replace('0481-040G', '0481-040H'))).toEqual({ ok: false, reason: 'root-sheet-mistyped' })
    expect(readRootSheet(text.slice(0, -1)).ok).toBe(false)
    expect(readRootSheet('2' + text.slice(1)).ok).toBe(false)
    expect(readRootSheet('no sheet at all!')).toEqual({ ok: false, reason: 'root-sheet-malformed' })
  })
})
