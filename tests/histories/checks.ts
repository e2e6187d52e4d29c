// Owns what must hold when the weather has cleared (Q12 to Q14, Q17): the same on every device, nothing lost, nothing forged. Reads
// disks past the nodes, so that a view cannot flatter.

import { toHex } from '../../src/base/bytes.ts'
import type { ConversationId, MemberId, ScopeId } from '../../src/base/ids.ts'
import { createPages } from '../../src/node/pages.ts'
import { restoreReplica } from '../../src/node/restore.ts'
import { hash } from '../../src/crypto/hash.ts'
import type { Replica } from '../../src/node/state.ts'
import type { Storage } from '../../src/node/ports.ts'
import type { Device } from './device.ts'
import type { Ledger } from './people.ts'

/** What went wrong, in words that name devices; empty is the only good value. */
export type Findings = readonly string[]

interface Inspected {
  readonly device: Device
  readonly replica: Replica
  readonly storage: Storage
}

function inspect(device: Device): Inspected | undefined {
  const storage = device.storage()
  const stored = storage.load()
  if (stored.keys === undefined || stored.heads.length === 0) return undefined
  return { device, replica: restoreReplica(stored.keys, stored), storage }
}

/** All honest devices of one team against each other and against what their people were promised. */
export function checkAll(
  devices: readonly Device[],
  ledger: Ledger,
  { now, strangers }: { readonly now: number; readonly strangers: ReadonlySet<MemberId> }
): Findings {
  const inspected = devices.map(inspect).filter((each) => each !== undefined)
  const [first, ...others] = inspected
  if (first === undefined) return ['nobody is in the team']
  return [
    ...others.flatMap((other) => compare(first, other, now)),
    ...inspected.flatMap((each) => privacy(each)),
    ...inspected.flatMap((each) => strangersIn(each, strangers)),
    ...kept(inspected, ledger),
    ...shown(inspected, ledger)
  ]
}

/** Q12: heads, team state, current epochs and page bytes of everything both may read. */
function compare(a: Inspected, b: Inspected, now: number): Findings {
  const names = `${a.device.name} and ${b.device.name}`
  const findings: string[] = []
  const shared = [...a.replica.membership.scopes.keys()].filter((scope) => b.replica.membership.scopes.has(scope))
  for (const scope of shared) {
    const headsA = headsText(a.replica, scope)
    const headsB = headsText(b.replica, scope)
    if (headsA !== headsB) findings.push(`${names} have other heads in ${kindOf(a, scope)}: ${headsA} / ${headsB}`)
  }
  if (teamText(a.replica) !== teamText(b.replica)) findings.push(`${names} resolve another team`)
  const { team } = a.replica.identity
  const currentA = a.replica.membership.books.get(team)?.current
  const currentB = b.replica.membership.books.get(team)?.current
  if (currentA !== currentB) findings.push(`${names} seal under other epochs: ${currentA} / ${currentB}`)
  for (const scope of shared) {
    const pagesA = pagesText(a, scope, now)
    const pagesB = pagesText(b, scope, now)
    if (pagesA !== pagesB) findings.push(`${names} have other pages in ${kindOf(a, scope)}: ${pagesA} / ${pagesB}`)
  }
  return findings
}

function kindOf({ replica }: Inspected, scope: ScopeId): string {
  return `${replica.membership.scopes.get(scope)?.kind} ${scope.slice(0, 6)}`
}

function headsText(replica: Replica, scope: ScopeId): string {
  const logs = [...(replica.heads.get(scope) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))
  return logs
    .map(
      ([device, heads]) =>
        `${device.slice(0, 6)}:${heads
          .map(({ seq, hash: head }) => `${seq}.${head.slice(0, 4)}`)
          .sort()
          .join('+')}`
    )
    .join(' ')
}

function teamText({ membership }: Replica): string {
  const members = [...membership.team.members.values()].map(
    ({ member, level, devices }) => `${member} ${level} ${devices.join()}`
  )
  const invitations = [...membership.team.invitations.values()].map(
    ({ operation, admitted }) => `${operation} ${admitted.join()}`
  )
  return [...members, ...membership.team.channels.keys(), ...invitations, ...membership.team.deps].sort().join('\n')
}

