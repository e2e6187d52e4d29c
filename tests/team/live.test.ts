import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { concat, repeat } from '../../src/base/bytes.ts'
import { deviceIdOf, epochIdOf, idBytes, padIdOf, scopeIdOf } from '../../src/base/ids.ts'
import { derive } from '../../src/crypto/hash.ts'
import { seal } from '../../src/crypto/seal.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import { liveCursorBytes, liveSignalBytes, openCursor, openLive, sealCursor, sealLive } from '../../src/team/live.ts'
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

describe('cursors', () => {
  const pad = padIdOf(repeat(5, 16))
  const points = [undefined, { client: 2 ** 53 - 1, clock: 0 }, { client: 7, clock: 4711 }]

  test('[S15] what is sealed opens for its scope and its device, all are equally long, and none is another signal', () => {
    for (const text of ['t', 'item0001'])
      for (const behind of points) {
        const sealed = sealCursor({ pad, text, behind }, place, { epoch, secret, random })
        expect(sealed.length).toBe(liveCursorBytes)
        expect(openCursor(sealed, place, secretOf)).toEqual({ pad, text, behind })
        expect(openLive(sealed, place, secretOf)).toBe(undefined)
        expect(openCursor(sealed, { ...place, scope: scopeIdOf(repeat(9, 16)) }, secretOf)).toBe(undefined)
        expect(openCursor(sealed, { ...place, device: deviceIdOf(repeat(9, 32)) }, secretOf)).toBe(undefined)
      }
    expect(liveCursorBytes).toBe(87)
  })

  test('[S15] whatever the bytes, sealed by a member or not, nothing is thrown, and no number is beyond what Yjs takes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => openCursor(bytes, place, () => secret) === undefined)
    )
    const key = derive(secret, 'live', concat(idBytes(place.scope), idBytes(place.device)))
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 38, maxLength: 38 }), (rest) => {
        const sealed = concat(idBytes(epoch), seal(key, concat(Uint8Array.of(3), rest), random(24)))
        const cursor = openCursor(sealed, place, secretOf)
        const { client = 0, clock = 0 } = cursor?.behind ?? {}
        expect([client, clock].every((each) => Number.isSafeInteger(each) && each >= 0)).toBe(true)
      })
    )
  })
})
