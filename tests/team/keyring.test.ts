import { describe, expect, test } from 'vitest'
import { concat, repeat, toHex } from '../../src/base/bytes.ts'
import { encodeCbor } from '../../src/base/codec.ts'
import { epochIdOf, idBytes, scopeIdOf } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { decapsulate, encapsulate, kemKeysFromSeed } from '../../src/crypto/box.ts'
import { derive } from '../../src/crypto/hash.ts'
import { seal } from '../../src/crypto/seal.ts'
import { sodium } from '../../src/crypto/sodium.ts'
import { contentKey, openContent, sealContent } from '../../src/team/content.ts'
import {
  decodeEpochPayload,
  encodeEpochPayload,
  readEpochEntry,
  type EpochEntry,
  type GrantEntry
} from '../../src/team/epoch-payload.ts'
import { commitmentOf, openSecrets, sealBox, sealLadder, type Secrets } from '../../src/team/keyring.ts'
import { makeEpoch, makeGrants } from '../../src/team/next-epoch.ts'
import { shortIdBytes, shortIdOf } from '../../src/team/short-id.ts'
import { createDice } from '../fixtures/random.ts'
import { fixtureStart, type TestDevice } from '../fixtures/team.ts'
import { bytesOf } from '../vectors/bytes-of.ts'
import { bookOf, epochBy, grantBy, makeWorld, secretOf, type World } from './epoch-world.ts'
import { certificateOf, entryNamed, field, givenBytes, seedsOf, team, vectors } from './vectors.ts'

/** What a device opens of some entries. */
function opened(
  world: World,
  device: TestDevice,
  entries: readonly (EpochEntry | GrantEntry)[],
  secrets: Secrets = new Map()
) {
  const { kemKeys } = device
  return openSecrets({
    scope: world.team.team,
    device: device.device,
    kemSecret: kemKeys.secretKey,
    entries,
    secrets
  })
}

