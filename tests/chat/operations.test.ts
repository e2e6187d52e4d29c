import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { repeat, toHex, utf8 } from '../../src/base/bytes.ts'
import { encodeCbor, type Cbor } from '../../src/base/codec.ts'
import { entryHashOf, memberIdOf, padIdOf, scopeIdOf } from '../../src/base/ids.ts'
import { decodeOperation, encodeOperation } from '../../src/chat/operation-bytes.ts'
import { hasFlag, isOnce, postFlags, targetsOf, type KnownOperation } from '../../src/chat/operations.ts'
import { bytesOf, hashNo } from './fixtures.ts'

const target = entryHashOf(bytesOf('129ab15db4ac73bbe1e0cf2b342f3a494fcdba390bc27b2db0c3fbbc8f51e850'))
const channel = scopeIdOf(bytesOf('66ba9297462c06024d9a68dd8603504d'))

const anna = memberIdOf(bytesOf('8d11daa9cea18877c7608c7bfe9b02e6'))
const bert = memberIdOf(bytesOf('a5e5937e3b474897794aa7f591c7c4c2'))

/** The section `operations` of the protocol's known answers. */
const known: readonly [string, KnownOperation][] = [
  ['85016548616c6c6ff68000', { type: 'post', text: 'Hallo', reply: undefined, files: [], ttl: 0 }],
  [`8501624a615820${target}80190e10`, { type: 'post', text: 'Ja', reply: target, files: [], ttl: 3600 }],
  ['87016548c3b67220f680008001', { type: 'post', text: 'Hör ', reply: undefined, files: [], ttl: 0, flags: 1 }],
  [`83025820${target}6648616c6c6f21`, { type: 'edit', target, text: 'Hallo!' }],
  [
    `86016f404265727420756e642040616c6c65f680008250${bert}50${channel}`,
    { type: 'post', text: '@Bert und @alle', reply: undefined, files: [], ttl: 0, mentions: [bert, channel] }
  ],
  [`84025820${target}6540416e6e618150${anna}`, { type: 'edit', target, text: '@Anna', mentions: [anna] }],
  [`8303815820${target}f5`, { type: 'delete', targets: [target], destroy: true }],
  [`8403815820${target}f5f5`, { type: 'delete', targets: [target], destroy: true, silent: true }],
  [`84045820${target}64f09f918df5`, { type: 'react', target, emoji: '👍', on: true }],
  [`83055820${target}f5`, { type: 'pin', target, on: true }],
  [
    `840650${channel}1b000001a205b3d00e48129ab15db4ac73bb`,
    { type: 'read-mark', conversation: channel, ts: 1795392000014, hash8: '129ab15db4ac73bb' }
  ],
  [
    '84076d416e6e6120426569737069656c674c656974756e67f6',
    { type: 'profile', name: 'Anna Beispiel', about: 'Leitung', picture: undefined }
  ],
  [
    '85086557616e6e3f82656865757465666d6f7267656ef400',
    { type: 'poll', question: 'Wann?', options: ['heute', 'morgen'], several: false, closes: 0 }
  ],
  [
    '86086557616e6e3f82656865757465666d6f7267656ef4001a00093a80',
    { type: 'poll', question: 'Wann?', options: ['heute', 'morgen'], several: false, closes: 0, ttl: 604800 }
  ],
  [`83095820${target}8101`, { type: 'vote', target, choices: [1] }],
  ['820a1a00015180', { type: 'timer', seconds: 86400 }],
  [`840b50${channel}69616c6c67656d65696e60`, { type: 'title', conversation: channel, name: 'allgemein', purpose: '' }],
  [
    `830c5820${'a1'.repeat(32)}5820443081f14c03b47ebaeb762b4ac6497b42e70a46e53be46389adb80f3b14928b`,
    {
      type: 'lobby',
      invitation: entryHashOf(repeat(0xa1, 32)),
      secret: bytesOf('443081f14c03b47ebaeb762b4ac6497b42e70a46e53be46389adb80f3b14928b')
    }
  ],
  [
    '830d50a5e5937e3b474897794aa7f591c7c4c27818303837323036313334303634373031323930333933373435',
    {
      type: 'verified',
      member: memberIdOf(bytesOf('a5e5937e3b474897794aa7f591c7c4c2')),
      digits: '087206134064701290393745'
    }
  ],
  ['830e657468656d65646461726b', { type: 'setting', name: 'theme', value: 'dark' }],
  [
    '84121b000001a205b3d00e48129ab15db4ac73bbf5',
    { type: 'shared-mark', ts: 1795392000014, hash8: '129ab15db4ac73bb', on: true }
  ],
  ['820f6d416e6e61732054656c65666f6e', { type: 'device-name', name: 'Annas Telefon' }],
  [`851050${channel}5820${target}01f5`, { type: 'message-mark', conversation: channel, target, kind: 1, on: true }],
  [`831350${channel}44ffd8ffd9`, { type: 'picture', of: channel, picture: bytesOf('ffd8ffd9') }],
  [`831350${channel}f6`, { type: 'picture', of: channel, picture: undefined }],
  [
    '841350a5e5937e3b474897794aa7f591c7c4c244ffd8ffd91b000001a205b3d00e',
    {
      type: 'picture',
      of: memberIdOf(bytesOf('a5e5937e3b474897794aa7f591c7c4c2')),
      picture: bytesOf('ffd8ffd9'),
      chosen: 1795392000014
    }
  ],
  [
    `84175000000b9800${'a2'.repeat(11)}41004b0101070004010174016100`,
    {
      type: 'pad',
      pad: padIdOf(bytesOf(`00000b9800${'a2'.repeat(11)}`)),
      vector: bytesOf('00'),
      update: bytesOf('0101070004010174016100')
    }
  ],
  [
    `8418185000000b9801${'a2'.repeat(11)}6745696e6b617566f5`,
    { type: 'pad-title', pad: padIdOf(bytesOf(`00000b9801${'a2'.repeat(11)}`)), name: 'Einkauf', on: true }
  ],
  [`82115820${'a1'.repeat(32)}`, { type: 'expected-guest', invitation: entryHashOf(repeat(0xa1, 32)) }]
]

