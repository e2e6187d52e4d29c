// Shows that a header has one form, bound to its log by the hash, and that the vectors' entries are ours byte for byte.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { repeat, toHex, uintBytes } from '../../src/base/bytes.ts'
import { compareIds, deviceIdOf, entryHashOf, epochIdOf, idBytes, scopeIdOf } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { err, ok } from '../../src/base/result.ts'
import { sign, signKeysFromSeed, verify } from '../../src/crypto/sign.ts'
import {
  decodeHeader,
  encodeHeader,
  entryOf,
  hashEntry,
  hashPayload,
  parentsOf,
  type Header
} from '../../src/log/entry.ts'
import { makeAuthor, makeEntry } from '../fixtures/log.ts'
import { bytesOf } from '../vectors/bytes-of.ts'
import vectors from '../vectors/vectors.json' with { type: 'json' }

const malformed = err('header-malformed')
const hashes = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .filter((bytes) => bytes.some((byte) => byte > 0))
  .map(entryHashOf)

/** Well-formed headers of every kind, with zero to three joins. */
const anyHeader: fc.Arbitrary<Header> = fc
  .record({
    kind: fc.constantFrom('content', 'control', 'epoch'),
    seq: fc.integer({ min: 1, max: 2 ** 48 - 1 }),
    ts: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
    parents: fc.uniqueArray(hashes, { minLength: 1, maxLength: 4 }),
    payloadHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    payloadLength: fc.integer({ min: 0, max: limits.payloadBytesMax }),
    epoch: fc.uint8Array({ minLength: 8, maxLength: 8 }).map(epochIdOf),
    isFirst: fc.boolean(),
    weeksBack: fc.integer({ min: -1, max: 3000 })
  })
  .map(({ kind, seq, ts, parents, payloadHash, payloadLength, epoch, isFirst, weeksBack }) => {
    const [prev, ...joins] = parents
    const isContent = kind === 'content'
    const page = Math.min(Math.max(0, Math.floor(ts / limits.weekMs) - weeksBack), 2 ** 32 - 1)
    return {
      kind: kind as Header['kind'],
      seq: isFirst ? 0 : seq,
      ts,
      prev: isFirst ? undefined : prev,
      payloadHash,
      payloadLength,
      epoch: isContent ? epoch : undefined,
      page: isContent ? page : 0,
      joins: isFirst ? [] : joins.sort(compareIds)
    }
  })