describe('the vectors', () => {
  const { box } = vectors
  const bert = certificateOf('bert')
  const secret = field(box, 'secret')
  const random = givenBytes(bytesOf('r70', 64), bytesOf('r71', 24))

  test('[K3] the commitment', () => {
    expect(toHex(commitmentOf(secret, team))).toBe(box['kc'])
  })

  test('[K4] a box for bert, byte by byte', () => {
    const sealed = sealBox(secret, { scope: team, recipient: bert }, random)
    if (!sealed.ok) throw new Error(sealed.reason)
    const { shortId, ciphertext } = sealed.value
    const bytes = encodeCbor([shortIdBytes(shortId), ciphertext, sealed.value.sealed])
    expect(toHex(bytes)).toBe(box['box'])
    expect(bytes.length).toBe(1207)
    expect(toHex(sodium.crypto_generichash(32, ciphertext, null))).toBe(box['kemCiphertextHash'])
    const shared = decapsulate(kemKeysFromSeed(seedsOf('bert').kemSeed).secretKey, ciphertext)
    expect(shared.ok && toHex(shared.value)).toBe(box['sharedSecret'])
  })

  test('[K6] the ladder of the epoch', () => {
    const fields = vectors.entries['epoch']
    const step = { id: epochIdOf(bytesOf('r62', 8)), secret: bytesOf('r61') }
    const nonce = field(fields, 'ladderNonce', 24)
    const ladder = sealLadder(field(fields, 'secret'), { scope: team, steps: [step] }, givenBytes(nonce))
    const epoch = readEpochEntry(entryNamed('epoch'))
    expect(epoch.ok && epoch.value.type === 'epoch' && toHex(epoch.value.ladder ?? bytesOf(''))).toBe(toHex(ladder))
  })

  test.each(['epoch', 'grant'])('[K2] the %s entry is read and written alike', (name) => {
    const entry = entryNamed(name)
    const read = readEpochEntry(entry)
    if (!read.ok) throw new Error(read.reason)
    expect(toHex(encodeEpochPayload(read.value))).toBe(toHex(entry.payload ?? bytesOf('')))
    expect(read.value.type === 'epoch' ? read.value.id : read.value.epoch).toBe(vectors.entries['epoch']?.['eid'])
  })

  test('[K5] bert opens the grant of the vectors', () => {
    const epoch = readEpochEntry(entryNamed('epoch'))
    const grant = readEpochEntry(entryNamed('grant'))
    if (!epoch.ok || !grant.ok || epoch.value.type !== 'epoch') throw new Error('not read')
    const { secrets } = openSecrets({
      scope: team,
      device: bert.device,
      kemSecret: kemKeysFromSeed(seedsOf('bert').kemSeed).secretKey,
      entries: [epoch.value, grant.value],
      secrets: new Map()
    })
    expect(toHex(secrets.get(epoch.value.id) ?? bytesOf(''))).toBe(toHex(secret))
  })

  test('[L8] content of the vectors is sealed and opened', () => {
    const post = vectors.entries['post']
    const scope = scopeIdOf(field(post, 'scope'))
    const key = contentKey(field(vectors.entries['epoch'], 'secret'), scope, certificateOf('anna').device)
    const operation = field(post, 'operation')
    expect(toHex(key)).toBe(post?.['contentKey'])
    expect(toHex(sealContent(key, operation, givenBytes(field(post, 'nonce', 24))))).toBe(post?.['payload'])
    expect(openContent(key, field(post, 'payload'))).toEqual({ ok: true, value: operation })
  })

  test('[L8] a key of another scope, author or epoch opens nothing', () => {
    const post = vectors.entries['post']
    const scope = scopeIdOf(field(post, 'scope'))
    const [anna, mine] = [certificateOf('anna').device, field(vectors.entries['epoch'], 'secret')]
    for (const key of [
      contentKey(mine, team, anna),
      contentKey(mine, scope, bert.device),
      contentKey(secretOf('x'), scope, anna)
    ]) {
      expect(openContent(key, field(post, 'payload'))).toEqual({ ok: false, reason: 'does-not-open' })
    }
  })
})