const jpeg = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => [0xff, 0xd8, 0xff][at] ?? 0)
const webp = utf8('RIFF....WEBPVP8 ')
const target32 = repeat(7, 32)
const scope16 = repeat(8, 16)
const file: Cbor = [repeat(1, 32), repeat(2, 32), 4711, 'image/webp', 'Plan.webp', null]

/** One sound operation of every code; tests break one field at a time. */
const soundByCode: Readonly<Record<number, readonly Cbor[]>> = {
  1: [1, 'text', target32, [file], 60, [], 1],
  2: [2, target32, 'text'],
  3: [3, [target32, repeat(9, 32)], false, true],
  4: [4, target32, '👍', true],
  5: [5, target32, false],
  6: [6, scope16, 1, repeat(3, 8)],
  7: [7, 'name', 'about', file],
  8: [8, 'question', ['a', 'b'], true, 5, 60],
  9: [9, target32, [0, 1]],
  10: [10, 60],
  11: [11, scope16, 'name', 'purpose'],
  12: [12, target32, repeat(4, 32)],
  13: [13, scope16, '0'.repeat(24)],
  14: [14, 'name', [1, 'x']],
  15: [15, 'name'],
  16: [16, scope16, target32, 1, true],
  17: [17, target32],
  19: [19, scope16, bytesOf('ffd8ffd9'), 1],
  23: [23, scope16, Uint8Array.of(0), bytesOf('0101070004010174016100')],
  24: [24, scope16, 'name', true]
}
/** How many elements an operation needs; the others came later and may be missing (E4). */
const neededByCode: Readonly<Record<number, number>> = { 1: 5, 3: 3, 8: 5, 19: 3 }
const soundOperations = Object.values(soundByCode)
const isMalformed = (value: Cbor): boolean => !decodeOperation(encodeCbor(value)).ok

