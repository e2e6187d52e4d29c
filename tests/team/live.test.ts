import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { repeat } from '../../src/base/bytes.ts'
import { deviceIdOf, epochIdOf, scopeIdOf } from '../../src/base/ids.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import { liveSignalBytes, openLive, sealLive } from '../../src/team/live.ts'
import { createDice } from '../fixtures/random.ts'

const secret = repeat(1, 32)
const epoch = epochIdOf(repeat(2, 8))
const place = { scope: scopeIdOf(repeat(3, 16)), device: deviceIdOf(repeat(4, 32)) }
const { bytes: random } = createDice('live')
const secretOf = (id: string): Uint8Array | undefined => (id === epoch ? secret : undefined)

beforeAll(() => sodiumReady)

describe('live signals', () => {
  test('[S10] what is sealed opens for its scope and its device, and all are equally long', () => {
    for (const kind of ['typing', 'here'] as const) {
      const sealed = sealLive(kind, place, { epoch, secret, random })
      expect(sealed.length).toBe(liveSignalBytes)
      expect(openLive(sealed, place, secretOf)).toBe(kind)
    }
  })

  test('[S10] nobody lifts one into another conversation, to another device, or under another epoch', () => {
    const sealed = sealLive('typing', place, { epoch, secret, random })
    expect(openLive(sealed, { ...place, scope: scopeIdOf(repeat(9, 16)) }, secretOf)).toBe(undefined)
    expect(openLive(sealed, { ...place, device: deviceIdOf(repeat(9, 32)) }, secretOf)).toBe(undefined)
    expect(openLive(sealed, place, () => repeat(9, 32))).toBe(undefined)
    expect(openLive(sealed, place, () => undefined)).toBe(undefined)
  })

  test('[S10] whatever the bytes, nothing is thrown and nothing is heard', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => openLive(bytes, place, () => secret) === undefined)
    )
    const sealed = sealLive('typing', place, { epoch, secret, random })
    fc.assert(
      fc.property(fc.nat(liveSignalBytes - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bent = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ flip : byte))
        return openLive(bent, place, secretOf) === undefined
      })
    )
  })
})
