import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { encodeCbor } from '../../src/base/codec.ts'
import { equalBytes, repeat } from '../../src/base/bytes.ts'
import { createVault, type Vault, type VaultState } from '../../src/adapters/vault.ts'
import { decodeRecord, encodeRecord, type Wrap } from '../../src/adapters/vault-record.ts'
import { keyOfPassphrase } from '../../src/crypto/passphrase.ts'
import { open, seal } from '../../src/crypto/seal.ts'
import { derive } from '../../src/crypto/hash.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import type { Random } from '../../src/node/ports.ts'
import { createMemoryShelf, type MemoryShelf } from '../fixtures/vault-shelf.ts'

beforeAll(() => sodiumReady)

const random: Random = { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) }
const passphrase = 'Kran Beton Montag Regen'
const other = 'Helm Thermos Bagger Sand'
const prf = { credentialId: repeat(7, 20), prfSalt: repeat(8, 32), output: repeat(9, 32) }
const byText = (text: string) => ({ type: 'passphrase', text }) as const
const byOutput = (output: Uint8Array) => ({ type: 'passkey', output }) as const

interface Setup {
  readonly shelf: MemoryShelf
  readonly vault: Vault
  readonly key: Uint8Array
}

/** The least that is accepted: these tests are about the vault. */
const cheap = { passes: 2, memoryBytes: 19 * 1024 * 1024 }
const withShelf = (shelf: MemoryShelf): Vault => createVault(shelf, random, [cheap])

async function look(vault: Vault): Promise<VaultState | string> {
  const state = await vault.look()
  return state.ok ? state.value : state.reason
}

/** A vault that has just been made. */
async function fresh(): Promise<Setup> {
  const shelf = createMemoryShelf()
  const vault = withShelf(shelf)
  const state = await look(vault)
  if (typeof state === 'string' || state.type !== 'open') throw new Error('a new vault is open')
  return { shelf, vault, key: state.key }
}

/** A vault with a passphrase for the same key. */
async function locked(): Promise<Setup> {
  const setup = await fresh()
  const draft = await setup.vault.draftPassphrase(undefined, { passphrase, newKey: undefined })
  if (!draft.ok) throw new Error(draft.reason)
  await setup.vault.write(draft.value.kept)
  return setup
}

async function withPasskey(): Promise<Setup> {
  const setup = await locked()
  const draft = await setup.vault.draftPasskey(byText(passphrase), prf)
  if (!draft.ok) throw new Error(draft.reason)
  await setup.vault.write(draft.value.kept)
  return setup
}

const recordOf = (shelf: MemoryShelf): Uint8Array => {
  const record = shelf.kept?.record
  if (!(record instanceof Uint8Array)) throw new Error('there is a record')
  return record
}
const wrapsIn = (shelf: MemoryShelf): readonly Wrap[] => {
  const wraps = decodeRecord(recordOf(shelf))
  return wraps.ok ? wraps.value : []
}

describe('without a lock', () => {
  test('[A2] a key is made once and comes back', async () => {
    const { shelf, key } = await fresh()
    expect(key).toHaveLength(32)
    expect(shelf.writes).toBe(1)
    expect(await look(withShelf(shelf))).toEqual({ type: 'open', key })
    expect(shelf.writes).toBe(1)
  })

  test('[A3] the record holds the key in no readable form, and its wrapping key cannot be taken out', async () => {
    const { shelf, key } = await fresh()
    const record = recordOf(shelf)
    for (let at = 0; at + 32 <= record.length; at++) expect(equalBytes(record.subarray(at, at + 32), key)).toBe(false)
    const { wrappingKey } = shelf.kept ?? {}
    expect(wrappingKey instanceof CryptoKey && wrappingKey.extractable).toBe(false)
  })

  test('[A2] a part of a vault is never replaced by a new one', async () => {
    const { shelf } = await fresh()
    for (const kept of [
      { record: recordOf(shelf), wrappingKey: undefined },
      { record: undefined, wrappingKey: shelf.kept?.wrappingKey },
      { record: 'text', wrappingKey: undefined },
      { record: new Uint8Array(0), wrappingKey: shelf.kept?.wrappingKey }
    ]) {
      const part = createMemoryShelf(kept)
      expect(await look(withShelf(part))).toBe('wrong-key')
      expect(part.writes).toBe(0)
    }
  })
})

