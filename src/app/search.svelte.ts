// Owns one search: what was typed, the filters, and what is found, part by part as somebody scrolls. Only parts near what is on the screen
// follow the node. Lives in memory alone, so that a lock leaves nothing of it. Knows no component and no words.

import { untrack } from 'svelte'
import type { ConversationId, MemberId } from '../base/ids.ts'
import { wantedMax, wantedWords, wordsIn } from '../base/words.ts'
import type { NodeApi } from '../node/api.ts'
import type { SearchHitView, SearchRequest, SearchView } from '../node/api-search.ts'
import { midnightOf } from './days.ts'
import { Live } from './live.svelte.ts'
import { padOverlay, type Route } from './route.svelte.ts'

export interface SearchFilter {
  readonly conversation: ConversationId | undefined
  readonly member: MemberId | undefined
  /** Days as a date field has them, `2026-11-27`, both included; empty for none. */
  readonly firstDay: string
  readonly lastDay: string
  readonly hasFile: boolean
  readonly hasLink: boolean
}

export const noFilter: SearchFilter = {
  conversation: undefined,
  member: undefined,
  firstDay: '',
  lastDay: '',
  hasFile: false,
  hasLink: false
}

/** What stays between two looks at the search, and what it is to begin with. */
export interface SearchMemory {
  search?: Search | undefined
  /** Asked for elsewhere, to be taken over when the screen opens. */
  wanted?: string | undefined
  /** Which of a conversation's pictures, files and links are looked through; stays while one looks at their messages. */
  shared?: { readonly conversation: ConversationId; readonly kind: 'pictures' | 'files' | 'links' } | undefined
  /** Gives the field the focus while the screen is open. */
  focus?: (() => void) | undefined
  /** What was gone to last by typing, the newest first. */
  recent: readonly string[]
}

/** Hits of one part; an earlier part may grow to the most a search gets before new messages would push its end out. */
const [step, partMax] = [100, 300]
/** Hits beyond the screen whose parts still follow. */
const margin = 100
/** Longer than any question a person types. */
export const typedMax = 400

type Request = Omit<SearchRequest, 'before' | 'downTo' | 'count'>

/** What was found between two places of the index. */
class Part {
  readonly #node: NodeApi
  readonly #request: Request
  readonly #before: number | undefined
  readonly #open: Live<{ type: 'search' } & SearchRequest>
  #fixed: Live<{ type: 'search' } & SearchRequest> | undefined

  constructor(node: NodeApi, request: Request, before: number | undefined) {
    this.#node = node
    this.#request = request
    this.#before = before
    this.#open = new Live(node, { type: 'search', ...request, before, count: step })
    this.#fixed = $state.raw()
  }

  get view(): SearchView | undefined {
    return this.#fixed?.current ?? this.#open.current
  }

  /** Ends at its last hit from now on: another part begins behind it. */
  endAt(downTo: number): void {
    const range = { before: this.#before, downTo, count: partMax }
    this.#fixed ??= new Live(this.#node, { type: 'search', ...this.#request, ...range })
  }
}

export class Search {
  readonly #node: NodeApi
  /** Where it began; the filter says what is looked through now. */
  readonly scope: ConversationId | undefined
  #text: string
  #filter: SearchFilter
  readonly #request: Request
  readonly #first: Part
  /** The parts behind the first one, as long as that is the first. */
  #more: { readonly of: Part; readonly parts: readonly Part[] } | undefined
  #seen: number
  readonly #parts: readonly Part[]
  readonly #hits: readonly SearchHitView[] | undefined
  /** The hit that was looked at last, to come back to. */
  at = 0
  /** What stands on the screen until the first hits of a new question are here. */
  #before: readonly SearchHitView[] = []

  constructor(node: NodeApi, scope: ConversationId | undefined) {
    this.#node = node
    this.scope = scope
    this.#text = $state('')
    this.#filter = $state.raw({ ...noFilter, conversation: scope })
    this.#seen = $state(0)
    this.#more = $state.raw()
    this.#request = $derived(requestOf(this.#text, this.#filter))
    this.#first = $derived(new Part(node, this.#request, undefined))
    this.#parts = $derived([this.#first, ...(this.#more?.of === this.#first ? this.#more.parts : [])])
    this.#hits = $derived(this.#read())
  }

  get text(): string {
    return this.#text
  }

  set text(text: string) {
    this.#text = text.slice(0, typedMax)
    this.#seen = this.at = 0
  }

