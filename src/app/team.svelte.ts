// Owns what the screen knows of the team: its people, conversations, invitations and what waits in them. Knows no component and no words.

import type { ConversationId, MemberId } from '../base/ids.ts'
import type { NodeApi } from '../node/api.ts'
import type { ConversationView } from '../node/api-conversations.ts'
import type { Intent, Outcome } from '../node/api-intents.ts'
import type { GovernanceView, GroupView, MarkView, MemberView, TeamView } from '../node/api-people.ts'
import { Live } from './live.svelte.ts'

export class Team {
  readonly #node: NodeApi
  readonly #view: Live<{ type: 'team' }>
  readonly #join: Live<{ type: 'join' }>
  readonly #members: Live<{ type: 'members' }>
  readonly #conversations: Live<{ type: 'conversations' }>
  readonly #invitations: Live<{ type: 'invitations' }>
  readonly #requests: Live<{ type: 'requests' }>
  readonly #notices: Live<{ type: 'notices' }>
  readonly #marks: Live<{ type: 'marks' }>
  readonly #governance: Live<{ type: 'governance' }>
  readonly #activity: Live<{ type: 'activity' }>
  readonly #inOrder: readonly MemberView[]
  readonly #ordered: readonly ConversationView[]
  readonly #alike: ReadonlySet<MemberId>

  constructor(node: NodeApi) {
    this.#node = node
    this.#view = new Live(node, { type: 'team' })
    this.#join = new Live(node, { type: 'join' })
    this.#members = new Live(node, { type: 'members' })
    this.#conversations = new Live(node, { type: 'conversations' })
    this.#invitations = new Live(node, { type: 'invitations' })
    this.#requests = new Live(node, { type: 'requests' })
    this.#notices = new Live(node, { type: 'notices' })
    this.#marks = new Live(node, { type: 'marks' })
    this.#governance = new Live(node, { type: 'governance' })
    this.#activity = new Live(node, { type: 'activity' })
    this.#ordered = $derived([...(this.#conversations.current ?? [])].sort(byActivity))
    this.#inOrder = $derived([...(this.#members.current ?? [])].sort(byName))
    this.#alike = $derived(alikeOf(this.#members.current ?? []))
  }

  get view(): TeamView | undefined {
    return this.#view.current
  }

  get join(): Live<{ type: 'join' }>['current'] {
    return this.#join.current
  }

  /** Whether this person lets people in. */
  get mayInvite(): boolean {
    const view = this.view
    return view?.type === 'member' && isInviter(view.me)
  }

  /** Who else does. */
  get inviters(): readonly MemberView[] {
    return this.#inOrder.filter((member) => !member.mine && isInviter(member))
  }

  /** Oneself first, then by name. */
  get members(): readonly MemberView[] {
    return this.#inOrder
  }

  /** Pinned ones, then the last active first; undefined until they have arrived. */
  get conversations(): readonly ConversationView[] | undefined {
    return this.#conversations.current === undefined ? undefined : this.#ordered
  }

  get invitations(): Live<{ type: 'invitations' }>['current'] {
    return this.#invitations.current
  }

  /** Newcomers who wait for this person's yes, and whom somebody else has answered. */
  get requests(): Live<{ type: 'requests' }>['current'] {
    return this.#requests.current
  }

  get notices(): Live<{ type: 'notices' }>['current'] {
    return this.#notices.current
  }

  /** Who may do what, as far as this person is concerned; watched only while a screen asks. */
  get governance(): Live<{ type: 'governance' }>['current'] {
    return this.#governance.current
  }

  get activity(): Live<{ type: 'activity' }>['current'] {
    return this.#activity.current
  }

  /** What this person may do about a member; undefined until known. */
  rightsOver(member: MemberId): GovernanceView['rights'][number] | undefined {
    return this.#governance.current?.rights.find((each) => each.member === member)
  }

  /** Whether this person may take away what somebody wrote in a channel; who is out ranks below everybody. */
  mayModerate(author: MemberId): boolean {
    return this.rightsOver(author)?.mayModerate ?? this.#governance.current?.mayModerate === true
  }

  /** What calls this person, in all conversations (C23). */
  get unread(): number {
    return this.#ordered.reduce((sum, conversation) => sum + conversation.calls, 0)
  }

  /** Those that are not put away (C22). */
  get listed(): readonly ConversationView[] {
    return this.#ordered.filter(({ archived }) => !archived)
  }

  get archived(): readonly ConversationView[] {
    return this.#ordered.filter(({ archived }) => archived)
  }

  get self(): ConversationView | undefined {
    return this.#ordered.find((conversation) => conversation.kind === 'self')
  }

  member(id: MemberId): MemberView | undefined {
    return this.#members.current?.find((member) => member.member === id)
  }

  conversation(id: ConversationId): ConversationView | undefined {
    return this.#ordered.find((conversation) => conversation.conversation === id)
  }

  /** Whether this person was compared; undefined until known. */
  mark(id: MemberId): MarkView | undefined {
    return this.#marks.current?.find(({ member }) => member === id)
  }

  /** Whether another member's name looks the same, so that the screen has to tell them apart (W2). */
  looksLikeAnother(id: MemberId): boolean {
    return this.#alike.has(id)
  }

  /** What a screen chose may live in its runes; only plain values cross to the other thread. */
  submit(intent: Intent): Promise<Outcome> {
    return this.#node.submit($state.snapshot(intent) as Intent)
  }
}

/** Whether this person may take away what somebody wrote in a group; who is no longer in it ranks below everybody. */
export function mayModerateIn({ members, mayModerate }: GroupView, author: MemberId): boolean {
  return members.find(({ member }) => member === author)?.mayModerate ?? mayModerate
}

function byName(a: MemberView, b: MemberView): number {
  return Number(b.mine) - Number(a.mine) || a.name.localeCompare(b.name) || (a.member < b.member ? -1 : 1)
}

function byActivity(a: ConversationView, b: ConversationView): number {
  // Pinned ones keep the order the node gives them (C22): a sort is stable.
  if (a.pinned || b.pinned) return Number(b.pinned) - Number(a.pinned)
  return (
    b.activity - a.activity || Number(b.everyone) - Number(a.everyone) || (a.conversation < b.conversation ? -1 : 1)
  )
}

/** Members whose names read alike: letters folded, marks and everything that is no letter or digit left out. */
function alikeOf(members: readonly MemberView[]): ReadonlySet<MemberId> {
  const byFolded = new Map<string, MemberId[]>()
  for (const { member, name } of members) {
    if (name === '') continue
    const folded = foldedName(name)
    byFolded.set(folded, [...(byFolded.get(folded) ?? []), member])
  }
  return new Set([...byFolded.values()].filter((same) => same.length > 1).flat())
}

const lookalikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  i: 'l',
  '|': 'l',
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  і: 'l',
  ј: 'j',
  к: 'k',
  м: 'm',
  н: 'h',
  т: 't',
  в: 'b',
  α: 'a',
  ο: 'o',
  ρ: 'p',
  ν: 'v'
}

/** What is left of a name when all that may deceive an eye is taken out. */
export function foldedName(name: string): string {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}|]/gu, '')
  return [...letters].map((letter) => lookalikes[letter] ?? letter).join('')
}

/** R3: what lets others in is above a member. */
function isInviter({ role }: MemberView): boolean {
  return role === 'owner' || role === 'admin'
}