describe('the table of operations', () => {
  test.each(known)('[C1] %s is written and read as the vectors say', (hex, operation) => {
    expect(toHex(encodeOperation(operation))).toBe(hex)
    expect(decodeOperation(bytesOf(hex))).toEqual({ ok: true, value: operation })
  })

  test('[C1] the vectors hold one operation of every code that is written', () => {
    const types = new Set(known.map(([, operation]) => operation.type))
    expect(types.size).toBe(21)
  })

  test('[C1] edit, delete, react, pin and vote have targets; a reply is none', () => {
    const withTargets = known.filter(([, operation]) => targetsOf(operation).length > 0)
    expect(new Set(withTargets.map(([, { type }]) => type))).toEqual(
      new Set(['edit', 'delete', 'react', 'pin', 'vote'])
    )
    expect(targetsOf({ type: 'delete', targets: [hashNo(1), hashNo(2)], destroy: true })).toEqual([
      hashNo(1),
      hashNo(2)
    ])
  })
})

describe('growth', () => {
  test('[E4] surplus elements are ignored, whatever they are', () => {
    for (const value of soundOperations) {
      const longer = decodeOperation(encodeCbor([...value, 'later', [null, 1]]))
      expect(longer).toEqual(decodeOperation(encodeCbor(value)))
      expect(longer.ok).toBe(true)
    }
  })

  test('[C2] a delete whose last element is of another form or false is one that leaves its line', () => {
    const plain = decodeOperation(encodeCbor([3, [target32], true]))
    for (const silent of [false, null, 1, 'x', []])
      expect(decodeOperation(encodeCbor([3, [target32], true, silent]))).toEqual(plain)
    expect(plain.ok).toBe(true)
  })

  test('[C26] a moment of another form counts as absent: the picture stands', () => {
    const plain = decodeOperation(encodeCbor([19, scope16, bytesOf('ffd8ffd9')]))
    for (const chosen of [null, 'x', [1], repeat(1, 8), true])
      expect(decodeOperation(encodeCbor([19, scope16, bytesOf('ffd8ffd9'), chosen]))).toEqual(plain)
    expect(plain.ok).toBe(true)
  })

  test('[C10] a list of mentions of another form counts as absent and does not make the entry void', () => {
    const post = [1, 'x', null, [], 0]
    const plain = decodeOperation(encodeCbor(post))
    const wrong: readonly Cbor[] = ['x', 7, true, null, [], [repeat(1, 15)], [[repeat(1, 16)]], [repeat(1, 16), 'x']]
    for (const list of wrong) {
      expect(decodeOperation(encodeCbor([...post, list]))).toEqual(plain)
      const flagged = decodeOperation(encodeCbor([...post, list, 1]))
      expect(flagged).toEqual(decodeOperation(encodeCbor([...post, [], 1])))
    }
    const many = Array.from({ length: 65 }, (_, index) => repeat(index, 16))
    expect(decodeOperation(encodeCbor([...post, many]))).toEqual(plain)
    const read = decodeOperation(encodeCbor([...post, [...many.slice(1), repeat(1, 16)].slice(-64)]))
    expect(read.ok && read.value.type === 'post' && read.value.mentions).toHaveLength(64)
  })

  test('[C10] who is named twice is named once', () => {
    const read = decodeOperation(encodeCbor([2, target32, 'x', [repeat(1, 16), repeat(1, 16), repeat(2, 16)]]))
    expect(read.ok && read.value.type === 'edit' && read.value.mentions).toEqual([
      memberIdOf(repeat(1, 16)),
      memberIdOf(repeat(2, 16))
    ])
  })

  test('[E4] an unknown code is kept as such', () => {
    for (const code of [0, 20, 21, 22, 25, 255, 2 ** 53 - 1])
      expect(decodeOperation(encodeCbor([code, [repeat(1, 40)], null]))).toEqual({
        ok: true,
        value: { type: 'unknown', code }
      })
  })

  test('[C12] flags that are not known are ignored, and so is nothing else of the post', () => {
    const read = decodeOperation(encodeCbor([1, 'Hallo', null, [], 0, [], 2 ** 40 + 5]))
    expect(read.ok && isOnce(read.value)).toBe(true)
    expect(read.ok && read.value.type === 'post' && hasFlag(read.value, postFlags.forwarded)).toBe(false)
    for (const flags of [0, 2, 4, 2 ** 52]) {
      const other = decodeOperation(encodeCbor([1, 'Hallo', null, [], 0, [], flags]))
      expect(other.ok && isOnce(other.value)).toBe(false)
    }
  })

  test('[C5] files are read with their post and kept in order', () => {
    const decoded = decodeOperation(encodeCbor([1, '', null, [file, file], 0]))
    expect(decoded).toMatchObject({
      ok: true,
      value: { files: [{ size: 4711, name: 'Plan.webp' }, { mime: 'image/webp' }] }
    })
    const again = decoded.ok && decoded.value.type === 'post' ? toHex(encodeOperation(decoded.value)) : ''
    expect(again).toBe(toHex(encodeCbor([1, '', null, [file, file], 0])))
    expect(isMalformed([1, '', null, [repeat(1, 32)], 0])).toBe(true)
    expect(isMalformed([1, '', null, [[repeat(1, 31), repeat(2, 32), 1, '', '', null]], 0])).toBe(true)
  })
})

