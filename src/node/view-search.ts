// Owns the view of what was found: only what this device may show now, with the words around each hit. Knows no index.

import type { MemberId } from '../base/ids.ts'
import { marksIn, wantedWords } from '../base/words.ts'
import { expiryOf } from '../chat/expiry.ts'
import type { Operation } from '../chat/operations.ts'
import { operationOf } from '../chat/rows.ts'
import type { PadLine } from './api-pads.ts'
import type { SearchHitView, SearchRequest, SearchView } from './api-search.ts'
import { rowOf, type Reading } from './content.ts'
import { levelWithin, moderationsIn } from './groups.ts'
import { padLine, padThere } from './named-pads.ts'
import type { MessageHit, PadHit, SearchQuery } from './ports.ts'
import { profileOf } from './registers.ts'
import type { Scene } from './scene.ts'
import { isListed } from './listing.ts'

/** The most that a search gets. */
const countMax = 300
/** Hits that are read beyond those wanted, in place of what may not be shown. */
const batchSpare = 16
/** Letters around the first hit in a text. */
const [lettersBefore, lettersAfter] = [40, 160]
/** Reads of the index for one view: where a whole conversation may not be shown, its hits lie one behind the other. */
const readsMax = 24

export const nothingFound: SearchView = { hits: [], more: false, growing: false, looked: 1 }

/** What a person finds by this. */
export function searchView(scene: Scene, request: SearchRequest): SearchView {
  const words = wantedWords(request.text)
  const { member, from, until, hasLink, hasFile } = request
  const isFiltered = member !== undefined || hasLink || hasFile || from !== undefined || until !== undefined
  const looking = scene.indexing()
  if (words.length === 0 && (!isFiltered || request.text.trim() !== '')) return { ...nothingFound, ...looking }
  const count = Math.min(Math.max(1, request.count), countMax)
  const { hits, more } = shownHits(scene, { ...request, words, count })
  const shown = hits.slice(0, count).map((hit) => hitView(scene, hit, words))
  return { hits: shown, more: more || hits.length > count, ...looking }
}

/** At least one more than wanted, if there are so many; what may not be shown is rare, so mostly one read does. */
function shownHits(
  scene: Scene,
  { count, before, ...wanted }: SearchQuery
): { readonly hits: readonly ShownHit[]; readonly more: boolean } {
  const { storage, now } = scene.desk
  const reading = { storage, now: now() }
  const batch = count + batchSpare
  const hits: ShownHit[] = []
  let from = before
  for (let reads = 0; reads < readsMax; reads += 1) {
    const read = storage.search({ ...wanted, before: from, count: batch })
    for (const hit of read) {
      if (hits.length > count) break
      const shown = hit.pad === undefined ? shownMessage(scene, hit, reading) : shownPad(scene, hit)
      if (shown !== undefined) hits.push(shown)
    }
    if (hits.length > count) return { hits, more: true }
    if (read.length < batch) return { hits, more: false }
    from = read.at(-1)?.place
  }
  return { hits, more: false }
}

type ShownHit = ShownMessage | ShownPad
type ShownMessage = MessageHit & { readonly author: MemberId }
type ShownPad = PadHit & { readonly line: PadLine }

/** Deleted, ended, or what is found may say something that does not count any more: not shown until it was looked through again. */
function shownPad(scene: Scene, hit: PadHit): ShownPad | undefined {
  const info = scene.desk.replica.membership.scopes.get(hit.conversation)
  if (info === undefined || !isListed(scene, info)) return undefined
  const named = padThere(scene.desk.replica, hit)
  return named && { ...hit, line: padLine(named) }
}

function shownMessage(scene: Scene, hit: MessageHit, reading: Reading): ShownMessage | undefined {
  const author = authorOf(scene, hit, reading)
  return author && { ...hit, author }
}

/** Who said it; undefined: this device does not show it now. The index may know of more: who may see what moves by itself (K13, C2). */
function authorOf(scene: Scene, hit: MessageHit, reading: Reading): MemberId | undefined {
  const { replica } = scene.desk
  const info = replica.membership.scopes.get(hit.conversation)
  if (info === undefined || !isListed(scene, info)) return undefined
  if (scene.hidden.in(hit.conversation).has(hit.message)) return undefined
  const hashes = hit.source === hit.message ? [hit.message] : [hit.message, hit.source]
  const entries = reading.storage.entries({ type: 'hashes', hashes })
  const rows = entries.map((entry) => rowOf(replica, entry, reading))
  const operations = rows.map((row) => row && operationOf(row))
  const [said] = operations
  const author = rows[0]?.member
  if (operations.length < hashes.length || operations.includes(undefined)) return undefined
  if (said === undefined || author === undefined || isOver(said, hit, reading)) return undefined
  const level = levelWithin(replica.membership, hit.conversation)(author)
  const isModerated = moderationsIn(replica.membership, hit.conversation).some(
    (moderation) => moderation.level > level && moderation.targets.includes(hit.message)
  )
  return isModerated ? undefined : author
}

/** Its time is over, though it is not erased yet (X6). */
function isOver(said: Operation, { ts }: MessageHit, { now }: Reading): boolean {
  const expires = expiryOf(said, ts)
  return expires !== undefined && expires <= now
}

function hitView(scene: Scene, hit: ShownHit, words: readonly string[]): SearchHitView {
  const { place, conversation, ts, text } = hit
  if (hit.pad !== undefined) {
    // Its title stands above: what is found in it alone needs no place in the text.
    const body = text.slice(text.indexOf('\n') + 1)
    return { place, pad: hit.line, conversation, ts, ...partOf(body, words) }
  }
  const { message, author } = hit
  const { identity, registers } = scene.desk.replica
  return {
    place,
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