describe('headers', () => {
  test.each(vectors.headers)('[L6] %s: %#', (_, text, verdict) => {
    const decoded = decodeHeader(bytesOf(text ?? ''))
    const expected = { accept: 'ok', hold: 'unknown-version', refuse: 'header-malformed' }[verdict ?? '']
    expect(decoded.ok ? 'ok' : decoded.reason).toBe(expected)
    if (decoded.ok) expect(toHex(encodeHeader(decoded.value))).toBe(text)
  })

  test('[L6] a header survives in 96 bytes and 32 for each join', () => {
    fc.assert(
      fc.property(anyHeader, (header) => {
        const bytes = encodeHeader(header)
        expect(bytes.length).toBe(96 + 32 * header.joins.length)
        expect(decodeHeader(bytes)).toEqual(ok(header))
      })
    )
  })

  test('[L6] there is one way to write a header: what is read is written again with the same bytes', () => {
    fc.assert(
      fc.property(anyHeader, fc.nat(), fc.integer({ min: 0, max: 7 }), (header, place, bit) => {
        const bytes = encodeHeader(header)
        const index = place % bytes.length
        const altered = bytes.with(index, (bytes[index] ?? 0) ^ (1 << bit))
        const decoded = decodeHeader(altered)
        if (decoded.ok) expect(encodeHeader(decoded.value)).toEqual(altered)
      }),
      { numRuns: 2000 }
    )
  })

  test('[L6] random bytes of every length are refused or held, never a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 260 }), (bytes) => {
        expect(['header-malformed', 'unknown-version']).toContain((decodeHeader(bytes) as { reason: string }).reason)
      })
    )
  })

  test('[E4] another version or suite is held whatever else it says, once it is as long as a header', () => {
    const bytes = repeat(0xff, 200)
    expect(decodeHeader(bytes)).toEqual(err('unknown-version'))
    expect(decodeHeader(bytes.with(0, 1))).toEqual(err('unknown-version'))
    expect(decodeHeader(bytes.with(0, 1).with(2, 1))).toEqual(malformed)
    expect(decodeHeader(repeat(0xff, 95))).toEqual(malformed)
  })

  test('[P1] a content entry stands at most one week ahead of its time, which needs no key to be seen', () => {
    const { headerBytes, header } = makeEntry(makeAuthor(), [])
    const week = Math.floor(header.ts / limits.weekMs)
    const onPage = (page: number): Uint8Array => {
      const bytes = headerBytes.slice()
      bytes.set(uintBytes(page, 4), 92)
      return bytes
    }
    expect(decodeHeader(onPage(week + 1)).ok).toBe(true)
    expect(decodeHeader(onPage(0)).ok).toBe(true)
    expect(decodeHeader(onPage(week + 2))).toEqual(malformed)
  })

  test('[L6] the first entry of a log has nothing to join', () => {
    const { header } = makeEntry(makeAuthor(), [])
    const joins = [entryHashOf(repeat(7, 32))]
    expect(decodeHeader(encodeHeader({ ...header, joins }))).toEqual(malformed)
  })

  test('[L6] the payload limit is 64 KiB to the byte', () => {
    const withLength = (length: number): Uint8Array => {
      const bytes = makeEntry(makeAuthor(), []).headerBytes.slice()
      bytes.set(uintBytes(length, 4), 80)
      return bytes
    }
    expect(decodeHeader(withLength(65_536)).ok).toBe(true)
    expect(decodeHeader(withLength(65_537))).toEqual(malformed)
  })
})

describe('entries', () => {
  test.each(Object.entries(vectors.entries))('[L6] the vector %s', (_, vector) => {
    const signSeed = vector.device === 'root' ? vectors.team.rootSeed : vectors.devices.anna.signSeed
    const device = vector.device === 'root' ? vectors.team.rootDeviceId : vectors.devices.anna.deviceId
    const keys = signKeysFromSeed(bytesOf(signSeed))
    const payload = bytesOf(vector.payload)
    const entry = entryOf({
      scope: scopeIdOf(bytesOf(vector.scope)),
      device: deviceIdOf(bytesOf(device)),
      headerBytes: bytesOf(vector.header),
      payload,
      signature: bytesOf(vector.signature)
    })
    if (!entry.ok) throw new Error(entry.reason)
    expect(entry.value.hash).toBe(vector.hash)
    expect(entry.value.header.payloadHash).toEqual(hashPayload(payload))
    expect(entry.value.header.payloadLength).toBe(payload.length)
    expect(toHex(sign(keys.secretKey, 'sig', idBytes(entry.value.hash)))).toBe(vector.signature)
    expect(verify(keys.publicKey, 'sig', idBytes(entry.value.hash), bytesOf(vector.signature))).toBe(true)
  })

  test('[F3] the joined edit builds on both branches of the fork', () => {
    const decoded = decodeHeader(bytesOf(vectors.entries.joinedEdit.header))
    const branches = [vectors.entries.react.hash, vectors.entries.forkedDelete.hash]
    expect(decoded.ok && parentsOf(decoded.value).toSorted()).toEqual(branches.sort())
  })

  test('[L6] scope and author enter the hash: nobody lifts an entry into another log', () => {
    const { scope, device, headerBytes, hash } = makeEntry(makeAuthor(), [])
    expect(hashEntry(scope, device, headerBytes)).toBe(hash)
    expect(hashEntry(makeAuthor('anna', 'other').scope, device, headerBytes)).not.toBe(hash)
    expect(hashEntry(scope, makeAuthor('bert').device, headerBytes)).not.toBe(hash)
  })

  test('[L6] an entry is the same entry whatever its signature bytes', () => {
    const entry = makeEntry(makeAuthor(), [])
    const other = entryOf({ ...entry, signature: repeat(0, 64) })
    expect(other.ok && other.value.hash).toBe(entry.hash)
  })
})
