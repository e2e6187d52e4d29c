// Owns the view of what was found: only what this device may show now, with the words around each hit. Knows no index.

import { marksIn, wantedWords } from '../base/words.ts'
import { markKinds } from '../chat/operations.ts'
import { messageMarkKey } from '../chat/registers.ts'
import { operationOf } from '../chat/rows.ts'
import type { SearchHitView, SearchRequest, SearchView } from './api-search.ts'
import { rowOf, type Reading } from './content.ts'
import { levelWithin, moderationsIn } from './groups.ts'
import type { SearchHit } from './ports.ts'
import { profileOf } from './registers.ts'
import type { Scene } from './scene.ts'
import { isListed } from './view-conversations.ts'

/** The most that a search gets. */
const countMax = 300
/** Letters around the first hit in a text. */
const [lettersBefore, lettersAfter] = [40, 160]

export const nothingFound: SearchView = { hits: [], more: false, growing: false }

/** What a person finds by this. */
export function searchView(scene: Scene, request: SearchRequest): SearchView {
  const words = wantedWords(request.text)
  const { conversation, member, from, until, hasLink, hasFile } = request
  const isFiltered = member !== undefined || hasLink || hasFile || from !== undefined || until !== undefined
  const growing = scene.indexing()
  if (words.length === 0 && (!isFiltered || request.text.trim() !== '')) return { ...nothingFound, growing }
  const count = Math.min(Math.max(1, request.count), countMax)
  const reading = { storage: scene.desk.storage, now: scene.desk.now() }
  // What may not be shown is rare, so a few more are asked for; of a conversation where it is not, fewer come.
  const wanted = { words, conversation, member, from, until, hasLink, hasFile, count: 2 * count + 1 }
  const shown = scene.desk.storage.search(wanted).flatMap((hit) => {
    const author = authorOf(scene, hit, reading)
    return author === undefined ? [] : [hitView(scene, { ...hit, author }, words)]
  })
  return { hits: shown.slice(0, count), more: shown.length > count, growing }
}

type ShownHit = SearchHit & { readonly author: SearchHitView['author'] }

/** Who said it; undefined: this device does not show it now. The index may know of more: who may see what moves by itself (K13, C2). */
function authorOf(scene: Scene, hit: SearchHit, reading: Reading): ShownHit['author'] | undefined {
  const { replica } = scene.desk
  const info = replica.membership.scopes.get(hit.conversation)
  if (info === undefined || !isListed(scene, info) || isHidden(scene, hit)) return undefined
  const hashes = hit.source === hit.message ? [hit.message] : [hit.message, hit.source]
  const entries = reading.storage.entries({ type: 'hashes', hashes })
  const rows = entries.map((entry) => rowOf(replica, entry, reading))
  const isSaid =
    rows.length === hashes.length && rows.every((row) => row !== undefined && operationOf(row) !== undefined)
  const author = rows[0]?.member
  if (!isSaid || author === undefined) return undefined
  const level = levelWithin(replica.membership, hit.conversation)(author)
  const isModerated = moderationsIn(replica.membership, hit.conversation).some(
    (moderation) => moderation.level > level && moderation.targets.includes(hit.message)
  )
  return isModerated ? undefined : author
}

/** This person does not want to see it any more (C13). */
function isHidden({ desk }: Scene, { conversation, message }: SearchHit): boolean {
  const key = messageMarkKey({ kind: markKinds.hidden, conversation, target: message })
  const operation = desk.replica.registers.byKey.get(key)?.operation
  return operation?.type === 'message-mark' && operation.on
}

function hitView(
  scene: Scene,
  { message, conversation, author, ts, text }: ShownHit,
  words: readonly string[]
): SearchHitView {
  const { identity, registers } = scene.desk.replica
  return {
    message,
    conversation,
    author,
    authorName: profileOf(registers, author).name,
    mine: author === identity.member,
    ts,
    ...partOf(text, words)
  }
}

type Part = Pick<SearchHitView, 'text' | 'marks' | 'cutBefore' | 'cutAfter'>

function partOf(text: string, words: readonly string[]): Part {
  if (words.length === 0) return { text, marks: [], cutBefore: false, cutAfter: false }
  const marks = marksIn(text, words)
  const first = marks[0]?.from ?? 0
  const from = first <= lettersBefore ? 0 : wordBegin(text, first - lettersBefore, first)
  const to = Math.min(text.length, from + lettersBefore + lettersAfter)
  // A letter of two units is not cut in halves.
  const end = to < text.length && isLowSurrogate(text, to) ? to - 1 : to
  return {
    text: text.slice(from, end),
    marks: marks.filter((mark) => mark.to <= end).map((mark) => ({ from: mark.from - from, to: mark.to - from })),
    cutBefore: from > 0,
    cutAfter: end < text.length
  }
}

/** Behind the first space from here on; without one, here. */
function wordBegin(text: string, from: number, before: number): number {
  const space = text.slice(from, before).search(/\s/)
  if (space >= 0) return from + space + 1
  return isLowSurrogate(text, from) ? from + 1 : from
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}
