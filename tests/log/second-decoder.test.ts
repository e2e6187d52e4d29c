// Shows that a second decoder, written from the protocol alone, accepts all vectors and agrees with ours on damaged bytes.

import { describe, expect, test } from 'vitest'
import { decodeCbor } from '../../src/base/codec.ts'
import { decodeOperation } from '../../src/chat/operation-bytes.ts'
import { endOf, readPadUpdate, readPadVector } from '../../src/chat/pad-update.ts'
import { decodeHeader, entryOf, hashPayload } from '../../src/log/entry.ts'
import { decodeRun, encodeRun, runOf } from '../../src/log/run.ts'
import { makeAuthor, makeEntry, makeLog, headOf } from '../fixtures/log.ts'
import { createDice, type Dice } from '../fixtures/random.ts'
import { bytesOf } from '../vectors/bytes-of.ts'
import * as second from '../vectors/second-decoder.ts'
import vectors from '../vectors/vectors.json' with { type: 'json' }

/** What a decoder says: the value, or that it refuses. Anything else thrown is a failure of the test. */
function verdict<Value>(read: () => Value): Value | 'refused' {
  try {
    return read()
  } catch (error) {
    if (error instanceof second.Malformed) return 'refused'
    throw error
  }
}

const { anna } = vectors.devices
const didOf = (device: string): Uint8Array => bytesOf(device === 'root' ? vectors.team.rootDeviceId : anna.deviceId)
const keyOf = (device: string): Uint8Array => bytesOf(device === 'root' ? vectors.team.rootPub : anna.signPub)

describe('the vectors', () => {
  test.each([...vectors.encoding.accept, ...vectors.encoding.reject])('[E2] "%s": %s', (text, accepted) => {
    expect(verdict(() => second.readCbor(bytesOf(String(text)))) !== 'refused').toBe(accepted)
  })

  test.each(vectors.headers)('[L6] %s', (_, text, expected) => {
    const read = verdict(() => second.readHeader(bytesOf(text ?? '')))
    expect(typeof read === 'string' ? read : 'accept').toBe(expected === 'refuse' ? 'refused' : expected)
  })

  test.each(Object.entries(vectors.entries))('[L6] the entry %s', (_, entry) => {
    const [scope, header, payload] = [entry.scope, entry.header, entry.payload].map((text) => bytesOf(text))
    if (!scope || !header || !payload) throw new Error('every entry of the vectors has these')
    const read = second.readHeader(header)
    const hash = second.hashOfEntry(scope, didOf(entry.device), header)
    expect(second.hex(hash)).toBe(entry.hash)
    expect(second.holds(keyOf(entry.device), 'sig', hash, bytesOf(entry.signature))).toBe(true)
    expect(read !== 'hold' && read.plen).toBe(payload.length)
    expect(read !== 'hold' && second.hex(read.phash)).toBe(second.hex(second.labelledHash('payload', payload)))
  })

  test('[L5] the root and the team follow from the found payload', () => {
    const { foundPayload, rootDeviceId, teamId, rootPub, nonce } = vectors.team
    const root = second.hex(second.labelledHash('team', bytesOf(foundPayload)))
    expect([root, root.slice(0, 32)]).toEqual([rootDeviceId, teamId])
    expect(second.readCbor(bytesOf(foundPayload))).toEqual([0, [1, bytesOf(rootPub), bytesOf(nonce)], []])
  })

  test.each(Object.entries(vectors.devices))('[L3] the certificate of %s', (_, device) => {
    const bytes = bytesOf(device.certificate)
    const { member, signPub } = second.readCertificate(bytes)
    expect(second.hex(member)).toBe(device.memberId)
    expect(second.hex(signPub)).toBe(device.signPub)
    expect(second.hex(second.labelledHash('device', bytes))).toBe(device.deviceId)
    expect(second.holds(signPub, 'cert', bytes, bytesOf(device.certificateSignature))).toBe(true)
  })

  test('[L1] the ids of the conversations', () => {
    const { directory, directAnnaBert, selfAnna, channel, group } = vectors.conversations
    const team = bytesOf(vectors.team.teamId)
    const [low, high] = [anna.memberId, vectors.devices.bert.memberId].sort().map((text) => bytesOf(text))
    const id = (label: string, ...data: readonly Uint8Array[]): string =>
      second.hex(second.labelledHash(label, team, ...data).subarray(0, 16))
    expect(id('directory')).toBe(directory)
    expect(low && high && id('direct', low, high)).toBe(directAnnaBert)
    expect(id('direct', bytesOf(anna.memberId), bytesOf(anna.memberId))).toBe(selfAnna)
    expect(id('channel', bytesOf(anna.deviceId), bytesOf(channel.nonce, 16))).toBe(channel.id)
    expect(id('group', bytesOf(anna.deviceId), bytesOf(group.nonce, 16))).toBe(group.id)
  })

  test.each(vectors.operations)('[C10] both decoders read the same mentions in: %s', (_, text) => {
    const ours = decodeOperation(bytesOf(text ?? ''))
    const named = ours.ok && 'mentions' in ours.value ? ours.value.mentions : []
    expect(second.readMentions(bytesOf(text ?? ''))).toEqual(named)
  })

  test.each(vectors.operations)('[P9] both decoders read the same change of a pad in: %s', (_, text) => {
    expect(second.readPad(bytesOf(text ?? ''))).toEqual(padIn(bytesOf(text ?? '')))
  })

  test.each(vectors.blobs)('[M2] [M3] the chunks of a file and what stands for them: $name', (file) => {
    const key = bytesOf(file.key)
    const sealed = file.chunks.map(({ plain, nonce }, index) =>
      second.sealedChunk({ key, size: file.size }, index, { plain: bytesOf(plain), nonce: bytesOf(nonce) })
    )
    const hashes = sealed.map((chunk) => second.hex(second.labelledHash('chunk-hash', chunk)))
    expect(hashes).toEqual(file.chunks.map(({ hash }) => hash))
    expect(second.hex(second.blobHash(sealed))).toBe(file.blob)
  })

  test('[L11] the run', () => {
    const run = second.readRun(bytesOf(vectors.run.bytes))
    const { post, react } = vectors.entries
    expect(run.entries.map(({ header }) => second.hex(second.hashOfEntry(run.scope, run.did, header)))).toEqual([
      post.hash,
      react.hash
    ])
    expect(
      run.entries.map(({ payload, signature }) => [payload && second.hex(payload), signature && second.hex(signature)])
    ).toEqual([
      [post.payload, null],
      [null, react.signature]
    ])
  })
})