describe('a passphrase', () => {
  test('[A3] opens, and nothing else does', async () => {
    const { shelf, vault, key } = await locked()
    expect(await look(withShelf(shelf))).toEqual({ type: 'locked', passkey: undefined })
    expect(await vault.unlock(byText(passphrase))).toEqual({ ok: true, value: key })
    for (const wrong of ['', ' ', `${passphrase} `, passphrase.toLowerCase(), other])
      expect(await vault.unlock(byText(wrong))).toEqual({ ok: false, reason: 'wrong-passphrase' })
    expect(await vault.unlock(byOutput(prf.output))).toEqual({ ok: false, reason: 'wrong-passphrase' })
    expect(shelf.kept?.wrappingKey).toBeUndefined()
  })

  test('[A3] the record is exactly the one of the protocol', async () => {
    const { shelf, key } = await locked()
    const [wrap, ...more] = wrapsIn(shelf)
    if (wrap?.type !== 'passphrase') throw new Error('it is wrapped by a passphrase')
    expect(more).toEqual([])
    expect(recordOf(shelf)).toEqual(encodeCbor([1, [[1, wrap.salt, cheap.passes, cheap.memoryBytes, wrap.sealed]]]))
    const wrapping = keyOfPassphrase(passphrase, wrap.salt, wrap.cost)
    expect(wrapping.ok && open(wrapping.value, wrap.sealed)).toEqual({ ok: true, value: key })
  })

  test('[A5] is changed by rewrapping, and only by who knows the old one', async () => {
    const { shelf, vault, key } = await locked()
    const before = recordOf(shelf)
    expect(await vault.draftPassphrase(byText(other), { passphrase: other, newKey: undefined })).toEqual({
      ok: false,
      reason: 'wrong-passphrase'
    })
    expect(await vault.draftPassphrase(undefined, { passphrase: other, newKey: undefined })).toEqual({
      ok: false,
      reason: 'wrong-passphrase'
    })
    expect(recordOf(shelf)).toEqual(before)
    const draft = await vault.draftPassphrase(byText(passphrase), { passphrase: other, newKey: undefined })
    if (!draft.ok) throw new Error(draft.reason)
    await vault.write(draft.value.kept)
    expect(await vault.unlock(byText(passphrase))).toEqual({ ok: false, reason: 'wrong-passphrase' })
    expect(await vault.unlock(byText(other))).toEqual({ ok: true, value: key })
  })

  test('[A5] a new key leaves no way to the old one in the record', async () => {
    const { shelf, vault, key } = await withPasskey()
    const newKey = random.bytes(32)
    const draft = await vault.draftPassphrase(byText(passphrase), { passphrase: other, newKey })
    if (!draft.ok) throw new Error(draft.reason)
    expect([draft.value.keyBefore, draft.value.key]).toEqual([key, newKey])
    await vault.write(draft.value.kept)
    expect(wrapsIn(shelf).map(({ type }) => type)).toEqual(['passphrase'])
    expect(await vault.unlock(byText(other))).toEqual({ ok: true, value: newKey })
  })

  test('[A7] must be long enough', async () => {
    const { vault } = await fresh()
    const draft = await vault.draftPassphrase(undefined, { passphrase: 'kurz', newKey: undefined })
    expect(draft).toEqual({ ok: false, reason: 'passphrase-short' })
  })

  test('[A3] is taken away only by who knows it', async () => {
    const { shelf, vault, key } = await withPasskey()
    expect(await vault.draftNoLock(byText(other))).toEqual({ ok: false, reason: 'wrong-passphrase' })
    const draft = await vault.draftNoLock(byText(passphrase))
    if (!draft.ok) throw new Error(draft.reason)
    await vault.write(draft.value.kept)
    expect(wrapsIn(shelf).map(({ type }) => type)).toEqual(['no-lock'])
    expect(await look(vault)).toEqual({ type: 'open', key })
  })

  test('[A4] a record that asks for less work than the floor does not open', async () => {
    const { shelf, vault, key } = await fresh()
    const salt = repeat(1, 16)
    const cost = { passes: 1, memoryBytes: 8 * 1024 * 1024 }
    const weak: Wrap = { type: 'passphrase', salt, cost, sealed: seal(repeat(2, 32), key, repeat(3, 24)) }
    shelf.kept = { record: encodeRecord([weak]), wrappingKey: undefined }
    expect(await vault.unlock(byText(passphrase))).toEqual({ ok: false, reason: 'wrong-passphrase' })
  })

  test('[A3] beside a wrap without a lock it is still asked for', async () => {
    const { shelf } = await fresh()
    const free = wrapsIn(shelf)
    const { wrappingKey } = shelf.kept ?? {}
    const { shelf: lockedShelf } = await locked()
    const both = createMemoryShelf({ record: encodeRecord([...free, ...wrapsIn(lockedShelf)]), wrappingKey })
    expect(await look(withShelf(both))).toEqual({ type: 'locked', passkey: undefined })
  })
})

