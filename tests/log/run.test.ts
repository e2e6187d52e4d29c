// Shows the bytes of a run against the vector and every bound of its form.

import { describe, expect, test } from 'vitest'
import { repeat, toHex } from '../../src/base/bytes.ts'
import { encodeCbor, type Cbor } from '../../src/base/codec.ts'
import { idBytes } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { err, ok } from '../../src/base/result.ts'
import { decodeRun, encodeRun, runOf } from '../../src/log/run.ts'
import { verifyRun } from '../../src/log/verify.ts'
import { makeAuthor, makeLog, makeReplica } from '../fixtures/log.ts'
import { bytesOf } from '../vectors/bytes-of.ts'
import vectors from '../vectors/vectors.json' with { type: 'json' }

const author = makeAuthor()
const log = makeLog(author, 3)
const [entry] = log
if (entry === undefined) throw new Error('a log of three entries has one')

const scope = idBytes(author.scope)
const device = idBytes(author.device)
const item: Cbor = [entry.headerBytes, entry.payload ?? null, entry.signature ?? null]
const malformed = err('run-malformed')
const read = (value: Cbor): unknown => decodeRun(encodeCbor(value))

describe('the form of a run', () => {
  test('[L11] the vector: post without signature, react without payload', () => {
    const bytes = bytesOf(vectors.run.bytes)
    const run = decodeRun(bytes)
    if (!run.ok) throw new Error(run.reason)
    expect(run.value.items.map(({ payload, signature }) => [payload === undefined, signature === undefined])).toEqual([
      [false, true],
      [true, false]
    ])
    expect(encodeRun(run.value)).toEqual(bytes)
    const verified = verifyRun(run.value, makeReplica().known, bytesOf(vectors.devices.anna.signPub))
    const [post, react] = [vectors.entries.post.hash, vectors.entries.react.hash]
    expect(verified.ok && verified.value.entries.map((each) => each.hash)).toEqual([post, react])
  })

  test('[L11] a run survives its bytes', () => {
    const run = runOf([...log.slice(0, 2).map((each) => ({ ...each, signature: undefined })), ...log.slice(2)])
    expect(decodeRun(encodeRun(run))).toEqual(ok(run))
    expect(toHex(encodeRun(run).subarray(0, 2))).toBe('8350')
  })

  test('[L11] entries of two logs are no run; nor is nothing', () => {
    expect(() => runOf([...log, ...makeLog(makeAuthor('bert'), 1)])).toThrow('assertion failed')
    expect(() => runOf([])).toThrow('assertion failed')
    expect(() => encodeRun({ scope: author.scope, device: author.device, items: [] })).toThrow('assertion failed')
  })

  test.each([
    ['a number', 7],
    ['two elements', [scope, device]],
    ['four elements', [scope, device, [item], null]],
    ['a short scope', [scope.subarray(1), device, [item]]],
    ['a long device', [scope, new Uint8Array(33), [item]]],
    ['a text for the scope', ['0123456789abcdef', device, [item]]],
    ['no items', [scope, device, []]],
    ['items that are no list', [scope, device, entry.headerBytes]],
    ['an item that is no list', [scope, device, [entry.headerBytes]]],
    ['an item of two', [scope, device, [[entry.headerBytes, null]]]],
    ['a header of null', [scope, device, [[null, null, null]]]],
    ['a payload of false', [scope, device, [[entry.headerBytes, false, null]]]],
    ['a signature of 63 bytes', [scope, device, [[entry.headerBytes, null, repeat(1, 63)]]]],
    ['a signature of 65 bytes', [scope, device, [[entry.headerBytes, null, repeat(1, 65)]]]],
    ['a payload over 64 KiB', [scope, device, [[entry.headerBytes, repeat(1, 65_537), null]]]]
  ])('[L11] %s is refused', (_, value) => {
    expect(read(value)).toEqual(malformed)
  })

  test('[E2] bytes that are not canonical are refused', () => {
    expect(decodeRun(new Uint8Array(0))).toEqual(malformed)
    expect(decodeRun(repeat(0xff, 40))).toEqual(malformed)
  })

  test('[L11] a payload of exactly 64 KiB and 512 entries are taken, one more is not', () => {
    const bare: Cbor = [entry.headerBytes, null, null]
    expect(read([scope, device, [[entry.headerBytes, repeat(1, 65_536), null]]])).toMatchObject({ ok: true })
    expect(read([scope, device, Array<Cbor>(512).fill(bare)])).toMatchObject({ ok: true })
    expect(read([scope, device, Array<Cbor>(513).fill(bare)])).toEqual(err('too-many-entries'))
  })

  test('[L11] more than 1 MiB is refused before it is read', () => {
    const heavy: Cbor = [entry.headerBytes, repeat(1, 65_536), null]
    expect(read([scope, device, Array<Cbor>(15).fill(heavy)])).toMatchObject({ ok: true })
    expect(read([scope, device, Array<Cbor>(16).fill(heavy)])).toEqual(err('run-too-large'))
    expect(limits.runBytesMax).toBe(1024 * 1024)
  })
})