/** A change of a pad as src reads it, in the words of the second decoder. */
function padIn(bytes: Uint8Array): second.SecondPad | 'other' | 'refused' {
  const value = decodeCbor(bytes)
  if (!value.ok) return 'refused'
  if (!Array.isArray(value.value) || value.value[0] !== 23) return 'other'
  const operation = decodeOperation(bytes)
  if (!operation.ok || operation.value.type !== 'pad') return 'refused'
  const vector = readPadVector(operation.value.vector)
  const change = vector && readPadUpdate(operation.value.update, vector)
  if (change === undefined) return 'refused'
  const { client, structs, deletions } = change
  const from = structs[0]?.clock ?? 0
  const words = structs.map(({ content }) => (content.type === 'text' ? content.text : '')).join('')
  const deleted = deletions.map((each) => [each.client, each.clock, each.length] as const)
  return { client, from, to: endOf(structs, from), words, deleted }
}

describe('damaged bytes', () => {
  /** Bits flipped, bytes replaced, removed, doubled or cut off: one to three of these at random places. */
  const damage = (bytes: Uint8Array, dice: Dice): Uint8Array => {
    let damaged = Array.from(bytes)
    for (let round = 1 + dice.below(3); round > 0; round--) {
      const place = dice.below(Math.max(1, damaged.length))
      const byte = damaged[place] ?? 0
      const ways = [
        () => damaged.with(place, byte ^ (1 << dice.below(8))),
        () => damaged.with(place, dice.below(256)),
        () => damaged.toSpliced(place, 1),
        () => damaged.toSpliced(place, 0, byte),
        () => damaged.slice(0, place)
      ]
      damaged = damaged.length === 0 ? [0] : dice.pick(ways)()
    }
    return Uint8Array.from(damaged)
  }

  const author = makeAuthor()
  const log = makeLog(author, 2)
  const forked = [makeEntry(author, log.map(headOf).slice(0, 1), { ts: 1_795_392_000_700 }), ...log]
  const joining = makeEntry(author, [...log.map(headOf).slice(1), ...forked.map(headOf).slice(0, 1)])
  const samples = [
    ...vectors.encoding.accept.map(([text]) => bytesOf(String(text))),
    ...vectors.operations.map(([, text]) => bytesOf(text ?? '')),
    bytesOf(vectors.team.foundPayload),
    bytesOf(vectors.run.bytes),
    encodeRun(runOf([...log, joining].map((entry) => ({ ...entry, payload: undefined }))))
  ]

  test('[P9] both decoders read the same changes of pads and refuse the same bytes', () => {
    const dice = createDice('pads')
    const changes = vectors.operations.map(([, text]) => bytesOf(text ?? '')).filter((bytes) => bytes[1] === 23)
    let [accepted, refused] = [0, 0]
    for (let round = 0; round < 6000; round++) {
      const bytes = damage(dice.pick(changes), dice)
      const theirs = verdict(() => second.readPad(bytes))
      const ours = padIn(bytes)
      expect(theirs).toEqual(ours)
      if (ours === 'refused') refused += 1
      else accepted += ours === 'other' ? 0 : 1
    }
    expect(Math.min(accepted, refused)).toBeGreaterThan(300)
  })

  test('[E2] both decoders read the same values and refuse the same bytes', () => {
    const dice = createDice('cbor')
    let accepted = 0
    for (let round = 0; round < 6000; round++) {
      const bytes = damage(dice.pick(samples), dice)
      const ours = decodeCbor(bytes)
      expect(verdict(() => second.readCbor(bytes))).toEqual(ours.ok ? ours.value : 'refused')
      accepted += ours.ok ? 1 : 0
    }
    expect(accepted).toBeGreaterThan(300)
  })

  test('[L6] both decoders read the same headers and refuse the same bytes', () => {
    const dice = createDice('headers')
    const headers = [joining.headerBytes, ...vectors.headers.map(([, text]) => bytesOf(text ?? ''))]
    let accepted = 0
    for (let round = 0; round < 6000; round++) {
      const bytes = damage(dice.pick(headers), dice)
      const ours = decodeHeader(bytes)
      const theirs = verdict(() => second.readHeader(bytes))
      const word = ours.ok ? 'accept' : ours.reason === 'unknown-version' ? 'hold' : 'refused'
      expect(typeof theirs === 'string' ? theirs : 'accept').toBe(word)
      if (!ours.ok || typeof theirs === 'string') continue
      accepted += 1
      const { seq, ts, page, payloadLength, payloadHash, prev, joins } = ours.value
      expect([theirs.seq, theirs.ts, theirs.page, theirs.plen]).toEqual([seq, ts, page, payloadLength])
      expect(theirs.phash).toEqual(payloadHash)
      expect([theirs.prev, ...theirs.joins].map(second.hex)).toEqual([prev ?? '0'.repeat(64), ...joins])
    }
    expect(accepted).toBeGreaterThan(300)
  })

  test('[L11] both decoders read the same runs, give entries the same hashes, and refuse the same bytes', () => {
    const dice = createDice('runs')
    const runs = samples.slice(-2)
    let accepted = 0
    for (let round = 0; round < 3000; round++) {
      const bytes = damage(dice.pick(runs), dice)
      const ours = decodeRun(bytes)
      const theirs = verdict(() => second.readRun(bytes))
      expect(theirs === 'refused').toBe(!ours.ok)
      if (!ours.ok || theirs === 'refused') continue
      accepted += 1
      for (const [index, item] of ours.value.items.entries()) {
        const their = theirs.entries[index]
        if (their === undefined) throw new Error('both runs have as many entries')
        const entry = entryOf({ ...item, scope: ours.value.scope, device: ours.value.device })
        const hash = second.hex(second.hashOfEntry(theirs.scope, theirs.did, their.header))
        expect([their.payload ?? undefined, their.signature ?? undefined]).toEqual([item.payload, item.signature])
        if (entry.ok) expect(hash).toBe(entry.value.hash)
        if (item.payload) expect(second.labelledHash('payload', item.payload)).toEqual(hashPayload(item.payload))
      }
    }
    expect(accepted).toBeGreaterThan(300)
  })
})
