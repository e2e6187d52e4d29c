// Owns what this device does with files: it attaches, fetches, serves and forgets them (chapter M). Ties together the store, the drafts, the
// fetches, and what others get; who may have what is looked up for every question.

import type { BlobId, ConversationId, DeviceId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { FileReference } from '../chat/operations.ts'
import { shapeOf } from '../files/blob.ts'
import type { FileWord } from '../sync/file-frames.ts'
import { messageIn } from './answer.ts'
import type { FilePlace, FileStorageView, FileUseView, TransferView } from './api-files.ts'
import { blobOf, createBlobStore, slotBytes, type BlobStore, type Held } from './blob-store.ts'
import { fileUse, freeable } from './file-use.ts'
import type { Later } from './inbox.ts'
import { createOnceFiles, type OnceFiles } from './once-files.ts'
import { createFetches } from './fetches.ts'
import { createFileDrafts, type FileDrafts } from './file-drafts.ts'
import { readFile } from './file-reading.ts'
import { createFileScopes } from './file-scopes.ts'
import { serveFile } from './file-serving.ts'
import { settingsIn, settingsRecord, type FileSettings } from './file-settings.ts'
import type { Blobs, Cancel, Milliseconds, StoredFile } from './ports.ts'
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

export interface FilesWorld {
  readonly blobs: Blobs
  readonly records: ReadonlyMap<string, Uint8Array>
  readonly later: Later
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

/** The files of one node: goes on with what it was fetching when it stopped, and clears up what a crash left. */
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
  const scopes = createFileScopes(desk)
  let timer: { readonly at: Milliseconds; readonly cancel: Cancel } | undefined
  let committing = false
  const once = createOnceFiles(desk, { store, drop })

  const fetches = createFetches(store, {
    now: desk.now,
    say: world.say,
    scopeFor: scopes.in,
    onMoved: () => {
      world.onMoved()
      commitLater()
    },
    onWhole(blob) {
      corruptBy.delete(blob)
      scopes.forget(blob)
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

  function reference({ conversation, message, place }: FilePlace): FileReference | undefined {
    return messageIn(desk, conversation, message)?.message.files[place]
  }

  function moved(blob: BlobId): void {
    world.onHere(scopes.of(blob))
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
    const named = scopes.of(blob)
    store.forget(blob)
    corruptBy.delete(blob)
    full.delete(blob)
    world.onHere(named)
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

  // ---------------------------------------------------------------- What happens

  function arrived(files: readonly StoredFile[]): void {
    for (const { blob } of files) scopes.forget(blob)
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
    scopes.forgetAll()
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
    read(place, part) {
      const found = reference(place) ?? once.opened(place)
      if (found === undefined) return err('unknown-file')
      return readFile(store, found, part, () => moved(blobOf(found)))
    },
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
        const waits = fetches.isQueued(blob) ? 'queued' : 'waiting'
        const going = wanted ? (sources > 0 ? 'fetching' : waits) : 'paused'
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
    hear(device, word) {
      if (word.type === 'holds' || word.type === 'chunk') fetches.hear(device, word)
      else serveFile(word, { store, scopes }, (answer) => world.say(device, answer))
    },
    erased,
    plan,
    stop: () => fetches.commit()
  }
}