  get filter(): SearchFilter {
    return this.#filter
  }

  set filter(filter: SearchFilter) {
    this.#filter = filter
    this.#seen = this.at = 0
  }

  get isFiltered(): boolean {
    return this.#filter.conversation !== undefined || this.#narrows
  }

  /** Whether there is a question at all: a conversation alone is none. */
  get isAsking(): boolean {
    return this.#text.trim() !== '' || this.#narrows
  }

  get #narrows(): boolean {
    const { member, firstDay, lastDay, hasFile, hasLink } = this.#filter
    return member !== undefined || firstDay !== '' || lastDay !== '' || hasFile || hasLink
  }

  /** What a person should know about what was typed. */
  get remark(): 'no-words' | 'too-many-words' | undefined {
    if (this.#text.trim() === '') return undefined
    if (wantedWords(this.#text).length === 0) return 'no-words'
    return new Set(wordsIn(this.#text).map(({ folded }) => folded)).size > wantedMax ? 'too-many-words' : undefined
  }

  /** Another one whenever something else is looked for. */
  get question(): unknown {
    return this.#request
  }

  /** Newest first; undefined until the first answer to the first question. */
  get hits(): readonly SearchHitView[] | undefined {
    return this.#hits
  }

  /** Whether these are the answer to what stands in the field now. */
  get isAnswered(): boolean {
    return this.#first.view !== undefined
  }

  get hasMore(): boolean {
    return this.#parts.at(-1)?.view?.more === true
  }

  /** How much of the history can be found already, 0 to 1; undefined: all of it. */
  get looked(): number | undefined {
    const view = this.#first.view
    return view?.growing === true ? view.looked : undefined
  }

  /** The hit in the middle of the screen: what lies around it is kept up to date, and what comes next is fetched. */
  look(index: number): void {
    this.at = index
    const seen = Math.floor(index / margin) * margin
    if (seen !== this.#seen) this.#seen = seen
    if (index + margin / 2 >= (untrack(() => this.#hits)?.length ?? 0)) this.#fetchMore()
  }

  #fetchMore(): void {
    const [first, last] = untrack(() => [this.#first, this.#parts.at(-1)] as const)
    const view = untrack(() => last?.view)
    const end = view?.hits.at(-1)
    if (last === undefined || view?.more !== true || end === undefined) return
    last.endAt(end.place)
    const parts = untrack(() => this.#parts).slice(1)
    this.#more = {
      of: first,
      parts: [
        ...parts,
        new Part(
          this.#node,
          untrack(() => this.#request),
          end.place
        )
      ]
    }
  }

  #read(): readonly SearchHitView[] | undefined {
    if (this.#first.view === undefined && this.isAsking) return this.#before
    const hits: SearchHitView[] = []
    for (const part of this.#parts) {
      const kept = untrack(() => part.view)?.hits
      const isNear =
        kept === undefined ||
        (hits.length <= this.#seen + 2 * margin && hits.length + kept.length >= this.#seen - margin)
      hits.push(...((isNear ? part.view?.hits : kept) ?? []))
    }
    this.#before = hits
    return hits
  }
}

function requestOf(text: string, { firstDay, lastDay, ...filter }: SearchFilter): Request {
  // Nothing was said before 1970; a year that is being typed passes through there.
  const meant = (ts: number | undefined): number | undefined => (ts === undefined || ts < 0 ? undefined : ts)
  return { text, ...filter, from: meant(midnightOf(firstDay)), until: meant(midnightOf(lastDay, 1)) }
}

/** What tells one hit from all others. */
export function hitKey(hit: SearchHitView): string {
  return hit.pad === undefined ? hit.message : hit.pad.pad
}

/** To where it was said; a note opens over what is there. */
export function goToHit(route: Route, hit: SearchHitView): void {
  const { conversation } = hit
  if (hit.pad === undefined) route.go({ type: 'conversation', conversation, message: hit.message })
  else route.open(padOverlay({ conversation, pad: hit.pad.pad }))
}

/** A text in pieces, those that were looked for marked. */
export function piecesOf({ text, marks }: Pick<SearchHitView, 'text' | 'marks'>): readonly {
  readonly text: string
  readonly marked: boolean
}[] {
  const pieces: { readonly text: string; readonly marked: boolean }[] = []
  let at = 0
  for (const { from, to } of marks) {
    if (from > at) pieces.push({ text: text.slice(at, from), marked: false })
    pieces.push({ text: text.slice(from, to), marked: true })
    at = to
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false })
  return pieces
}