describe('a passkey', () => {
  const handle = { credentialId: prf.credentialId, prfSalt: prf.prfSalt }

  test('[A3] opens beside the passphrase, by what its PRF gives', async () => {
    const { shelf, vault, key } = await withPasskey()
    expect(await look(vault)).toEqual({ type: 'locked', passkey: handle })
    expect(await vault.unlock(byOutput(prf.output))).toEqual({ ok: true, value: key })
    expect(await vault.unlock(byText(passphrase))).toEqual({ ok: true, value: key })
    for (const output of [repeat(9, 31), repeat(1, 32), new Uint8Array(0)])
      expect(await vault.unlock(byOutput(output))).toEqual({ ok: false, reason: 'wrong-passphrase' })
    const wrap = wrapsIn(shelf).find((each) => each.type === 'passkey')
    expect(wrap !== undefined && open(derive(prf.output, 'prf', prf.prfSalt), wrap.sealed)).toEqual({
      ok: true,
      value: key
    })
  })

  test('[A3] is there only in addition, and goes alone', async () => {
    const alone = await fresh()
    expect(await alone.vault.draftPasskey(byText(passphrase), prf)).toEqual({ ok: false, reason: 'wrong-passphrase' })
    const { shelf, vault, key } = await withPasskey()
    const kept = await vault.draftWithoutPasskey()
    if (!kept.ok) throw new Error(kept.reason)
    await vault.write(kept.value)
    expect(wrapsIn(shelf).map(({ type }) => type)).toEqual(['passphrase'])
    expect(await vault.unlock(byOutput(prf.output))).toEqual({ ok: false, reason: 'wrong-passphrase' })
    expect(await vault.unlock(byText(passphrase))).toEqual({ ok: true, value: key })
  })

  test('[A5] survives another passphrase for the same key, and a second one replaces the first', async () => {
    const { shelf, vault, key } = await withPasskey()
    const changed = await vault.draftPassphrase(byText(passphrase), { passphrase: other, newKey: undefined })
    if (!changed.ok) throw new Error(changed.reason)
    await vault.write(changed.value.kept)
    expect(await vault.unlock(byOutput(prf.output))).toEqual({ ok: true, value: key })
    const second = { ...prf, credentialId: repeat(5, 16), output: repeat(6, 32) }
    const replaced = await vault.draftPasskey(byText(other), second)
    if (!replaced.ok) throw new Error(replaced.reason)
    await vault.write(replaced.value.kept)
    expect(await vault.unlock(byOutput(prf.output))).toEqual({ ok: false, reason: 'wrong-passphrase' })
    expect(await vault.unlock(byOutput(second.output))).toEqual({ ok: true, value: key })
    expect(wrapsIn(shelf)).toHaveLength(2)
  })
})

