// Owns how files are shown: those of a message, those of a conversation, what is on its way, and how much room all of it takes.

import type { ConversationId, EntryHash } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Message } from '../chat/message.ts'
import type { FileReference } from '../chat/operations.ts'
import { readExtra } from '../files/extra.ts'
import { kindOf } from '../files/kinds.ts'
import { messageIn } from './answer.ts'
import type { ConversationFileView, FileKind, FilesView, FileView } from './api-files.ts'
import { blobOf } from './blob-store.ts'
import { isMarked } from './message-marks.ts'
import { profileOf } from './registers.ts'
import type { Scene } from './scene.ts'
import { isListed } from './listing.ts'
import { isShown } from './view-of-acts.ts'

/** At most so many at once: a screen asks for more as it is scrolled. */
const filesShownMax = 1000

/** What a person would call a file, by its type and what its sender told of it. */
export function fileKindOf({ mime, extra }: FileReference): FileKind {
  return kindOf(mime, readExtra(extra))
}

/** The files of one message, in their order. */
export function fileViews({ files, desk }: Scene, conversation: ConversationId, message: Message): readonly FileView[] {
  const { identity, registers } = desk.replica
  const isHeard =
    message.member === identity.member || isMarked(registers, 'heard', { conversation, target: message.hash })
  return message.files.map((reference, place) => {
    const extra = readExtra(reference.extra)
    const blob = blobOf(reference)
    return {
      place,
      blob,
      name: reference.name,
      mime: reference.mime,
      size: reference.size,
      kind: fileKindOf(reference),
      width: extra.type === 'picture' ? extra.width : 0,
      height: extra.type === 'picture' ? extra.height : 0,
      durationMs: extra.type === 'voice' ? extra.durationMs : 0,
      waveform: extra.type === 'voice' ? [...extra.waveform] : [],
      heard: extra.type === 'voice' && isHeard,
      thumbnailMime: extra.type === 'picture' && extra.thumbnail.length > 0 ? extra.thumbnailMime : '',
      here: files.here(blob)
    }
  })
}

/** Of a message that may be looked at once, before it was: that there are pictures, whether they are here, and nothing else (C14). */
export function onceFileViews({ files }: Scene, conversation: ConversationId, { hash }: Message): readonly FileView[] {
  return files.once.references(conversation, hash).map((reference, place) => ({
    place,
    blob: blobOf(reference),
    name: '',
    mime: '',
    size: reference.size,
    kind: fileKindOf(reference),
    width: 0,
    height: 0,
    durationMs: 0,
    waveform: [],
    heard: false,
    thumbnailMime: '',
    here: files.here(blobOf(reference))
  }))
}

/** The index says which messages to look at; what they are now decides what is shown. */
export function filesView(
  scene: Scene,
  {
    conversation,
    kinds,
    count
  }: { readonly conversation: ConversationId; readonly kinds: readonly FileKind[]; readonly count: number }
): FilesView {
  const { desk } = scene
  const info = desk.replica.membership.scopes.get(conversation)
  if (info === undefined || !isListed(scene, info)) return { files: [], more: false }
  const wanted = Math.min(Math.max(1, count), filesShownMax)
  // What is hidden may have files too: as many more are looked at, so that a screen never comes to an end too early.
  const most = wanted + 1 + scene.hidden.in(conversation).size * limits.filesMax
  const found = desk.storage.files({ type: 'conversation', conversation, kinds, count: most })
  const viewsByEntry = new Map<EntryHash, readonly FileView[]>()
  const files: ConversationFileView[] = []
  for (const { entry, place } of found) {
    if (files.length > wanted) break
    const message = messageIn(desk, conversation, entry)?.message
    if (message?.type !== 'message' || !isShown(scene, conversation, message)) continue
    const views = viewsByEntry.get(entry) ?? fileViews(scene, conversation, message)
    viewsByEntry.set(entry, views)
    const view = views[place]
    if (view === undefined) continue
    const { identity, registers } = desk.replica
    const { member: author, ts } = message
    const authorName = profileOf(registers, author).name
    files.push({ ...view, message: entry, ts, author, authorName, mine: author === identity.member })
  }
  return { files: files.slice(0, wanted), more: files.length > wanted }
}
