// Owns the views of what was said: the list of conversations, the slice of a timeline, who has a message.

import type { ConversationId, EntryHash, MemberId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Message } from '../chat/message.ts'
import { pageOf } from '../chat/rules.ts'
import { newestSlice, sliceAround, type Pages as MessagePages, type Slice } from '../chat/slices.ts'
import { unreadIn, type UnreadFacts } from '../chat/unread.ts'
import type {
  ConversationView,
  DraftView,
  LastLine,
  MessageView,
  MomentView,
  QuoteView,
  TimelineAnchor,
  TimelineView
} from './api-conversations.ts'
import type { ArrangedView } from './api-life.ts'
import { arrangementOf, callsOf, countMutedMentions, isArchived, mutedAt, pinnedIn } from './arranging.ts'
import type { Arrival } from './arrivals.ts'
import { messageIn } from './answer.ts'
import { noDraft } from './drafts.ts'
import { nameFor, namesIn, namesMe } from './naming.ts'
import { pictureOf, profileOf, readMarkOf, titleOf } from './registers.ts'
import type { FileKind } from './api-files.ts'
import { isListed } from './listing.ts'
import { fileKindOf, fileViews, onceFileViews } from './view-files.ts'
import type { Scene, Summary } from './scene.ts'
import { takesPart, type ScopeInfo } from './scopes.ts'
import { channelOfAll } from './state.ts'
import { changesIn } from './view-changes.ts'
import { deliveryOf } from './view-delivery.ts'
import { actsOn, isShown, shownOf, timersIn } from './view-of-acts.ts'

/** The most a timeline query gets. */
const sliceMax = 300

/** The list: what is pinned in its order, then newest activity first (C22). */
export function conversationsView(scene: Scene): readonly ConversationView[] {
  const { replica } = scene.desk
  const views: ConversationView[] = []
  for (const info of replica.membership.scopes.values()) {
    if (info.kind === 'team' || info.kind === 'directory') continue
    if (isListed(scene, info)) views.push(conversationView(scene, info))
  }
  const places = new Map(
    pinnedIn(
      replica.registers,
      views.map(({ conversation }) => conversation)
    ).map(({ conversation }, place) => [conversation, place])
  )
  const placeOf = ({ conversation }: ConversationView): number => places.get(conversation) ?? places.size
  return views.toSorted(
    (a, b) => placeOf(a) - placeOf(b) || b.activity - a.activity || (a.conversation < b.conversation ? -1 : 1)
  )
}

function conversationView(scene: Scene, info: ScopeInfo): ConversationView {
  const { replica } = scene.desk
  const { identity, membership, registers } = replica
  const conversation = info.scope
  const other = info.pair?.find((member) => member !== identity.member)
  const title = titleOf(registers, conversation)
  const summary = summaryOf(scene, info)
  const unread = info.kind === 'self' ? 0 : summary.unread
  const unreadMentions = info.kind === 'self' ? 0 : summary.unreadMentions
  return {
    conversation,
    kind: info.kind === 'team' || info.kind === 'directory' ? 'channel' : info.kind,
    name: other === undefined ? (title?.name ?? '') : profileOf(registers, other).name,
    purpose: title?.purpose ?? '',
    everyone: conversation === channelOfAll(replica),
    member: other,
    left: info.kind === 'group' && !takesPart(membership, info, identity.member),
    unread,
    unreadMentions,
    last: lastLine(scene, conversation, summary),
    activity: summary.activity,
    draft: scene.drafts.get(conversation)?.text ?? '',
    picture: pictureOf(registers, conversation)?.entry,
    ...arrangedView(scene, conversation, { ...summary, unread, unreadMentions })
  }
}

function arrangedView({ desk }: Scene, conversation: ConversationId, summary: Summary): Omit<ArrangedView, 'picture'> {
  const { registers } = desk.replica
  const now = desk.now()
  const arrangement = arrangementOf(registers, conversation)
  const { unread, unreadMentions, late } = summary
  return {
    archived: isArchived(arrangement, { now, last: summary.last === undefined ? 0 : summary.activity, late }),
    muted: mutedAt(arrangement, now),
    pinned: arrangement.pin !== undefined,
    markedUnread: arrangement.marked,
    calls: callsOf(arrangement, { now, unread, unreadMentions, countsMentions: countMutedMentions(registers) })
  }
}

