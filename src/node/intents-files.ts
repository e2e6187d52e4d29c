// Owns what a person asks for about files (chapter M): each becomes an act of node/files.ts, or a message that names them.

import { unreachable } from '../base/assert.ts'
import { utf8 } from '../base/bytes.ts'
import { encodeCbor } from '../base/codec.ts'
import { limits } from '../base/limits.ts'
import { err, ok } from '../base/result.ts'
import type { FileReference } from '../chat/operations.ts'
import { extraValue, readExtra } from '../files/extra.ts'
import { answered, messageIn, nothingToDo, type Answer } from './answer.ts'
import type { FileIntent } from './api-files.ts'
import type { Done, Intent } from './api-intents.ts'
import type { ReadyDraft } from './file-drafts.ts'
import { blobOf } from './blob-store.ts'
import type { Files } from './files.ts'
import { fulfilActs, markAs } from './intents-acts.ts'
import { isMarked } from './message-marks.ts'
import { postIn } from './posting.ts'
import { fileKindOf } from './view-files.ts'
import type { Desk } from './desk.ts'
import { writeContent } from './write.ts'

const types: ReadonlySet<string> = new Set<FileIntent['type']>([
  'attach-file',
  'add-to-file',
  'drop-attachment',
  'post-files',
  'fetch-file',
  'close-once',
  'pause-file',
  'drop-file',
  'read-file',
  'read-thumbnail',
  'mark-heard',
  'set-file-settings',
  'free-files'
])

/** Whether it is one of those that `fulfilFile` fulfils. */
export function isFileIntent(intent: Intent): intent is FileIntent {
  return types.has(intent.type)
}

/** Does it, or says why not. */
export function fulfilFile(desk: Desk, files: Files, intent: FileIntent): Answer {
  switch (intent.type) {
    case 'attach-file': {
      const begun = files.drafts.begin(intent)
      return begun.ok ? gives({ file: begun.value }) : begun
    }
    case 'add-to-file': {
      const added = files.drafts.add(intent.file, intent.bytes)
      return added.ok ? nothingToDo : added
    }
    case 'drop-attachment':
      files.drafts.drop(intent.file)
      return nothingToDo
    case 'post-files':
      return postFiles(desk, files, intent)
    case 'fetch-file': {
      const begun = files.fetch(intent)
      return begun.ok ? nothingToDo : begun
    }
    case 'close-once':
      files.once.end()
      return nothingToDo
    case 'pause-file':
      files.pause(intent.blob)
      return nothingToDo
    case 'drop-file':
      files.drop(intent.blob)
      return nothingToDo
    case 'read-file': {
      const read = files.read(intent, intent)
      return read.ok ? gives({ bytes: read.value }) : read
    }
    case 'read-thumbnail': {
      const extra = readExtra(files.reference(intent)?.extra ?? null)
      if (extra.type !== 'picture' || extra.thumbnail.length === 0) return err('unknown-file')
      return gives({ bytes: extra.thumbnail })
    }
    case 'mark-heard':
      return markHeard(desk, intent)
    case 'set-file-settings': {
      const { quotaBytes, everythingBytes = 0 } = intent
      const isSound =
        [quotaBytes, everythingBytes].every((bytes) => Number.isSafeInteger(bytes) && bytes >= 0) &&
        everythingBytes <= limits.autoFetchAllBytesMax
      const kept = isSound ? files.setUp({ ...intent, everythingBytes }) : err('not-allowed')
      return kept.ok ? nothingToDo : kept
    }
    case 'free-files':
      files.free()
      return nothingToDo
    default:
      return unreachable(intent)
  }
}

function markHeard(
  desk: Desk,
  place: Pick<Extract<FileIntent, { type: 'mark-heard' }>, 'conversation' | 'target'>
): Answer {
  const message = messageIn(desk, place.conversation, place.target)?.message
  if (message?.files.some((file) => fileKindOf(file) === 'voice') !== true) return err('unknown-message')
  const { identity, registers } = desk.replica
  if (message.member === identity.member || isMarked(registers, 'heard', place)) return nothingToDo
  return markAs(desk, 'heard', { conversation: place.conversation, targets: [place.target], on: true })
}

/** Nothing of a picture that may be looked at once is seen before it is opened (C14). */
function withoutHints(reference: FileReference): FileReference {
  const extra = readExtra(reference.extra)
  const bare = extra.type === 'picture' ? { ...extra, thumbnailMime: '', thumbnail: new Uint8Array(0) } : extra
  return { ...reference, name: '', extra: extraValue(bare) }
}

/** First everything of it is here, then it is stored that it was opened, then it can be read until it is closed (C14). */
export function openOnce(desk: Desk, files: Files, intent: Extract<Intent, { type: 'open-once' }>): Answer {
  const references = files.once.references(intent.conversation, intent.target)
  if (references.some((reference) => files.here(blobOf(reference)) !== 'whole')) return err('file-not-here')
  const opened = fulfilActs(desk, intent)
  if (opened.ok) files.once.show(intent.conversation, intent.target)
  return opened
}

function gives(done: Done): Answer {
  return ok({ done, written: [] })
}

function postFiles(
  desk: Desk,
  files: Files,
  { conversation, text, reply, files: named, once = false }: Extract<FileIntent, { type: 'post-files' }>
): Answer {
  if (!text.isWellFormed() || named.length === 0) return err('not-allowed')
  if (utf8(text).length > limits.postBytesMax) return err('text-too-long')
  if (named.length > limits.filesMax) return err('too-many-files')
  const kind = desk.replica.membership.scopes.get(conversation)?.kind
  if (kind === undefined || kind === 'team' || kind === 'directory') return err('unknown-conversation')
  const ready: ReadyDraft[] = []
  for (const { file, extra } of named) {
    const draft = files.drafts.ready(file, extra, { at: desk.now() })
    if (!draft.ok) return draft
    ready.push(draft.value)
  }
  if (once && ready.some(({ reference }) => fileKindOf(reference) !== 'picture')) return err('not-allowed')
  const references = ready.map(({ reference }) => (once ? withoutHints(reference) : reference))
  const extraBytes = references.reduce((sum, { extra }) => sum + encodeCbor(extra).length, 0)
  if (extraBytes > limits.fileExtraBytesMax) return err('file-too-large')
  // The chunks are durable before anybody can read of them; without the message a start forgets them again.
  for (const { held, list } of ready) {
    const kept = files.store.keepList(held.blob, list)
    const committed = kept.ok ? files.store.keep(held) : kept
    if (!committed.ok) return unkept(files, ready, committed)
  }
  const operation = { ...postIn(desk, conversation, { text, reply, once }), files: references }
  const written = writeContent(desk, conversation, { operation })
  if (!written.ok) return unkept(files, ready, answered(written))
  for (const { file } of named) files.drafts.sent(file)
  return answered(written)
}

/** No message names them: all of them are drafts again, and their slots belong to nobody else. */
function unkept<Why>(files: Files, ready: readonly ReadyDraft[], why: Why): Why {
  for (const { held } of ready) files.store.unkeep(held.blob)
  return why
}
