// Owns what simulated people do with their devices, and remembers what they were promised: whatever an outcome called stored.

import type { ConversationId, EntryHash, MemberId } from '../../src/base/ids.ts'
import type { ConversationView, MessageView } from '../../src/node/api-conversations.ts'
import type { Intent } from '../../src/node/api-intents.ts'
import type { MemberView } from '../../src/node/api-people.ts'
import type { Milliseconds } from '../../src/node/ports.ts'
import { wasRemoved } from '../../src/team/past.ts'
import type { Dice } from '../fixtures/random.ts'
import { inspect } from './desk.ts'
import type { Device } from './device.ts'
import { day, memberOf, submit } from './world.ts'

/** A post that its author's device called stored. */
export interface Promised {
  readonly device: Device
  readonly conversation: ConversationId
  readonly entry: EntryHash
  readonly text: string
  /** Members whose removal the author's device knew of when it wrote: they may never read this (Q15, K8). Of some it never heard at all. */
  readonly without: readonly MemberId[]
  /** Of a channel: whom the author's device knew as guests; while they are, they may not read this (K16). */
  readonly guests: readonly MemberId[]
}

/** What was stored, and what its author took back again. */
export interface Ledger {
  posts: readonly Promised[]
  /** By the message, what took it away last. */
  readonly deleted: Map<EntryHash, EntryHash | undefined>
  readonly edits: Map<EntryHash, string>
  /** By the message, what said its last text. */
  readonly editedBy: Map<EntryHash, EntryHash | undefined>
  /**
   * Messages whose author's device died over an act on them, or was set back after one: stored or not, nobody can say. Also those
   * that were written, or acted on, more than a day ahead of time: they wait (L9).
   */
  readonly unsure: Set<EntryHash>
  /** Whose program is not ours: nobody need ever take what it did for done. */
  rogue: Device | undefined
  /** Guests who became members at any time: whoever rises reads what was said before, too. */
  readonly risen: Set<MemberId>
  /** Whose device took a message away: set back, it may know nothing of that. */
  readonly moderated: Map<EntryHash, Device>
  /** What conversations were called, and members, in words that tell them apart. */
  names: readonly { readonly of: ConversationId; readonly text: string }[]
  profiles: readonly { readonly member: MemberId; readonly text: string }[]
  /** Devices that came from a backup: what they had written since, others may have alone. */
  readonly setBack: Set<Device>
  /** Members that were removed in this run. */
  readonly removed: Set<MemberId>
  /** True time: what a device's clock says may be years from it. */
  readonly now: () => Milliseconds
}

export function createLedger(now: () => Milliseconds): Ledger {
  return {
    posts: [],
    deleted: new Map(),
    edits: new Map(),
    editedBy: new Map(),
    unsure: new Set(),
    rogue: undefined,
    risen: new Set(),
    moderated: new Map(),
    names: [],
    profiles: [],
    setBack: new Set(),
    removed: new Set(),
    now
  }
}

/**
 * A disk goes back in time: what only it had is lost with the knowledge of its owner, the rest is not. Of what others wrote it may have had
 * the last copy, if they were set back before.
 */
export function setBack(ledger: Ledger, device: Device, others: readonly Device[]): void {
  ledger.setBack.add(device)
  const isElsewhere = (entry: EntryHash): boolean =>
    others.some((other) => {
      const [stored] = other === device ? [] : other.storage().entries({ type: 'hashes', hashes: [entry] })
      return stored !== undefined && (stored.payload !== undefined || stored.erased)
    })
  ledger.posts = ledger.posts.filter((post) => !ledger.setBack.has(post.device) || isElsewhere(post.entry))
  for (const { entry, device: author } of ledger.posts)
    if (author === device && (ledger.edits.has(entry) || ledger.deleted.has(entry))) ledger.unsure.add(entry)
  for (const [entry, moderator] of ledger.moderated) if (moderator === device) ledger.unsure.add(entry)
}

interface Moment {
  readonly device: Device
  readonly ledger: Ledger
  readonly dice: Dice
  readonly place: ConversationView
  readonly seen: readonly MessageView[]
}

type Act = (moment: Moment) => Promise<string>

const acts: readonly (readonly [share: number, act: Act])[] = [
  [55, post],
  [13, react],
  [8, edit],
  [6, remove],
  [8, read],
  [3, openDirect],
  [2, createChannel],
  [2, setProfile],
  [1, rename],
  [2, keepDraft]
]

