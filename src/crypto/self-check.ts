// Owns the check at every start that this engine computes what all others compute (E11): the known answers of the protocol's
// appendix A. A browser whose WASM differs by one byte would split the team, so it does not run at all.

import { assert } from '../base/assert.ts'
import { equalBytes, fromHex, repeat, toHex, uintBytes } from '../base/bytes.ts'
import { err, ok, type Result } from '../base/result.ts'
import { decapsulate, encapsulate, kemKeysFromSeed } from './box.ts'
import { derive, hash } from './hash.ts'
import { open, seal } from './seal.ts'
import { sign, signKeysFromSeed, verify } from './sign.ts'
import { sodium } from './sodium.ts'

/** What stands in the protocol, lower-case hexadecimal. */
export interface KnownAnswers {
  /** KA1. */
  readonly hash: string
  /** KA2: 32 bytes, then 16 under another label. */
  readonly derived: string
  readonly derivedShort: string
  /** KA3: what the hash of an entry is taken of, the hash, and anna's signature under it. */
  readonly entryInput: string
  readonly entryHash: string
  readonly entrySignature: string
  /** KA4: BLAKE2b-256 of the X-Wing ciphertext, the shared secret, the key made of it, and the sealed epoch secret. */
  readonly ciphertextHash: string
  readonly shared: string
  readonly boxContext: string
  readonly boxKey: string
  readonly sealed: string
  /** X-Wing's own first test vector: seeds of key and encapsulation, shared secret. */
  readonly draftSeed: string
  readonly draftEncapsulation: string
  readonly draftShared: string
}

/** Computes all known answers; about 5 ms. `answers` is another table only where a test wants to see it fail. */
export function selfCheck(answers: KnownAnswers = appendixA): Result<void, 'self-check-failed'> {
  const holds = hashesHold(answers) && signatureHolds(answers) && boxHolds(answers) && draftHolds(answers)
  return holds ? ok(undefined) : err('self-check-failed')
}

function hashesHold(answers: KnownAnswers): boolean {
  const key = repeat(0x01, 32)
  return (
    toHex(hash('entry', Uint8Array.of(0))) === answers.hash &&
    toHex(derive(key, 'content', repeat(0x02, 48))) === answers.derived &&
    toHex(derive(key, 'topic', uintBytes(20_480, 4), 16)) === answers.derivedShort
  )
}

function signatureHolds(answers: KnownAnswers): boolean {
  const entryHash = hash('entry', bytesOf(answers.entryInput))
  const keys = signKeysFromSeed(repeat(0x20, 32))
  const signature = sign(keys.secretKey, 'sig', entryHash)
  const altered = Uint8Array.from(signature, (byte, index) => (index === 0 ? byte ^ 1 : byte))
  return (
    toHex(entryHash) === answers.entryHash &&
    toHex(signature) === answers.entrySignature &&
    verify(keys.publicKey, 'sig', entryHash, signature) &&
    !verify(keys.publicKey, 'sig', entryHash, altered)
  )
}

function boxHolds(answers: KnownAnswers): boolean {
  const keys = kemKeysFromSeed(repeat(0x41, 32))
  const secret = repeat(0x60, 32)
  const encapsulated = encapsulate(keys.publicKey, repeat(0x70, 64))
  if (!encapsulated.ok) return false
  const { ciphertext, shared } = encapsulated.value
  const received = decapsulate(keys.secretKey, ciphertext)
  const key = derive(shared, 'box', bytesOf(answers.boxContext))
  const sealed = seal(key, secret, repeat(0x71, 24))
  const opened = open(key, sealed)
  return (
    toHex(sodium.crypto_generichash(32, ciphertext, null)) === answers.ciphertextHash &&
    toHex(shared) === answers.shared &&
    received.ok &&
    equalBytes(received.value, shared) &&
    toHex(key) === answers.boxKey &&
    toHex(sealed) === answers.sealed &&
    opened.ok &&
    equalBytes(opened.value, secret) &&
    !open(repeat(0x01, 32), sealed).ok
  )
}

function draftHolds(answers: KnownAnswers): boolean {
  const keys = kemKeysFromSeed(bytesOf(answers.draftSeed))
  const encapsulated = encapsulate(keys.publicKey, bytesOf(answers.draftEncapsulation))
  return encapsulated.ok && toHex(encapsulated.value.shared) === answers.draftShared
}

function bytesOf(text: string): Uint8Array {
  const bytes = fromHex(text)
  assert(bytes.ok, 'the known answers are hexadecimal')
  return bytes.value
}

/** The table of the protocol. */
export const appendixA: KnownAnswers = {
  hash: 'e69717cc7b4a3c00fc94501fafa6d2d511452802bfb1ba7f9f9bb4e12a5ff319',
  derived: '98ba4ab4039036e49e731c80df7c1d8df3801d75c71e417dd03b49bd9ef878e8',
  derivedShort: '8240004e5fa56d04e6fdda7117ff79fa',
  entryInput:
    '66ba9297462c06024d9a68dd8603504d144b20644670be662b578954ed748a9e8eccbb74b5bfc3a60e6c593ec843833a' +
    '0100010000000000000001a205b3d00e0000000000000000000000000000000000000000000000000000000000000000' +
    '7fb442d52ce2e034f21abd72253ba99c27c71c6ec31ca239a4edc48bd6d6bc860000006866532b13bfce294500000b98',
  entryHash: '129ab15db4ac73bbe1e0cf2b342f3a494fcdba390bc27b2db0c3fbbc8f51e850',
  entrySignature:
    '12b70d1a1aa67f88702b7ff1aea7b636ba263f814d9904acd01345bf5db5470976935dea8963344eaff25ca7b051182d' +
    '0f435b4d1a915861c42dd4dd77f2240b',
  ciphertextHash: 'aaae7820b4d90d2eb8dbbf7a2ff690268897af30fcf256bcf5f954bb5fc3a147',
  shared: '21b8d84ae4d5162ba634254e862bf7d83319733e44db17db0845c0bae6027b2e',
  boxContext:
    '16f1f11fb5757fc939654531ce7742228ae085935fc480c23759d567aab718beee66bc4faf92cd29a1e04a999798db19' +
    '78e0cc126f518122bec9404580186b120bf2a665f3c3cc9c6c69b351a01ec354',
  boxKey: 'a360e3d2ef1e2faf589c4b6a353b66ca0f2fdb27b1d74afeba1f7bead4f1113f',
  sealed:
    '7171717171717171717171717171717171717171717171710e046d92db1e9ad65a08207c557d168ea17112c2629a64d8' +
    '57a79e3d53d21aaeda25346116e6d4a8d4f69cfbbb68545a',
  draftSeed: '7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26',
  draftEncapsulation:
    '3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e235b8cc873c23dc62b8d260169afa2f75' +
    'ab916a58d974918835d25e6a435085b2',
  draftShared: 'd2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384'
}