/** How far back unread messages are counted: a person who was away longer reads "many". */
const unreadPagesMax = 12

function summaryOf(scene: Scene, info: ScopeInfo): Summary {
  const known = scene.summaries.get(info.scope)
  if (known !== undefined) return known
  const { desk } = scene
  const facts = unreadFacts(scene, info.scope)
  const oldest = facts.mark === undefined ? 0 : pageOf(facts.mark.ts)
  const isMention = (message: Message): boolean => namesMe(scene, info.scope, message)
  let unread = 0
  let unreadMentions = 0
  let late = false
  let last: Message | undefined
  let looked = 0
  for (const number of desk.pages.numbers(info.scope)) {
    looked += 1
    if (last !== undefined && (number < oldest || looked > unreadPagesMax)) break
    const messages = shownOf(scene, info.scope, desk.pages.load(info.scope, number).timeline.messages())
    last ??= messages.at(-1)
    const here = unreadIn(messages, facts)
    unread += here.length
    late ||= scene.late.marked.size > 0 && here.some(({ hash }) => scene.late.marked.has(hash))
    unreadMentions += here.filter(isMention).length
  }
  const created = createdMs(desk.replica, info)
  const summary: Summary = {
    unread,
    unreadMentions,
    late,
    last: last?.hash,
    lastPage: last === undefined ? 0 : pageOf(last.ts),
    activity: last?.ts ?? created
  }
  scene.summaries.set(info.scope, summary)
  return summary
}

/** Where nobody has said anything yet: when it was made. */
function createdMs({ membership }: Scene['desk']['replica'], { scope, kind }: ScopeInfo): number {
  if (kind !== 'group') return membership.team.channels.get(scope)?.createdMs ?? 0
  return membership.control.get(scope)?.find(({ operation }) => operation.type === 'group.create')?.ts ?? 0
}

function lastLine(scene: Scene, conversation: ConversationId, { last, lastPage }: Summary): LastLine | undefined {
  if (last === undefined) return undefined
  const { desk } = scene
  const message = desk.pages.load(conversation, lastPage).timeline.message(last)
  const entry = scene.arrivals.of([last]).get(last)
  if (message === undefined || entry === undefined || !isShown(scene, conversation, message)) return undefined
  return {
    message: last,
    authorName: profileOf(desk.replica.registers, message.member).name,
    mine: message.member === desk.replica.identity.member,
    mentionsMe: namesMe(scene, conversation, message),
    text: message.text,
    file: firstFileOf(message),
    deleted: message.type === 'deleted',
    once: message.once,
    ts: message.ts,
    delivery: deliveryOf(scene, entry)
  }
}

/** The part of a conversation around its newest end or one message. */
export function timelineView(
  scene: Scene,
  {
    conversation,
    anchor,
    count
  }: { readonly conversation: ConversationId; readonly anchor: TimelineAnchor; readonly count: number }
): TimelineView {
  const slice = sliceOf(scene, conversation, { anchor, count: Math.min(Math.max(1, count), sliceMax) })
  const unread = unreadIn(slice.messages, unreadFacts(scene, conversation))
  return {
    messages: messageViews(scene, slice.messages),
    older: slice.older,
    newer: slice.newer,
    firstUnread: unread[0]?.hash,
    unread: unread.length,
    changes: [...changesIn(scene, conversation, slice), ...timersIn(scene, conversation, slice)].toSorted(
      (a, b) => a.ts - b.ts
    )
  }
}

/** Messages as a screen shows them; those whose entries are here. */
export function messageViews(scene: Scene, messages: readonly Message[]): readonly MessageView[] {
  const arrivals = scene.arrivals.of(messages.map(({ hash }) => hash))
  return messages.flatMap((message) => {
    const entry = arrivals.get(message.hash)
    return entry === undefined ? [] : [messageView(scene, message, entry)]
  })
}

