// Owns one open conversation: the part of its timeline that is shown, what is being written, and what has been read. Nothing typed is
// lost: a draft is kept while it is typed, and a text that was refused comes back. Knows no component and no words.

import type { ConversationId, EntryHash } from '../base/ids.ts'
import { ok } from '../base/result.ts'
import type { NodeApi } from '../node/api.ts'
import type { DraftView, MentionView, MessageView, MomentView, QuoteView } from '../node/api-conversations.ts'
import type { Mention } from '../node/api-acts.ts'
import type { Intent, Outcome } from '../node/api-intents.ts'
import { asked } from './live.svelte.ts'
import { namedIn } from './names.ts'
import { rowsOf, type Row } from './rows.ts'
import { TimelineWindow } from './timeline-window.svelte.ts'

export type Writing =
  | { readonly type: 'post' }
  | { readonly type: 'reply'; readonly to: QuoteView }
  /** `draft` is what stood in the field before; it comes back afterwards. */
  | { readonly type: 'edit'; readonly target: MessageView; readonly draft: string }

/** While somebody types, the draft is kept this often. */
const keepEveryMs = 300
/** So many jumps can be taken back. */
const leftMax = 10

export class Conversation {
  readonly #node: NodeApi
  readonly id: ConversationId
  #window: TimelineWindow
  #marked: EntryHash | undefined
  /** Where the person read before each jump, the last one at the end. */
  #left: readonly EntryHash[]
  #text: string
  /** Whom the person chose while writing; who counts is whose name still stands in the text. */
  #chosen: readonly MentionView[]
  #writing: Writing
  #once: boolean
  #typed = false
  #keeping: ReturnType<typeof setTimeout> | undefined
  /** What the node was told last, and how many such words it has not answered yet. */
  #kept: string | undefined
  #unanswered = 0
  /** How far this visit has read; a mark only moves forward. */
  #readTs = 0
  readonly #lateSeen = new Set<EntryHash>()
  readonly #rows: readonly Row[] | undefined
  /** The window this visit began with: it knows what was unread then. */
  readonly #first: TimelineWindow