/** Takes the message of another away; whoever may not asks in vain. */
export async function moderate(device: Device, ledger: Ledger, dice: Dice): Promise<string> {
  const moment = momentOf(device, ledger, dice)
  const others = moment?.seen.filter(({ mine, type }) => !mine && type === 'message') ?? []
  if (moment === undefined || others.length === 0) return 'nothing'
  const { message } = dice.pick(others)
  const { conversation } = moment.place
  const outcome = await submit(device, { type: 'moderate', conversation, target: message })
  if (outcome === undefined || device === ledger.rogue) ledger.unsure.add(message)
  if (outcome?.ok !== true) return 'moderate, in vain'
  ledger.deleted.set(message, outcome.value.entry)
  ledger.moderated.set(message, device)
  return 'moderate'
}

/** Something about groups: a new one, somebody more or less in it, another role, or this person leaves. */
export async function regroup(device: Device, ledger: Ledger, dice: Dice): Promise<string> {
  const conversations = device.view('conversations') ?? []
  const members = device.view('members') ?? []
  if (device.node === undefined || device.view('team')?.type !== 'member' || members.length === 0) return 'nothing'
  const others = members.filter(({ member }) => member !== memberOf(device)).map(({ member }) => member)
  const groups = conversations.filter(({ kind }) => kind === 'group')
  if (others.length === 0) return 'nothing'
  if (groups.length === 0 || dice.chance(25)) {
    const chosen = others.filter(() => dice.chance(60)).map((member) => ({ member, role: 'member' as const }))
    const history = dice.chance(70) ? 'full' : 'from-join'
    const name = `group ${dice.below(100)}`
    return await call(device, ledger, { type: 'create-group', name, members: chosen, history })
  }
  const { conversation } = dice.pick(groups)
  const member = dice.pick(others)
  return await ask(
    device,
    dice.pick<Intent>([
      { type: 'add-to-group', conversation, members: [member] },
      { type: 'add-to-group', conversation, members: [member] },
      { type: 'remove-from-group', conversation, member },
      { type: 'set-group-role', conversation, member, role: 'admin' },
      { type: 'leave-group', conversation }
    ])
  )
}

/** One act of one person; what is possible depends on what its device shows. */
export async function act(device: Device, ledger: Ledger, dice: Dice): Promise<string> {
  const moment = momentOf(device, ledger, dice)
  if (moment === undefined) return 'nothing'
  let roll = dice.below(100)
  for (const [share, chosen] of acts) {
    if (roll < share) return await chosen(moment)
    roll -= share
  }
  return 'nothing'
}

/** A person before one of its conversations; undefined: it has none, or is not there. */
function momentOf(device: Device, ledger: Ledger, dice: Dice): Moment | undefined {
  const conversations = device.view('conversations') ?? []
  if (device.node === undefined || device.view('team')?.type !== 'member' || conversations.length === 0)
    return undefined
  const place = dice.pick(conversations)
  const { conversation } = place
  const seen = device.look({ type: 'timeline', conversation, anchor: 'newest', count: 10 }).messages
  return { device, ledger, dice, place, seen }
}

async function post({ device, ledger, dice, place, seen }: Moment): Promise<string> {
  const { conversation } = place
  const text = `${device.name} says ${dice.below(1_000_000_000)} in ${place.kind}`
  const reply = seen.length > 0 && dice.chance(15) ? dice.pick(seen).message : undefined
  const views = device.view('members') ?? []
  const members = new Set(views.map(({ member }) => member))
  const isGuest = ({ role }: MemberView): boolean => role === 'guest' && place.kind === 'channel'
  const guests = views.filter(isGuest).map(({ member }) => member)
  const outcome = await submit(device, { type: 'post', conversation, text, reply })
  if (outcome?.ok !== true || outcome.value.entry === undefined) return 'post, in vain'
  if (isAhead(device, ledger, outcome.value.entry)) ledger.unsure.add(outcome.value.entry)
  const team = ledger.removed.size > 0 ? inspect(device)?.replica.membership.team : undefined
  const isKnownOut = (member: MemberId): boolean => team !== undefined && wasRemoved(team, member)
  const without = [...ledger.removed].filter((member) => !members.has(member) && isKnownOut(member))
  ledger.posts = [...ledger.posts, { device, conversation, entry: outcome.value.entry, text, without, guests }]
  return 'post'
}