/** The first message at or after a moment; pages before it are not looked at. */
export function momentView(
  scene: Scene,
  { conversation, ts }: { readonly conversation: ConversationId; readonly ts: number }
): MomentView {
  const { desk } = scene
  const from = pageOf(ts)
  const numbers = desk.pages.numbers(conversation).filter((number) => number >= from)
  for (const number of numbers.toReversed()) {
    const messages = shownOf(scene, conversation, desk.pages.load(conversation, number).timeline.messages())
    const found = messages.find((message) => message.ts >= ts)
    if (found !== undefined) return { message: found.hash, ts: found.ts }
  }
  return { message: undefined, ts: undefined }
}

/** What was typed and not sent, with what it answers. */
export function draftView(scene: Scene, conversation: ConversationId): DraftView {
  const { text, reply, mentions } = scene.drafts.get(conversation) ?? noDraft
  return {
    text,
    reply: reply === undefined ? undefined : quoteOf(scene, conversation, reply),
    mentions: mentions.map((member) => nameFor(scene, member))
  }
}

function sliceOf(
  scene: Scene,
  conversation: ConversationId,
  { anchor, count }: { readonly anchor: TimelineAnchor; readonly count: number }
): Slice {
  const { desk } = scene
  const numbers = desk.pages.numbers(conversation)
  const messagesOf = (number: number): readonly Message[] =>
    shownOf(scene, conversation, desk.pages.load(conversation, number).timeline.messages())
  function* pagesOf(wanted: readonly number[]): MessagePages {
    for (const number of wanted) yield messagesOf(number)
  }
  if (anchor === 'newest') return newestSlice(pagesOf(numbers), count)
  const [entry] = desk.storage.entries({ type: 'hashes', hashes: [anchor.around] })
  const around =
    entry === undefined
      ? undefined
      : sliceAround(
          {
            page: messagesOf(entry.page),
            older: pagesOf(numbers.filter((number) => number < entry.page)),
            newer: pagesOf(numbers.filter((number) => number > entry.page).toReversed())
          },
          { hash: anchor.around, count }
        )
  return around ?? newestSlice(pagesOf(numbers), count)
}

function unreadFacts(scene: Scene, conversation: ConversationId): UnreadFacts {
  const { identity, registers } = scene.desk.replica
  return { member: identity.member, mark: readMarkOf(registers, conversation), late: scene.late.unseen }
}

/** A message as this person sees it; `entry` is the one that carries it. */
export function messageView(scene: Scene, message: Message, entry: Arrival): MessageView {
  const { identity, registers } = scene.desk.replica
  const nameOf = (member: MemberId): string => profileOf(registers, member).name
  return {
    message: message.hash,
    author: message.member,
    authorName: nameOf(message.member),
    mine: message.member === identity.member,
    ts: message.ts,
    type: message.type === 'unknown' ? 'needs-newer-version' : message.type === 'sealed' ? 'no-key-yet' : message.type,
    text: message.text,
    edited: message.edited,
    files: (message.once ? onceFileViews : fileViews)(scene, entry.scope, message),
    reply: message.reply === undefined ? undefined : quoteOf(scene, entry.scope, message.reply),
    mentions: namesIn(scene, entry.scope, message),
    mentionsMe: namesMe(scene, entry.scope, message),
    reactions: message.reactions.map(({ emoji, members }) => ({
      emoji,
      count: members.length,
      mine: members.includes(identity.member),
      names: members.map(nameOf)
    })),
    delivery: deliveryOf(scene, entry),
    late: scene.late.marked.has(message.hash),
    clockAhead: message.ts > entry.receivedAt + limits.clockToleratedMs,
    ...actsOn(scene, entry.scope, message)
  }
}

function quoteOf(scene: Scene, conversation: ConversationId, target: EntryHash): QuoteView {
  const { identity, registers } = scene.desk.replica
  const found = messageIn(scene.desk, conversation, target)?.message
  return {
    message: target,
    authorName: found === undefined ? '' : profileOf(registers, found.member).name,
    mine: found?.member === identity.member,
    text: found?.type === 'message' && !found.once && isShown(scene, conversation, found) ? found.text : undefined,
    file: found === undefined || !isShown(scene, conversation, found) ? undefined : firstFileOf(found)
  }
}

function firstFileOf({ files: [first] }: Message): FileKind | undefined {
  return first === undefined ? undefined : fileKindOf(first)
}