describe('opening', () => {
  test('[K6] one box opens all history', () => {
    const world = makeWorld()
    const { device } = world
    const dice = createDice('history')
    const entries: (EpochEntry | GrantEntry)[] = []
    let secrets: Secrets = new Map()
    for (let index = 0; index < 4; index++) {
      const book = bookOf(world, entries, { secrets })
      const deps = world.state().deps
      const made = makeEpoch({ scope: world.team.team, book, secrets, deps, history: 'full' }, dice.bytes)
      const read = decodeEpochPayload(made.payload)
      if (!read.ok || read.value.type !== 'epoch') throw new Error('no epoch')
      const { ladder, commitment, parents, generation } = read.value
      const entry = epochBy(device('anna'), world, { name: '', ladder, commitment, parents, generation })
      entries.push(entry)
      secrets = new Map([...secrets, [entry.id, made.secret]])
      expect(generation).toBe(index + 1)
    }
    const [newest] = entries.toReversed()
    if (newest?.type !== 'epoch') throw new Error('no epoch')
    const { payloads } = makeGrants(
      {
        scope: world.team.team,
        epoch: newest.id,
        secret: secrets.get(newest.id) ?? repeat(0, 32),
        recipients: [device('bert').certificate],
        deps: []
      },
      dice.bytes
    )
    const grant = decodeEpochPayload(payloads[0] ?? repeat(0, 1))
    if (!grant.ok || grant.value.type !== 'grant') throw new Error('no grant')
    const written = { ...grant.value, hash: newest.hash, device: device('anna').device, ts: fixtureStart }
    expect(opened(world, device('bert'), [...entries, written]).secrets).toEqual(secrets)
    expect(opened(world, device('carl'), [...entries, written]).secrets.size).toBe(0)
  })

  test('[K6] from-join leaves the ladder out', () => {
    const world = makeWorld()
    const { device } = world
    const epoch = epochBy(device('anna'), world, { name: 'one' })
    const secrets = new Map([[epoch.id, secretOf('one')]])
    const book = bookOf(world, [epoch], { secrets })
    const made = makeEpoch(
      { scope: world.team.team, book, secrets, deps: [], history: 'from-join' },
      createDice(1).bytes
    )
    expect(decodeEpochPayload(made.payload)).toMatchObject({ value: { ladder: undefined, parents: [epoch.id] } })
  })

  test('[K5] a box whose secret does not match is passed over, and its author is named', () => {
    const world = makeWorld()
    const { device } = world
    const epoch = epochBy(device('anna'), world, { name: 'one' })
    const good = grantBy(device('anna'), world, {
      epoch: epoch.id,
      name: 'one',
      to: [device('bert')],
      ts: fixtureStart
    })
    const bad = grantBy(device('carl'), world, {
      epoch: epoch.id,
      name: 'bad',
      to: [device('bert')],
      ts: fixtureStart + 9
    })
    const { secrets, badBoxesFrom } = opened(world, device('bert'), [epoch, good, bad])
    expect(secrets).toEqual(new Map([[epoch.id, secretOf('one')]]))
    expect(badBoxesFrom).toEqual([device('carl').device])
  })

  test('[K3] an author who seals another secret in a box of the right key is found out', () => {
    const world = makeWorld()
    const { device } = world
    const epoch = epochBy(device('anna'), world, { name: 'one' })
    const { device: did, kemPublic } = device('bert').certificate
    const capsule = encapsulate(kemPublic, repeat(7, 64))
    if (!capsule.ok) throw new Error('bert can be sealed to')
    const { ciphertext, shared } = capsule.value
    const scope = world.team.team
    const key = derive(shared, 'box', concat(idBytes(scope), epoch.commitment, idBytes(did)))
    const box = { shortId: shortIdOf(did), ciphertext, sealed: seal(key, secretOf('another'), repeat(8, 24)) }
    const honest = grantBy(device('anna'), world, { epoch: epoch.id, name: 'one', to: [device('bert')] })
    const forged: GrantEntry = { ...honest, boxes: [box] }
    const { secrets, badBoxesFrom } = opened(world, device('bert'), [epoch, forged])
    expect([secrets.size, badBoxesFrom]).toEqual([0, [device('anna').device]])
  })

  test('[K5] at most four boxes of an author are tried for one epoch', () => {
    const world = makeWorld()
    const { device } = world
    const epoch = epochBy(device('anna'), world, { name: 'one' })
    const from = (name: string, ts: number): GrantEntry =>
      grantBy(device('carl'), world, { epoch: epoch.id, name, to: [device('bert')], ts: fixtureStart + ts })
    const bad = Array.from({ length: limits.boxesTriedMax }, (_, index) => from(`bad ${index}`, 10 + index))
    expect(opened(world, device('bert'), [epoch, ...bad, from('one', 0)]).secrets.size).toBe(0)
    expect(opened(world, device('bert'), [epoch, ...bad.slice(1), from('one', 0)]).secrets.size).toBe(1)
  })

  test('[K6] a ladder that lies leads nowhere', () => {
    const world = makeWorld()
    const { device } = world
    const old = epochBy(device('anna'), world, { name: 'old' })
    const ladder = sealLadder(
      secretOf('new'),
      { scope: world.team.team, steps: [{ id: old.id, secret: secretOf('false') }] },
      createDice(2).bytes
    )
    const entry = epochBy(device('carl'), world, { name: 'new', generation: 2, parents: [old.id], ladder })
    const known = new Map([[entry.id, secretOf('new')]])
    expect(opened(world, device('bert'), [old, entry], known).secrets).toEqual(known)
  })
})