describe('a damaged vault', () => {
  test('[A2] cut off anywhere or with any byte changed: refused, never replaced, never a throw', async () => {
    const { shelf, key } = await locked()
    const whole = recordOf(shelf)
    for (let length = 0; length < whole.length; length += 7) {
      const cut = createMemoryShelf({ record: whole.slice(0, length), wrappingKey: undefined })
      expect(await look(withShelf(cut))).toBe('wrong-key')
      expect(cut.writes).toBe(0)
    }
    const states = new Set<string>()
    for (let at = 0; at < whole.length; at++) {
      const changed = createMemoryShelf({
        record: whole.map((byte, i) => (i === at ? byte ^ 0x55 : byte)),
        wrappingKey: undefined
      })
      const state = await look(withShelf(changed))
      states.add(typeof state === 'string' ? state : state.type)
      expect(changed.writes).toBe(0)
    }
    expect([...states].sort()).toEqual(['locked', 'wrong-key'])
    const sealedAt = whole.length - 1
    const spoilt = createMemoryShelf({
      record: whole.map((byte, i) => (i === sealedAt ? byte ^ 1 : byte)),
      wrappingKey: undefined
    })
    expect(await withShelf(spoilt).unlock(byText(passphrase))).toEqual({ ok: false, reason: 'wrong-passphrase' })
    expect(await withShelf(shelf).unlock(byText(passphrase))).toEqual({ ok: true, value: key })
  })

  test('[A2] any bytes at all are refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (record) => {
        const shelf = createMemoryShelf({ record: new Uint8Array(record), wrappingKey: undefined })
        expect(await look(withShelf(shelf))).toBe('wrong-key')
        expect(shelf.writes).toBe(0)
      })
    )
    const tooLong = createMemoryShelf({
      record: encodeCbor([1, [[9, new Uint8Array(20_000)]]]),
      wrappingKey: undefined
    })
    expect(await look(withShelf(tooLong))).toBe('wrong-key')
  })

  test('[A3] a wrap of a newer version stays where it is when the passphrase changes, and goes with its key', async () => {
    const { shelf, vault } = await locked()
    const newer: Wrap = { type: 'unknown', bytes: [77, 'of a newer version'] }
    shelf.kept = { record: encodeRecord([...wrapsIn(shelf), newer]), wrappingKey: undefined }
    const kept = await vault.draftPassphrase(byText(passphrase), { passphrase: other, newKey: undefined })
    expect(kept.ok && decodeRecord(kept.value.kept.record as Uint8Array)).toMatchObject({
      value: [{ type: 'passphrase' }, newer]
    })
    const anew = await vault.draftPassphrase(byText(passphrase), { passphrase: other, newKey: random.bytes(32) })
    expect(anew.ok && decodeRecord(anew.value.kept.record as Uint8Array)).toMatchObject({
      value: [{ type: 'passphrase' }]
    })
    const only = createMemoryShelf({ record: encodeRecord([newer]), wrappingKey: undefined })
    expect(await look(withShelf(only))).toBe('wrong-key')
  })

  test('[A2] a shelf that cannot be read or written is no reason for a new vault', async () => {
    const broken: Vault = createVault(
      { read: () => Promise.reject(new Error('no')), write: () => Promise.reject(new Error('no')) },
      random
    )
    expect(await look(broken)).toBe('no-storage')
    expect(await broken.unlock(byText(passphrase))).toEqual({ ok: false, reason: 'no-storage' })
    const shelf = createMemoryShelf()
    shelf.failNext = 'before'
    expect(await look(withShelf(shelf))).toBe('no-storage')
    expect(shelf.kept).toBeUndefined()
  })
})