/** Every page as its projector writes it (P4). */
function pagesText({ replica, storage }: Inspected, conversation: ConversationId, now: number): string {
  const pages = createPages(replica, () => ({ storage, now }))
  return pages
    .numbers(conversation)
    .map((number) => `${number}:${toHex(hash('cid', pages.load(conversation, number).page.bytes())).slice(0, 12)}`)
    .join(' ')
}

/** A direct's entries stand on its two members' devices, and on no other in any form (S4). */
function privacy({ device, replica, storage }: Inspected): Findings {
  const strange = storage.load().heads.filter(({ scope }) => !replica.membership.scopes.has(scope))
  return strange.map(({ scope }) => `${device.name} holds a log of the strange scope ${scope}`)
}

function strangersIn({ device, replica }: Inspected, strangers: ReadonlySet<MemberId>): Findings {
  const inside = [...strangers].filter((stranger) => replica.membership.team.members.has(stranger))
  return inside.map((stranger) => `${device.name} believes in the stranger ${stranger}`)
}

/** Q13, Q14: what an author saw stored is with everybody who takes part, unless it was erased. */
function kept(inspected: readonly Inspected[], ledger: Ledger): Findings {
  const findings: string[] = []
  for (const { device, conversation, entry, text } of ledger.posts) {
    if (ledger.setBack.has(device)) continue
    for (const other of inspected) {
      if (!other.replica.membership.scopes.has(conversation)) continue
      const [stored] = other.storage.entries({ type: 'hashes', hashes: [entry] })
      if (stored === undefined) findings.push(`${other.device.name} lacks "${text}"`)
      else if (stored.payload === undefined && !stored.erased)
        findings.push(`${other.device.name} lacks the payload of "${text}"`)
    }
  }
  return findings
}

/** No forged word is shown, and what stands says what its author said last (Q13, Q17). */
function shown(inspected: readonly Inspected[], ledger: Ledger): Findings {
  const findings: string[] = []
  // What a device was promised before its disk was set back, or while it died, may or may not stand.
  const sure = ledger.posts.filter(({ device, entry }) => !ledger.setBack.has(device) && !ledger.unsure.has(entry))
  const last = new Map(sure.map(({ entry, text }) => [entry, ledger.edits.get(entry) ?? text]))
  for (const { device, replica } of inspected) {
    if (device.node === undefined) continue
    for (const { scope, kind } of replica.membership.scopes.values()) {
      if (kind === 'team' || kind === 'directory') continue
      for (const message of device.look({ type: 'timeline', conversation: scope, anchor: 'newest', count: 300 })
        .messages) {
        const said = last.get(message.message)
        if (message.text.includes('FORGED')) findings.push(`${device.name} shows a forged word`)
        if (
          said !== undefined &&
          message.type === 'message' &&
          message.text !== said &&
          !ledger.deleted.has(message.message)
        )
          findings.push(`${device.name} shows "${message.text}" where "${said}" was said`)
        if (last.has(message.message) && ledger.deleted.has(message.message) && message.type === 'message')
          findings.push(`${device.name} still shows the deleted "${message.text}"`)
      }
    }
  }
  return findings
}

/** What a device shows, to be the same after a restart. */
export function picture(device: Device): string {
  const team = device.look({ type: 'team' })
  const conversations = device.look({ type: 'conversations' })
  // A direct somebody opened and never wrote in is not kept.
  const kept = conversations.filter(({ last }) => last !== undefined)
  const lines = kept.map(({ conversation, name }) => {
    const { messages } = device.look({ type: 'timeline', conversation, anchor: 'newest', count: 300 })
    return `${conversation} ${name} ${messages.map(({ message, type, text, edited, reactions }) => [message, type, text, edited, JSON.stringify(reactions)].join(' ')).join('|')}`
  })
  return [team.type, ...lines].join('\n')
}