describe('what makes an entry void', () => {
  test('[C8] every field that is missing or of another type', () => {
    const others: readonly Cbor[] = [null, 'x'.repeat(30), 2 ** 40, true, repeat(5, 5), [[['no']]]]
    for (const value of soundOperations)
      for (let place = 1; place < value.length; place++) {
        expect(isMalformed(value.slice(0, place))).toBe(place < (neededByCode[Number(value[0])] ?? value.length))
        const wrong = others.filter((other) => isMalformed(value.with(place, other)))
        // A setting's value may be anything; what came later and has another form counts as absent (C2, C10, C26); every other field refuses
        // what is not its own.
        const isFree = [
          [14, 2],
          [3, 3],
          [1, 5],
          [19, 3]
        ].some(([code, free]) => value[0] === code && place === free)
        expect(wrong.length).toBeGreaterThanOrEqual(isFree ? 0 : 4)
      }
  })

  test.each<[string, readonly Cbor[], readonly Cbor[]]>([
    ['text of a post, bytes', [1, 'ä'.repeat(8192), null, [], 0], [1, `${'ä'.repeat(8192)}.`, null, [], 0]],
    ['text of an edit, bytes', [2, target32, 'x'.repeat(16384)], [2, target32, 'x'.repeat(16385)]],
    ['files', [1, '', null, Array<Cbor>(10).fill(file), 0], [1, '', null, Array<Cbor>(11).fill(file), 0]],
    ['targets, most', [3, Array<Cbor>(256).fill(target32), true], [3, Array<Cbor>(257).fill(target32), true]],
    ['targets, fewest', [3, [target32], true], [3, [], true]],
    ['emoji, most', [4, target32, 'x'.repeat(32), true], [4, target32, 'x'.repeat(33), true]],
    ['emoji, fewest', [4, target32, 'x', true], [4, target32, '', true]],
    ['name, code points', [7, '🙂'.repeat(64), '', null], [7, '🙂'.repeat(65), '', null]],
    ['about, bytes', [7, '', 'ä'.repeat(128), null], [7, '', `${'ä'.repeat(128)}.`, null]],
    ['options, most', [8, '', Array<Cbor>(20).fill(''), true, 0], [8, '', Array<Cbor>(21).fill(''), true, 0]],
    ['options, fewest', [8, '', ['', ''], true, 0], [8, '', [''], true, 0]],
    ['choices', [9, target32, Array<Cbor>(20).fill(0)], [9, target32, Array<Cbor>(21).fill(0)]],
    ['name of a conversation', [11, scope16, 'x'.repeat(64), ''], [11, scope16, 'x'.repeat(65), '']],
    ['digits', [13, scope16, '1'.repeat(24)], [13, scope16, '1'.repeat(23)]],
    ['digits, nothing else', [13, scope16, '1'.repeat(24)], [13, scope16, `${'1'.repeat(23)}x`]],
    ['value of a setting', [14, '', repeat(0, 4093)], [14, '', repeat(0, 4094)]],
    ['picture, most', [19, scope16, jpeg(24 * 1024)], [19, scope16, jpeg(24 * 1024 + 1)]],
    ['picture, fewest', [19, scope16, jpeg(3)], [19, scope16, repeat(0xff, 0)]],
    [
      'picture, none but JPEG and WebP',
      [19, scope16, webp],
      [19, scope16, bytesOf('89504e470d0a1a0a0000000d49484452')]
    ],
    [
      'picture, no drawing that could run',
      [19, scope16, null],
      [19, scope16, utf8('<svg xmlns="http://www.w3.org/2000/svg"/>')]
    ],
    ['name of a device', [15, 'x'.repeat(64)], [15, 'x'.repeat(65)]]
  ])('[C8] beyond the limit: %s', (_, within, beyond) => {
    expect(isMalformed(within)).toBe(false)
    expect(isMalformed(beyond)).toBe(true)
  })

  test('[C8] text that is not UTF-8', () => {
    expect(decodeOperation(bytesOf('820f62c328'))).toEqual({ ok: false, reason: 'malformed' })
    expect(decodeOperation(bytesOf('820f63eda080'))).toEqual({ ok: false, reason: 'malformed' })
  })

  test('[C8] what is no array, has no code, or is not canonical', () => {
    for (const hex of ['', '80', '01', '6161', 'f6', '816161', '8120', '81f6', '9f01ff', '820f780161'])
      expect(decodeOperation(bytesOf(hex)).ok).toBe(false)
  })

  test('[C8] we never write what others would have to refuse', () => {
    expect(() => encodeOperation({ type: 'device-name', name: 'x'.repeat(65) })).toThrow('limits of C1')
  })
})

