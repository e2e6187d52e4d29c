// Owns what this device does with files: it attaches, fetches, serves and forgets them (chapter M). Ties the store, the drafts and the
// fetches together; who may have what is looked up for every question.

import { concat } from '../base/bytes.ts'
import type { BlobId, ConversationId, DeviceId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { FileReference } from '../chat/operations.ts'
import { hashBytes, openChunk, shapeOf } from '../files/blob.ts'
import type { FileWord } from '../sync/file-frames.ts'
import { messageIn } from './answer.ts'
import type { FilePlace, FileStorageView, FileUseView, TransferView } from './api-files.ts'
import { blobOf, createBlobStore, slotBytes, type BlobStore, type Held } from './blob-store.ts'
import { fileUse, freeable } from './file-use.ts'
import { createOnceFiles, type OnceFiles } from './once-files.ts'
import { createFetches } from './fetches.ts'
import { createFileDrafts, type FileDrafts } from './file-drafts.ts'
import { memberOfDevice, takesPart } from './scopes.ts'
import type { Blobs, Cancel, LocalRecord, Milliseconds, StoredFile } from './ports.ts'
import { truth, truthIn } from './records.ts'
import { nameOfDevice } from './registers.ts'
import type { Desk } from './desk.ts'

export interface Files {
  readonly store: BlobStore
  readonly drafts: FileDrafts
  readonly once: OnceFiles
  /** The reference of a file, while its message stands. */
  reference(place: FilePlace): FileReference | undefined
  fetch(place: FilePlace): Result<void, 'unknown-file' | 'files-full'>
  pause(blob: BlobId): void
  drop(blob: BlobId): void
  /** Plain bytes; whole chunks. */
  read(
    place: FilePlace,
    part: { readonly first: number; readonly count: number }
  ): Result<Uint8Array, 'unknown-file' | 'file-not-here' | 'slow-down'>
  setUp(settings: FileSettings): Result<void, 'disk-full'>
  here(blob: BlobId): 'whole' | 'part' | 'none'
  transfers(): readonly TransferView[]
  storageView(): FileStorageView
  use(): FileUseView
  /** What others can give again goes. */
  free(): void
  /** Messages with files were accepted. */
  arrived(files: readonly StoredFile[]): void
  hear(device: DeviceId, word: FileWord): void
  /** Payloads were erased: whatever no message names any more goes (X2). */
  erased(): void
  /** Brings about what is due; after every event. */
  plan(): void
  stop(): void
}

export interface FileSettings {
  readonly quotaBytes: number
  readonly autoFetch: boolean
  readonly everythingBytes: number
}

export interface FilesWorld {
  readonly blobs: Blobs
  readonly records: ReadonlyMap<string, Uint8Array>
  readonly later: (wait: Milliseconds, run: () => void) => Cancel
  /** Runs as an event of its own. */
  readonly soon: (run: () => void) => void
  readonly say: (device: DeviceId, word: FileWord) => void
  /** Devices that are bound now. */
  readonly devices: () => ReadonlySet<DeviceId>
  /** What is on its way moved; of a conversation: what is here. */
  readonly onMoved: () => void
  readonly onHere: (conversations: readonly ConversationId[]) => void
}

/** Chunks wait for their commit at most this long (M8). */
const commitMs: Milliseconds = 1_000
/** What is older is fetched when somebody asks for it (M9). */
const autoFetchAgeMs: Milliseconds = 14 * limits.dayMs

export function createFiles(desk: Desk, world: FilesWorld): Files {
  const { replica, storage } = desk
  let settings = settingsIn(world.records)
  const store = createBlobStore({
    storage,
    blobs: world.blobs,
    records: world.records,
    quotaBytes: settings.quotaBytes,
    onGone(blob) {
      corruptBy.delete(blob)
      full.delete(blob)
      moved(blob)
    }
  })
  const drafts = createFileDrafts(store, { random: desk.random.bytes, later: world.soon })
  const corruptBy = new Map<BlobId, Set<DeviceId>>()
  const full = new Set<BlobId>()
  const scopesByBlob = new Map<BlobId, readonly ScopeId[]>()
  let timer: { readonly at: Milliseconds; readonly cancel: Cancel } | undefined
  let committing = false
  const once = createOnceFiles(desk, { store, drop })

  const fetches = createFetches(store, {
    now: desk.now,
    say: world.say,
    scopeFor,
    onMoved: () => {
      world.onMoved()
      commitLater()
    },
    onWhole(blob) {
      corruptBy.delete(blob)
      scopesByBlob.delete(blob)
      moved(blob)
    },
    onCorrupt(blob, device) {
      corruptBy.set(blob, (corruptBy.get(blob) ?? new Set()).add(device))
      world.onMoved()
    },
    onFull(blob) {
      full.add(blob)
      world.onMoved()
    }
  })

  // ---------------------------------------------------------------- Who names a blob, and who may have it

  function scopesOf(blob: BlobId): readonly ScopeId[] {
    return [...new Set(storage.files({ type: 'blob', blob }).map(({ scope }) => scope))]
  }

  function scopeFor(blob: BlobId, device: DeviceId): ScopeId | undefined {
    const { membership } = replica
    const member = memberOfDevice(membership.team, device)
    if (member === undefined) return undefined
    const scopes = scopesByBlob.get(blob) ?? scopesOf(blob)
    scopesByBlob.set(blob, scopes)
    return scopes.find((scope) => {
      const info = membership.scopes.get(scope)
      return info !== undefined && takesPart(membership, info, member)
    })
  }

  function reference({ conversation, message, place }: FilePlace): FileReference | undefined {
    return messageIn(desk, conversation, message)?.message.files[place]
  }

  function moved(blob: BlobId): void {
    world.onHere(scopesOf(blob))
    world.onMoved()
  }

  // ---------------------------------------------------------------- Fetching

  function fetch(place: FilePlace): Result<void, 'unknown-file' | 'files-full'> {
    const found = reference(place) ?? once.closed(place)
    const shape = found === undefined ? undefined : shapeOf(found.size)
    if (found === undefined || shape === undefined) return err('unknown-file')
    const blob = blobOf(found)
    const before = store.held.get(blob)
    if (before !== undefined && before.have.size === shape.chunks) return ok(undefined)
    if (before !== undefined && before.shape.size !== shape.size) return err('unknown-file')
    full.delete(blob)
    const begun = before === undefined ? store.begin(blob, shape, desk.now()) : ok(before)
    if (!begun.ok) return begun
    const held = begun.value
    held.wanted = true
    store.commit(held)
    makeReady(held)
    moved(blob)
    return ok(undefined)
  }

  function makeReady(held: Held): void {
    if (held.ready) return
    store.reserve((made) =>
      world.soon(() => {
        held.ready = made.ok
        if (made.ok) return
        held.wanted = false
        full.add(held.blob)
        world.onMoved()
      })
    )
  }

  function drop(blob: BlobId): void {
    fetches.end(blob)
    const scopes = scopesOf(blob)
    store.forget(blob)
    corruptBy.delete(blob)
    full.delete(blob)
    world.onHere(scopes)
    world.onMoved()
  }

  function commitLater(): void {
    if (committing) return
    committing = true
    world.later(commitMs, () => {
      committing = false
      fetches.commit()
    })
  }

  // ---------------------------------------------------------------- Serving

  /** M5: only while a message of that scope names it; the session has looked up who asks. */
  function isNamed(blob: BlobId, scope: ScopeId): boolean {
    return storage.files({ type: 'blob', blob }).some((file) => file.scope === scope)
  }

  function hear(device: DeviceId, word: FileWord): void {
    if (word.type === 'holds' || word.type === 'chunk') return fetches.hear(device, word)
    const { blob } = word
    const held = isNamed(blob, word.scope) ? store.held.get(blob) : undefined
    const list = held === undefined ? undefined : store.list(held)
    const canServe = held !== undefined && list !== undefined
    if (word.type === 'seek') {
      const bitmap = canServe ? held.have.bytes() : new Uint8Array(0)
      return world.say(device, { type: 'holds', blob, bitmap })
    }
    if (!canServe) return
    for (const index of new Set(word.indexes)) {
      const bytes = word.what === 'list' ? pieceOf(list, index) : store.chunk(held, index)
      if (bytes !== undefined) world.say(device, { type: 'chunk', blob, what: word.what, index, bytes })
    }
  }

  // ---------------------------------------------------------------- Reading

  function read(
    place: FilePlace,
    { first, count }: { readonly first: number; readonly count: number }
  ): Result<Uint8Array, 'unknown-file' | 'file-not-here' | 'slow-down'> {
    const found = reference(place) ?? once.opened(place)
    if (found === undefined) return err('unknown-file')
    const held = store.held.get(blobOf(found))
    if (held === undefined || held.shape.size !== found.size) return err('file-not-here')
    const { shape } = held
    const end = Math.min(first + Math.min(count, readChunksMax), shape.chunks)
    const parts: Uint8Array[] = []
    for (let index = first; index < end; index++) {
      const before = held.have.has(index)
      const sealed = store.chunk(held, index)
      if (sealed === undefined) {
        if (before && held.have.has(index)) return err('slow-down')
        if (before) moved(held.blob)
        return err('file-not-here')
      }
      const plain = openChunk({ key: found.key, shape }, index, sealed)
      if (!plain.ok) return err('file-not-here')
      parts.push(plain.value)
    }
    return ok(joined(parts))
  }

  // ---------------------------------------------------------------- What happens

  function arrived(files: readonly StoredFile[]): void {
    for (const { blob } of files) scopesByBlob.delete(blob)
    if (!settings.autoFetch) return
    for (const { scope, entry, place, ts, kind, blob } of files) {
      if (store.held.has(blob)) continue
      const isSeen = kind === 'picture' || kind === 'voice'
      const most = Math.max(isSeen ? limits.autoFetchBytesMax : 0, settings.everythingBytes)
      const at = { conversation: scope, message: entry, place }
      const found = ts < desk.now() - autoFetchAgeMs ? undefined : reference(at)
      if (found !== undefined && found.size <= most) fetch(at)
    }
  }

  function erased(): void {
    const named = storage.blobs()
    for (const blob of [...store.held.keys()]) if (!named.has(blob)) drop(blob)
    scopesByBlob.clear()
  }

  function plan(): void {
    fetches.settle(world.devices())
    fetches.tick()
    const at = fetches.nextDeadline()
    if (at === undefined || (timer !== undefined && timer.at <= at)) return
    timer?.cancel()
    const cancel = world.later(Math.max(1, at - desk.now()), () => {
      timer = undefined
    })
    timer = { at, cancel }
  }

  erased()
  once.forgetOpened()
  // What a crash left in the slots of nobody (M8), and what goes on where it stopped.
  store.reserve(() => undefined)
  for (const held of store.held.values()) if (held.wanted) makeReady(held)

  return {
    store,
    drafts,
    once,
    reference,
    fetch,
    pause(blob) {
      const held = store.held.get(blob)
      if (held === undefined) return
      fetches.end(blob)
      held.wanted = false
      store.commit(held)
      moved(blob)
    },
    drop,
    read,
    setUp(next) {
      const kept = storage.keep(settingsRecord(next))
      if (!kept.ok) return kept
      settings = next
      store.quotaBytes = next.quotaBytes
      world.onMoved()
      return kept
    },
    here(blob) {
      const held = store.held.get(blob)
      if (held === undefined) return 'none'
      return held.have.size === held.shape.chunks ? 'whole' : 'part'
    },
    transfers: () =>
      [...store.held.values()].flatMap((held) => {
        const { blob, shape, have, wanted } = held
        if (have.size === shape.chunks) return []
        const sources = fetches.sources(blob)
        const going = wanted ? (sources > 0 ? 'fetching' : 'waiting') : 'paused'
        return [
          {
            blob,
            state: full.has(blob) ? 'full' : going,
            here: Math.min(shape.size, have.size * limits.chunkBytes),
            size: shape.size,
            sources,
            corrupt: [...(corruptBy.get(blob) ?? [])].map((device) => nameOfDevice(replica, device))
          } as const
        ]
      }),
    storageView: () => ({
      usedBytes: store.usedBytes(),
      ownBytes: [...store.held.values()].reduce((sum, { own, shape }) => sum + (own ? shape.chunks * slotBytes : 0), 0),
      quotaBytes: settings.quotaBytes,
      files: store.held.size,
      autoFetch: settings.autoFetch,
      everythingBytes: settings.everythingBytes
    }),
    use: () => fileUse(store, storage),
    free() {
      for (const { blob } of freeable(store)) drop(blob)
    },
    arrived,
    hear,
    erased,
    plan,
    stop: () => fetches.commit()
  }
}

const readChunksMax = 16

function pieceOf(list: Uint8Array, index: number): Uint8Array | undefined {
  const bytes = hashBytes * limits.listPieceHashes
  return index * bytes < list.length ? list.slice(index * bytes, (index + 1) * bytes) : undefined
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : concat(...parts)
}

function settingsRecord({ quotaBytes, autoFetch, everythingBytes }: FileSettings): LocalRecord {
  return truth('file-settings', [quotaBytes, autoFetch, everythingBytes])
}

function settingsIn(records: ReadonlyMap<string, Uint8Array>): FileSettings {
  const value = truthIn(records, 'file-settings')
  const [quotaBytes, autoFetch, everythingBytes] = Array.isArray(value) ? value : []
  return {
    quotaBytes: typeof quotaBytes === 'number' ? quotaBytes : limits.fileQuotaBytes,
    autoFetch: typeof autoFetch === 'boolean' ? autoFetch : true,
    everythingBytes: typeof everythingBytes === 'number' ? everythingBytes : 0
  }
}
