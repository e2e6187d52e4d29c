// worker (and Node, in tests). Owns the bytes of a backup file (D10): a head that the passphrase opens, then the database page by page in
// sealed chunks whose number and order are part of the seal. Reads and writes piece by piece. Knows no database.

import { concat, equalBytes, readUint, uintBytes, utf8 } from '../base/bytes.ts'
import { limits } from '../base/limits.ts'
import { strengthOf } from '../base/passphrase.ts'
import { err, ok, type Result } from '../base/result.ts'
import { derive } from '../crypto/hash.ts'
import {
  keyOfPassphrase,
  newKeyOfPassphrase,
  passphraseCosts,
  saltBytes,
  type PassphraseCost
} from '../crypto/passphrase.ts'
import { nonceBytes, open, seal, sealOverheadBytes } from '../crypto/seal.ts'
import type { Random } from '../node/ports.ts'

/** A database as pages of one length, 1 … count. */
export interface Pages {
  readonly pageBytes: number
  readonly count: number
  page(number: number): Uint8Array
}

/** A file that is read in pieces; `read` gives the bytes from `from` up to, not including, `to`. */
export interface BackupSource {
  readonly size: number
  read(from: number, to: number): Promise<Uint8Array>
}

export interface OpenedBackup {
  readonly pageBytes: number
  readonly count: number
  /** The pages in their order, one chunk after the other; ends with the first that does not open. */
  chunks(): AsyncGenerator<Result<readonly Uint8Array[], 'damaged'>>
}

/** 'not-a-backup': another file. 'damaged': cut short, changed, or put together from several. */
export type BackupFileFailure = 'not-a-backup' | 'damaged' | 'wrong-passphrase' | 'newer-version' | 'no-memory'

const magic = utf8('FFBK')
const version = 1
/** magic4, version1, salt16, passes4, memory4. */
const plainBytes = 29
/** What is sealed in the head: the length of a page and their number. */
const headBytes = plainBytes + sealOverheadBytes + 8

/** Head and chunks of a backup, each to be written before the next is asked for. */
export function sealBackup(
  pages: Pages,
  passphrase: string,
  { random, costs = passphraseCosts }: { readonly random: Random; readonly costs?: readonly PassphraseCost[] }
): Result<Iterable<Uint8Array>, 'passphrase-short' | 'no-memory'> {
  if (strengthOf(passphrase) === 'short') return err('passphrase-short')
  const salt = random.bytes(saltBytes)
  const made = newKeyOfPassphrase(passphrase, salt, { costs })
  if (!made.ok) return made
  const { passes, memoryBytes } = made.value.cost
  const plain = concat(magic, Uint8Array.of(version), salt, uintBytes(passes, 4), uintBytes(memoryBytes, 4))
  return ok(pieces(pages, { plain, key: derive(made.value.key, 'backup', plain), random }))
}

function* pieces(
  pages: Pages,
  { plain, key, random }: { readonly plain: Uint8Array; readonly key: Uint8Array; readonly random: Random }
): Generator<Uint8Array> {
  const counts = concat(uintBytes(pages.pageBytes, 4), uintBytes(pages.count, 4))
  yield concat(plain, seal(key, counts, random.bytes(nonceBytes), plain))
  const each = pagesPerChunk(pages.pageBytes)
  for (let first = 1, index = 0; first <= pages.count; first += each, index++) {
    const chunk: Uint8Array[] = []
    for (let number = first; number < first + each && number <= pages.count; number++) chunk.push(pages.page(number))
    yield seal(key, concat(...chunk), random.bytes(nonceBytes), uintBytes(index, 4))
  }
  key.fill(0)
}

/** Opens the head; length and number of the chunks are known from then on, so a file cut short is found at once. */
export async function openBackup(
  source: BackupSource,
  passphrase: string
): Promise<Result<OpenedBackup, BackupFileFailure>> {
  const head = await source.read(0, Math.min(headBytes, source.size))
  if (head.length < magic.length + 1 || !equalBytes(head.subarray(0, magic.length), magic)) return err('not-a-backup')
  if (head[magic.length] !== version) return err('newer-version')
  if (head.length < headBytes) return err('damaged')
  const plain = head.slice(0, plainBytes)
  const cost: PassphraseCost = { passes: readUint(plain, 21, 4), memoryBytes: readUint(plain, 25, 4) }
  const passphraseKey = keyOfPassphrase(passphrase, plain.slice(5, 21), cost)
  if (!passphraseKey.ok) return err(passphraseKey.reason === 'no-memory' ? 'no-memory' : 'damaged')
  const key = derive(passphraseKey.value, 'backup', plain)
  const counts = open(key, head.subarray(plainBytes), plain)
  if (!counts.ok) return err('wrong-passphrase')
  const [pageBytes, count] = [readUint(counts.value, 0, 4), readUint(counts.value, 4, 4)]
  if (pageBytes < 512 || pageBytes > limits.backupChunkBytes || count === 0) return err('damaged')
  const chunkCount = Math.ceil(count / pagesPerChunk(pageBytes))
  if (source.size !== headBytes + count * pageBytes + chunkCount * sealOverheadBytes) return err('damaged')
  return ok({ pageBytes, count, chunks: () => openChunks(source, { key, pageBytes, count }) })
}

async function* openChunks(
  source: BackupSource,
  { key, pageBytes, count }: { readonly key: Uint8Array; readonly pageBytes: number; readonly count: number }
): AsyncGenerator<Result<readonly Uint8Array[], 'damaged'>> {
  let at = headBytes
  const each = pagesPerChunk(pageBytes)
  for (let first = 0, index = 0; first < count; first += each, index++) {
    const length = Math.min(each, count - first)
    const end = at + length * pageBytes + sealOverheadBytes
    const chunk = open(key, await source.read(at, end), uintBytes(index, 4))
    if (!chunk.ok) return yield err('damaged')
    yield ok(Array.from({ length }, (_, page) => chunk.value.subarray(page * pageBytes, (page + 1) * pageBytes)))
    at = end
  }
}

function pagesPerChunk(pageBytes: number): number {
  return Math.max(1, Math.floor(limits.backupChunkBytes / pageBytes))
}