describe('fuzz', () => {
  test('[V7] random bytes never throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodeOperation(bytes)))
  })

  test('[V7] a sound operation with some bytes changed never throws, and what is accepted can be written again', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
    const property = fc.property(fc.constantFrom(...soundOperations), changes, (value, places) => {
      const bytes = encodeCbor(value)
      for (const [place, byte] of places) bytes[place % bytes.length] = byte
      const operation = decodeOperation(bytes)
      if (!operation.ok || operation.value.type === 'unknown') return
      expect(decodeOperation(encodeOperation(operation.value))).toEqual(operation)
    })
    fc.assert(property, { numRuns: 2000 })
  })

  test('[V7] any canonical value never throws', () => {
    const value = fc.letrec<{ item: Cbor }>((tie) => ({
      item: fc.oneof(
        { maxDepth: 4 },
        fc.maxSafeNat(),
        fc.string(),
        fc.boolean(),
        fc.constant(null),
        fc.uint8Array({ maxLength: 40 }),
        fc.array(tie('item'), { maxLength: 6 })
      )
    })).item
    const property = fc.property(fc.nat(17), fc.array(value, { maxLength: 6 }), (code, fields) => {
      const decoded = decodeOperation(encodeCbor([code, ...fields]))
      if (decoded.ok && decoded.value.type === 'unknown') expect(code === 0 || code === 17).toBe(true)
    })
    fc.assert(property, { numRuns: 1000 })
  })
})