describe('making grants', () => {
  test('[K4] more than 48 boxes are split', () => {
    const { device, team: made } = makeWorld()
    const recipients = Array.from({ length: 50 }, () => device('bert').certificate)
    const epoch = epochIdOf(repeat(1, 8))
    const { payloads } = makeGrants(
      { scope: made.team, epoch, secret: secretOf('one'), recipients, deps: [] },
      createDice(3).bytes
    )
    const counts = payloads.map((payload) => {
      const read = decodeEpochPayload(payload)
      return read.ok && read.value.type === 'grant' ? read.value.boxes.length : 0
    })
    expect(counts).toEqual([48, 2])
    expect(Math.max(...payloads.map(({ length }) => length))).toBeLessThan(limits.payloadBytesMax)
  })

  test('[L4] a device nothing can be sealed to is skipped and named; the others are served', () => {
    const { device, team: made } = makeWorld()
    const poisoned = { ...device('carl').certificate, kemPublic: repeat(0xff, 1216) }
    const recipients = [poisoned, device('bert').certificate]
    const epoch = epochIdOf(repeat(1, 8))
    const { payloads, skipped } = makeGrants(
      { scope: made.team, epoch, secret: secretOf('one'), recipients, deps: [] },
      createDice(4).bytes
    )
    expect(skipped).toEqual([device('carl').device])
    expect(payloads).toHaveLength(1)
  })
})

describe('hostile payloads', () => {
  test('[K2] more than 8 parents, or one twice, are malformed', () => {
    const epoch = (parents: readonly Uint8Array[]) =>
      decodeEpochPayload(encodeCbor([0, 1, 2, parents, [], repeat(1, 32), null])).ok
    const eight = Array.from({ length: 8 }, (_, index) => repeat(index, 8))
    expect([epoch(eight), epoch([...eight, repeat(9, 8)]), epoch([repeat(1, 8), repeat(1, 8)])]).toEqual([
      true,
      false,
      false
    ])
  })

  test('[K4] a grant has 1 to 48 boxes', () => {
    const box = [repeat(1, 8), repeat(2, 1120), repeat(3, 72)]
    const grant = (count: number) =>
      decodeEpochPayload(encodeCbor([1, repeat(1, 8), [], Array.from({ length: count }, () => box)])).ok
    expect([0, 1, 48, 49].map(grant)).toEqual([false, true, true, false])
  })

  test('[V7] mutated payloads never throw', () => {
    const dice = createDice('epochs')
    const payloads = ['epoch', 'grant'].map((name) => entryNamed(name).payload ?? bytesOf(''))
    for (let round = 0; round < 1500; round++) {
      const bytes = dice.pick(payloads).slice()
      bytes[dice.below(Math.min(bytes.length, 70))] = dice.below(256)
      const read = decodeEpochPayload(bytes)
      if (read.ok) expect(toHex(encodeEpochPayload(read.value))).toBe(toHex(bytes))
      expect(decodeEpochPayload(dice.bytes(dice.below(90))).ok).toBe(false)
    }
  })

  test('[V7] a damaged box or ladder opens nothing and throws nothing', () => {
    const world = makeWorld()
    const { device } = world
    const dice = createDice('boxes')
    const ladder = concat(repeat(1, 80), idBytes(world.team.team))
    const epoch = epochBy(device('anna'), world, { name: 'one', ladder })
    const grant = grantBy(device('anna'), world, { epoch: epoch.id, name: 'one', to: [device('bert')] })
    for (let round = 0; round < 60; round++) {
      const [box] = grant.boxes
      if (box === undefined) throw new Error('a grant has boxes')
      const ciphertext = box.ciphertext.slice()
      const sealed = box.sealed.slice()
      const target = dice.chance(50) ? ciphertext : sealed
      const place = dice.below(target.length)
      target[place] = (target[place] ?? 0) ^ (1 << dice.below(8))
      const damaged = { ...grant, boxes: [{ ...box, ciphertext, sealed }] }
      expect(opened(world, device('bert'), [epoch, damaged]).secrets.size).toBe(0)
    }
    expect(opened(world, device('bert'), [epoch, grant]).secrets.size).toBe(1)
  })
})
