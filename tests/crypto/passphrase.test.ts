import { beforeAll, describe, expect, test } from 'vitest'
import { repeat, toHex } from '../../src/base/bytes.ts'
import { err } from '../../src/base/result.ts'
import { strengthOf } from '../../src/base/passphrase.ts'
import { keyOfPassphrase, newKeyOfPassphrase, passphraseCosts } from '../../src/crypto/passphrase.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'

beforeAll(() => sodiumReady)

const salt = repeat(0x33, 16)
const mib = 1024 * 1024
const floor = { passes: 2, memoryBytes: 19 * mib }
const hexOf = (passphrase: string, cost = floor): string => {
  const key = keyOfPassphrase(passphrase, salt, cost)
  return key.ok ? toHex(key.value) : key.reason
}

describe('the key of a passphrase', () => {
  test('[A4] is Argon2id with 64 MiB and 3 passes', () => {
    expect(hexOf('correct horse battery staple', { passes: 3, memoryBytes: 64 * mib })).toBe(
      '8593ae5ef1975ae8f4cebd2cc40e5673a0c01b17e24ec7b914b6a30f240e2e9b'
    )
    expect(hexOf('correct horse battery staple')).toBe(
      '4a81a4fbe7ed4bf3ad46e505a237b89afa66770541a459198c13a8059be12487'
    )
  })

  test('[A3] is the same however the keyboard composes a letter', () => {
    expect(hexOf('Bru\u0308cke am Fluss')).toBe(hexOf('Br\u00fccke am Fluss'))
    expect(hexOf('\ufb01nster')).toBe(hexOf('finster'))
    expect(hexOf('Brucke am Fluss')).not.toBe(hexOf('Br\u00fccke am Fluss'))
  })

  test('[A4] never costs less than 19 MiB and 2 passes, nor so much that it is a trap', () => {
    for (const cost of [
      { passes: 1, memoryBytes: 64 * mib },
      { passes: 3, memoryBytes: 19 * mib - 1 },
      { passes: 3, memoryBytes: 0 },
      { passes: 17, memoryBytes: 64 * mib },
      { passes: 3, memoryBytes: 1025 * mib },
      { passes: 2.5, memoryBytes: 64 * mib },
      { passes: Number.NaN, memoryBytes: 64 * mib }
    ])
      expect(hexOf('anything', cost)).toBe('bad-cost')
  })

  test('[A4] a device short of memory steps down, and says so below 19 MiB', () => {
    const upTo =
      (limitBytes: number): typeof keyOfPassphrase =>
      (passphrase, given, cost) =>
        cost.memoryBytes > limitBytes ? err('no-memory') : keyOfPassphrase(passphrase, given, cost)
    expect(passphraseCosts.map(({ memoryBytes }) => memoryBytes / mib)).toEqual([64, 48, 32, 19])
    for (const size of [64, 48, 32, 19]) {
      const made = newKeyOfPassphrase('four good words here', salt, { derive: upTo(size * mib) })
      expect(made.ok && made.value.cost).toEqual({ passes: 3, memoryBytes: size * mib })
    }
    expect(newKeyOfPassphrase('four good words here', salt, { derive: upTo(18 * mib) })).toEqual(err('no-memory'))
  })
})

describe('the length of a passphrase', () => {
  test('[A7] four words or 12 characters are enough', () => {
    for (const short of ['', 'elf zeichen', 'drei kurze wo', 'a b c d', 'elfzeichen1', '            '])
      expect([short, strengthOf(short)]).toEqual([short, 'short'])
    for (const enough of ['ab cd ef gh', 'zwoelfzeiche', 'Haus am Weg da', '🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊'])
      expect([enough, strengthOf(enough)]).toEqual([enough, 'enough'])
    expect(strengthOf('Kran Beton Montag Regen Helm Thermos')).toBe('strong')
  })
})
