import { describe, expect, test } from 'vitest'
import { deviceCode } from '../../src/team/codes.ts'
import { readRootSheet, rootSheetText } from '../../src/team/root-sheet.ts'
import {
  channelScope,
  directScope,
  directoryScope,
  groupScope,
  selfScope,
  teamIdFromFound
} from '../../src/team/scopes.ts'
import { certificateOf, field, team, vectors } from './vectors.ts'

const anna = certificateOf('anna')
const bert = certificateOf('bert')

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

describe('codes that people compare', () => {
  test('[D4] the code of a device has 24 digits', () => {
    expect(deviceCode(team, bert.device)).toBe((vectors.codes.device['code'] ?? '').replaceAll(' ', ''))
  })
})