/** Whether an entry was written so far in the future that everybody waits for its time (L9). */
function isAhead(device: Device, ledger: Ledger, entry: EntryHash | undefined): boolean {
  const [stored] = entry === undefined ? [] : device.storage().entries({ type: 'hashes', hashes: [entry] })
  return stored !== undefined && stored.ts > ledger.now() + day
}

async function react({ device, dice, place, seen }: Moment): Promise<string> {
  if (seen.length === 0) return 'nothing'
  const target = dice.pick(seen).message
  const emoji = dice.pick(['👍', '❤️', '😂'])
  return await ask(device, { type: 'react', conversation: place.conversation, target, emoji, on: dice.chance(80) })
}

async function edit({ device, ledger, dice, place, seen }: Moment): Promise<string> {
  if (seen.length === 0) return 'nothing'
  const { message, mine } = dice.pick(seen)
  const text = `${device.name} corrects ${dice.below(1_000_000_000)}`
  const outcome = await submit(device, { type: 'edit', conversation: place.conversation, target: message, text })
  if (outcome?.ok === true && !mine) throw new Error('somebody edited the message of another')
  if (outcome === undefined || device === ledger.rogue) ledger.unsure.add(message)
  if (outcome?.ok === true) {
    ledger.edits.set(message, text)
    ledger.editedBy.set(message, outcome.value.entry)
    if (isAhead(device, ledger, outcome.value.entry)) ledger.unsure.add(message)
  }
  return 'edit'
}

async function remove({ device, ledger, dice, place, seen }: Moment): Promise<string> {
  if (seen.length === 0) return 'nothing'
  const { message, mine } = dice.pick(seen)
  const outcome = await submit(device, { type: 'delete', conversation: place.conversation, target: message })
  if (outcome?.ok === true && !mine) throw new Error('somebody deleted the message of another')
  if (outcome === undefined || device === ledger.rogue) ledger.unsure.add(message)
  if (outcome?.ok === true) {
    ledger.deleted.set(message, outcome.value.entry)
    if (isAhead(device, ledger, outcome.value.entry)) ledger.unsure.add(message)
  }
  return 'delete'
}

async function read({ device, place, seen }: Moment): Promise<string> {
  const newest = seen.at(-1)
  if (newest === undefined) return 'nothing'
  return await ask(device, { type: 'mark-read', conversation: place.conversation, upTo: newest.message })
}

async function openDirect({ device, dice }: Moment): Promise<string> {
  const members = device.view('members') ?? []
  return members.length === 0
    ? 'nothing'
    : await ask(device, { type: 'open-direct', member: dice.pick(members).member })
}

async function createChannel({ device, ledger, dice }: Moment): Promise<string> {
  return await call(device, ledger, { type: 'create-channel', name: `room ${dice.below(1000)}`, purpose: '' })
}

async function setProfile({ device, ledger, dice }: Moment): Promise<string> {
  const name = `${device.name} ${dice.below(100)}`
  ledger.profiles = [...ledger.profiles, { member: memberOf(device), text: name }]
  return await ask(device, { type: 'set-profile', name, about: '' })
}

async function rename({ device, ledger, dice, place }: Moment): Promise<string> {
  const name = `name ${dice.below(100)}`
  return await call(device, ledger, { type: 'rename-conversation', conversation: place.conversation, name })
}

/** Gives a conversation its name. */
async function call(device: Device, ledger: Ledger, intent: Intent & { readonly name: string }): Promise<string> {
  const outcome = await submit(device, intent)
  if (outcome?.ok !== true) return `${intent.type}, in vain`
  const of = intent.type === 'rename-conversation' ? intent.conversation : outcome.value.conversation
  if (of !== undefined) ledger.names = [...ledger.names, { of, text: intent.name }]
  return intent.type
}

async function keepDraft({ device, dice, place }: Moment): Promise<string> {
  return await ask(device, { type: 'keep-draft', conversation: place.conversation, text: `draft ${dice.below(100)}` })
}

async function ask(device: Device, intent: Intent): Promise<string> {
  const outcome = await submit(device, intent)
  return outcome?.ok === true ? intent.type : `${intent.type}, in vain`
}