  constructor(node: NodeApi, id: ConversationId, message: EntryHash | undefined) {
    this.#node = node
    this.id = id
    this.#first = new TimelineWindow(node, id, message === undefined ? 'newest' : { around: message })
    this.#window = $state.raw(this.#first)
    this.#marked = $state.raw(message)
    this.#left = $state.raw([])
    this.#text = $state('')
    this.#once = $state(false)
    this.#chosen = $state.raw([])
    this.#writing = $state.raw({ type: 'post' })
    this.#rows = $derived.by(() => {
      const messages = this.#window.messages
      if (messages === undefined) return undefined
      return rowsOf(messages, this.#first.opening?.firstUnread, this.#window.changes)
    })
  }

  /** Fetches the draft; the returned function keeps what was typed since and must be called when the screen goes. */
  start(): () => void {
    const stop = this.#node.watch({ type: 'draft', conversation: this.id }, (draft) => this.#take(draft))
    return () => {
      stop()
      this.keepNow()
    }
  }

  get window(): TimelineWindow {
    return this.#window
  }

  /** Undefined until the first slice has arrived. */
  get rows(): readonly Row[] | undefined {
    return this.#rows
  }

  /** What stands on the screen goes on from where it was opened; no jump has led elsewhere. */
  get isAsOpened(): boolean {
    return this.#window === this.#first
  }

  /** How many were unread when the person came; the divider stays until they leave. */
  get unreadAtOpening(): number {
    return this.#first.opening?.unread ?? 0
  }

  /** The message that was asked for, to be shown and marked. */
  get marked(): EntryHash | undefined {
    return this.#marked
  }

  get text(): string {
    return this.#text
  }

  set text(text: string) {
    this.#text = text
    this.#typed = true
    this.#keepSoon()
  }

  /** What is written now may be looked at once (C14); only a new message can. */
  get once(): boolean {
    return this.#once && this.#writing.type !== 'edit'
  }

  set once(once: boolean) {
    this.#once = once
  }

  /** What was written is taken care of otherwise: it is sent later. */
  clear(): void {
    this.#writing = { type: 'post' }
    this.text = ''
    this.keepNow()
  }

  /** Whom the text names. */
  get mentions(): readonly MentionView[] {
    return namedIn(this.#text, this.#chosen)
  }

  /** Somebody was chosen whose name now stands in the text. */
  mention(whom: MentionView): void {
    this.#chosen = [...this.#chosen.filter(({ member }) => member !== whom.member), whom]
  }

  get writing(): Writing {
    return this.#writing
  }

  /** Shows a message and what stands around it, also one that is far away. `from` is what was read until now. */
  jumpTo(message: EntryHash, from?: EntryHash): void {
    if (from !== undefined && from !== message) this.#left = [...this.#left.slice(1 - leftMax), from]
    this.#marked = message
    if (this.#window.messages?.some((each) => each.message === message) !== true)
      this.#window = new TimelineWindow(this.#node, this.id, { around: message })
  }

  /** The mark of `jumpTo` was seen. */
  unmark(): void {
    this.#marked = undefined
  }

  /** Whether a jump can be taken back. */
  get canGoBack(): boolean {
    return this.#left.length > 0
  }

  /** To where one read before the last jump. */
  jumpBack(): void {
    const to = this.#left.at(-1)
    this.#left = this.#left.slice(0, -1)
    if (to !== undefined) this.jumpTo(to)
  }

  /** Where this conversation goes on at a moment. */
  moment(ts: number): Promise<MomentView> {
    return asked(this.#node, { type: 'moment', conversation: this.id, ts })
  }

  jumpToLatest(): void {
    this.#marked = undefined
    this.#left = []
    if (this.#window.newer) this.#window = new TimelineWindow(this.#node, this.id, 'newest')
  }

  reply(to: QuoteView): void {
    if (this.#writing.type === 'edit') this.stopWriting()
    this.#writing = { type: 'reply', to }
    this.#typed = true
    this.#keepSoon()
  }

  edit(target: MessageView): void {
    const draft = this.#writing.type === 'edit' ? this.#writing.draft : this.#text
    this.#writing = { type: 'edit', target, draft }
    this.#text = target.text
    this.#chosen = [...this.#chosen, ...target.mentions]
  }

  /** The last own message that stands on the screen, for ↑ in an empty field. */
  get lastOwn(): MessageView | undefined {
    const isText = ({ mine, type, once, poll }: MessageView): boolean =>
      mine && type === 'message' && once === undefined && poll === undefined
    return this.#window.messages?.findLast(isText)
  }

  /** Gives up a reply or an edit; a draft that stood there before comes back. */
  stopWriting(): void {
    if (this.#writing.type === 'edit') this.#text = this.#writing.draft
    this.#writing = { type: 'post' }
    this.#keepSoon()
  }

  /** Sends what is written. The field is free at once; should it be refused, the text is back before anything else. */
  async send(): Promise<Outcome> {
    const text = this.#text.replace(/^\s*\n/, '').trimEnd()
    if (text.trim() === '') return ok({})
    const writing = this.#writing
    if (writing.type === 'edit' && writing.target.text === text) {
      this.stopWriting()
      return ok({})
    }
    const submitted = this.#node.submit(this.#intentOf(writing, text))
    if (writing.type !== 'edit') this.#once = false
    this.#writing = { type: 'post' }
    this.#text = writing.type === 'edit' ? writing.draft : ''
    if (writing.type !== 'edit') {
      this.keepNow()
      // What one says oneself is looked at, wherever one was.
      this.#marked = undefined
      if (this.#window.newer) this.jumpToLatest()
    }
    const outcome = await submitted
    if (!outcome.ok) this.#giveBack(writing, text)
    return outcome
  }

  react(target: EntryHash, emoji: string, on: boolean): Promise<Outcome> {
    return this.#node.submit({ type: 'react', conversation: this.id, target, emoji, on })
  }

  delete(target: EntryHash): Promise<Outcome> {
    return this.#node.submit({ type: 'delete', conversation: this.id, target })
  }

  /** Everything up to `last` was seen by someone who is there; of what came late (C6) only what stands on the screen. */
  markRead({ message, ts }: MessageView, onScreen: readonly MessageView[] = []): void {
    const late = onScreen.filter((each) => each.late && !this.#lateSeen.has(each.message)).map((each) => each.message)
    if (this.#window.unread === 0 || (ts <= this.#readTs && late.length === 0)) return
    this.#readTs = Math.max(ts, this.#readTs)
    for (const each of late) this.#lateSeen.add(each)
    const seen = late.length === 0 ? {} : { late }
    void this.#node.submit({ type: 'mark-read', conversation: this.id, upTo: message, ...seen })
  }

  /** Keeps the draft as it is now; also called when the page may go away. */
  keepNow(): void {
    clearTimeout(this.#keeping)
    this.#keeping = undefined
    if (!this.#typed) return
    const draft = this.#draft()
    this.#kept = JSON.stringify(draft)
    this.#unanswered += 1
    void this.#node.submit({ type: 'keep-draft', conversation: this.id, ...draft }).then(() => (this.#unanswered -= 1))
  }

  /** What is kept: an edit leaves it as it was. */
  #draft(): { readonly text: string; readonly reply?: EntryHash; readonly mentions?: readonly Mention[] } {
    const writing = this.#writing
    const text = writing.type === 'edit' ? writing.draft : this.#text
    const named = namedIn(text, this.#chosen).map(({ member }) => member)
    return {
      text,
      ...(writing.type === 'reply' && text !== '' ? { reply: writing.to.message } : {}),
      ...(named.length === 0 ? {} : { mentions: named })
    }
  }

  #take({ text, reply, mentions }: DraftView): void {
    if (this.#writing.type === 'edit' || !this.#follows()) return
    this.#text = text
    this.#chosen = mentions
    this.#writing = reply === undefined ? { type: 'post' } : { type: 'reply', to: reply }
  }

  /**
   * Whether a draft that arrives is newer than what stands in the field: nothing was typed that the node does not know. What it shows
   * after its answer it knows from another device of this person.
   */
  #follows(): boolean {
    if (!this.#typed) return true
    return this.#keeping === undefined && this.#unanswered === 0 && JSON.stringify(this.#draft()) === this.#kept
  }

  #keepSoon(): void {
    this.#keeping ??= setTimeout(() => this.keepNow(), keepEveryMs)
  }

  #intentOf(writing: Writing, text: string): Intent {
    const named = namedIn(text, this.#chosen).map(({ member }) => member)
    const about = { conversation: this.id, text, ...(named.length === 0 ? {} : { mentions: named }) }
    if (writing.type === 'edit') return { ...about, type: 'edit', target: writing.target.message }
    const reply = writing.type === 'reply' ? writing.to.message : undefined
    return { ...about, type: 'post', reply, ...(this.#once ? { once: true } : {}) }
  }

  #giveBack(writing: Writing, text: string): void {
    const since = this.#text
    this.#writing = writing.type === 'edit' ? { ...writing, draft: since } : writing
    this.text = writing.type === 'edit' || since === '' ? text : `${text}\n${since}`
  }
}
