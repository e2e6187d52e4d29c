import { describe, expect, test } from 'vitest'
import { utf8 } from '../../src/base/bytes.ts'
import { firstCertificate, laterCertificate } from '../../src/team/certificate.ts'
import { deviceCode } from '../../src/team/codes.ts'
import { linkCodeText, linkingSecretOf, lobbyKeysOf, lobbySecretOf, readLinkCode } from '../../src/team/invitation.ts'
import { checkLinkRequest } from '../../src/team/linking.ts'
import { openRecord, sealRecord } from '../../src/team/lobby-record.ts'
import { resolve } from '../../src/team/team-state.ts'
import { createDice } from '../fixtures/random.ts'
import { certificateOf, team, vectors } from './vectors.ts'

const anna = certificateOf('anna')
const bert = certificateOf('bert')
const dice = createDice('linking')

describe('the code of a link', () => {
  const seed = Uint8Array.from({ length: 16 }, (_, index) => index * 7)

  test('[I19] 28 characters in seven groups, as a person types them', () => {
    const text = linkCodeText(seed)
    expect(text).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/)
    const typed = text.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
    expect(readLinkCode(` ${typed} `)).toEqual({ ok: true, value: seed })
  })

  test('[I19] a mistake in it, or half of it, leads nowhere', () => {
    const text = linkCodeText(seed)
    const mistakes = [...text].flatMap((digit, at) =>
      digit === '-' ? [] : [text.slice(0, at) + (digit === '7' ? '8' : '7') + text.slice(at + 1)]
    )
    const passed = mistakes.filter((mistake) => readLinkCode(mistake).ok)
    // One byte of check: of 28 mistakes hardly any passes, and then its room is empty.
    expect(passed.length).toBeLessThan(3)
    expect(readLinkCode(text.slice(0, -5)).ok).toBe(false)
    expect(readLinkCode(`${text}-AAAA`).ok).toBe(false)
  })

  test('[I16] its lobby is no lobby of an invitation with the same seed', () => {
    expect(linkingSecretOf(seed)).not.toEqual(lobbySecretOf(seed, team))
  })

  test('[I19] the host says whose device waits, sealed for that room alone', () => {
    const keys = lobbyKeysOf(linkingSecretOf(seed))
    const host = { type: 'host', team, member: anna.member } as const
    const sealed = sealRecord(host, keys, dice.bytes)
    expect(openRecord(sealed, keys)).toEqual({ ok: true, value: host })
    expect(openRecord(sealed, lobbyKeysOf(linkingSecretOf(dice.bytes(16)))).ok).toBe(false)
  })

  test('[D4] the code of a device is the one of the vectors', () => {
    const { codes } = vectors as unknown as { readonly codes: { readonly device: { readonly code: string } } }
    expect(deviceCode(team, bert.device)).toBe(codes.device.code.replaceAll(' ', ''))
  })
})

describe('who asks to be linked', () => {
  const state = resolve(team, [], () => false)
  const seeds = { signSeed: dice.bytes(32), kemSeed: dice.bytes(32) }
  const asking = (certificate: ReturnType<typeof laterCertificate>, proof?: Uint8Array) =>
    checkLinkRequest(
      state,
      { type: 'request', certificate: certificate.bytes, signature: certificate.signature, proof, name: 'Phone' },
      anna.member
    ).type

  test('[I16] a later device of this member is asked about; every other certificate gets no answer', () => {
    const own = laterCertificate(team, seeds, { createdMs: 1, member: anna.member })
    expect(asking(own)).toBe('ask')
    expect(asking(laterCertificate(team, seeds, { createdMs: 1, member: bert.member }))).toBe('ignore')
    expect(asking(firstCertificate(team, seeds, { createdMs: 1, unique: dice.bytes(16) }))).toBe('ignore')
    expect(asking({ ...own, signature: dice.bytes(64) })).toBe('ignore')
    expect(asking({ ...own, bytes: utf8('nothing') })).toBe('ignore')
    expect(asking(own, dice.bytes(64))).toBe('ignore')
  })
})
