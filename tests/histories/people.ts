// Owns what simulated people do with their devices, and remembers what they were promised: whatever an outcome called stored.

import type { ConversationId, EntryHash } from '../../src/base/ids.ts'
import type { ConversationView, Intent, Outcome, TeamView } from '../../src/node/api.ts'
import type { Dice } from '../fixtures/random.ts'
import { StorageCrash } from '../fixtures/memory-storage.ts'
import type { Device } from './device.ts'

export interface Promised {
  readonly device: Device
  readonly conversation: ConversationId
  readonly entry: EntryHash
  readonly text: string
}

/** What was stored, and what its author took back again. */
export interface Ledger {
  readonly posts: Promised[]
  readonly deleted: Set<EntryHash>
  readonly edits: Map<EntryHash, string>
  /** Messages whose author's device died over an act on them: stored or not, nobody was told. */
  readonly unsure: Set<EntryHash>
  readonly links: string[]
  /** Devices whose disk was set back: what they were promised before may be only with others. */
  readonly setBack: Set<Device>
}

export function createLedger(): Ledger {
  return { posts: [], deleted: new Set(), edits: new Map(), unsure: new Set(), links: [], setBack: new Set() }
}

/** Submits, and waits for the outcome; undefined: the device died over it. */
export async function submit(device: Device, intent: Intent): Promise<Outcome | undefined> {
  const { node } = device
  if (node === undefined) return undefined
  try {
    return await node.submit(intent)
  } catch (failure) {
    if (!(failure instanceof StorageCrash)) throw failure
    device.fault = undefined
    device.stop('vanish')
    return undefined
  }
}

/** One act of one person; what is possible depends on what its device shows. */
export async function act(device: Device, ledger: Ledger, dice: Dice): Promise<string> {
  const team: TeamView | undefined = device.view('team')
  if (device.node === undefined || team?.type !== 'member') return 'nothing'
  const conversations = device.view('conversations') ?? []
  if (conversations.length === 0) return 'nothing'
  const place = dice.pick(conversations)
  const roll = dice.below(100)
  if (roll < 55) return await post(device, ledger, { place, dice })
  if (roll < 68) return await react(device, { place, dice })
  if (roll < 76) return await edit(device, ledger, { place, dice })
  if (roll < 82) return await remove(device, ledger, { place, dice })
  if (roll < 90) return await read(device, place)
  if (roll < 93) return await openDirect(device, dice)
  if (roll < 95) return await kept(device, { type: 'create-channel', name: `room ${dice.below(1000)}`, purpose: '' })
  if (roll < 97)
    return await kept(device, { type: 'set-profile', name: `${device.name} ${dice.below(100)}`, about: '' })
  return await kept(device, {
    type: 'rename-conversation',
    conversation: place.conversation,
    name: `name ${dice.below(100)}`
  })
}

interface Chance {
  readonly place: ConversationView
  readonly dice: Dice
}

async function post(device: Device, ledger: Ledger, { place, dice }: Chance): Promise<string> {
  const text = `${device.name} says ${dice.below(1_000_000)} in ${place.kind}`
  const { conversation } = place
  const seen = device.look({ type: 'timeline', conversation, anchor: 'newest', count: 10 }).messages
  const reply = seen.length > 0 && dice.chance(15) ? dice.pick(seen).message : undefined
  const outcome = await submit(device, { type: 'post', conversation, text, reply })
  if (outcome?.ok !== true || outcome.value.entry === undefined) return 'post refused'
  ledger.posts.push({ device, conversation, entry: outcome.value.entry, text })
  return 'post'
}

async function react(device: Device, { place, dice }: Chance): Promise<string> {
  const { conversation } = place
  const seen = device.look({ type: 'timeline', conversation, anchor: 'newest', count: 10 }).messages
  if (seen.length === 0) return 'nothing'
  const emoji = dice.pick(['👍', '❤️', '😂'])
  return await kept(device, {
    type: 'react',
    conversation,
    target: dice.pick(seen).message,
    emoji,
    on: dice.chance(80)
  })
}

async function edit(device: Device, ledger: Ledger, { place, dice }: Chance): Promise<string> {
  const { conversation } = place
  const seen = device.look({ type: 'timeline', conversation, anchor: 'newest', count: 10 }).messages
  if (seen.length === 0) return 'nothing'
  const { message, mine } = dice.pick(seen)
  const text = `${device.name} corrects ${dice.below(1000)}`
  const outcome = await submit(device, { type: 'edit', conversation, target: message, text })
  if (outcome?.ok === true && !mine) throw new Error('somebody edited the message of another')
  if (outcome === undefined) ledger.unsure.add(message)
  if (outcome?.ok === true) ledger.edits.set(message, text)
  return 'edit'
}

async function remove(device: Device, ledger: Ledger, { place, dice }: Chance): Promise<string> {
  const { conversation } = place
  const seen = device.look({ type: 'timeline', conversation, anchor: 'newest', count: 10 }).messages
  if (seen.length === 0) return 'nothing'
  const { message, mine } = dice.pick(seen)
  const outcome = await submit(device, { type: 'delete', conversation, target: message })
  if (outcome?.ok === true && !mine) throw new Error('somebody deleted the message of another')
  if (outcome === undefined) ledger.unsure.add(message)
  if (outcome?.ok === true) ledger.deleted.add(message)
  return 'delete'
}

async function read(device: Device, { conversation }: ConversationView): Promise<string> {
  const newest = device.look({ type: 'timeline', conversation, anchor: 'newest', count: 1 }).messages.at(-1)
  return newest === undefined
    ? 'nothing'
    : await kept(device, { type: 'mark-read', conversation, upTo: newest.message })
}

async function openDirect(device: Device, dice: Dice): Promise<string> {
  const members = device.view('members') ?? []
  return members.length === 0
    ? 'nothing'
    : await kept(device, { type: 'open-direct', member: dice.pick(members).member })
}

async function kept(device: Device, intent: Intent): Promise<string> {
  await submit(device, intent)
  return intent.type
}
