// Owns how this device stops once it is out of the team (S12): it says nothing more, lets at least one other device hear if its own person
// left, and erases its copy where the policy or the person asks. Knows no screen.

import { err, ok, type Result } from '../base/result.ts'
import { decodeHeader } from '../log/entry.ts'
import type { Run } from '../log/run.ts'
import { wasRevoked } from '../team/past.ts'
import { validOfType } from '../team/roll.ts'
import type { TeamView } from './api-people.ts'
import type { Contacts } from './contacts.ts'
import { linksIn } from './content.ts'
import { allows } from './policies.ts'
import { leavingIn, leavingRecord, wipedRecord, type Gone, type LeavingRecord } from './records.ts'
import { profileOf, titleOf } from './registers.ts'
import { isActive, type Replica } from './state.ts'
import type { Desk } from './desk.ts'

export interface Leaving {
  /** This person is about to leave; kept before the removal is written. */
  begin(wipe: boolean): Result<void, 'disk-full'>
  /** The removal was refused. */
  forget(): void
  /** Somebody shows runs: whoever has our removal has heard of it. */
  heard(runs: readonly Run[]): void
  /** The person wants the copy gone, heard or not. */
  wipeNow(): Result<void, 'disk-full' | 'not-allowed'>
  /** Brings about what is due after every event. */
  settle(): void
  view(): Extract<TeamView, { type: 'removed' }>
}

interface Surroundings {
  readonly contacts: Contacts
  /** Nothing is said or heard any more; what is on its way may still go. */
  readonly leave: () => void
  /** Whether every link is closed. */
  readonly isQuiet: () => boolean
  /** The copy is gone. */
  readonly onWiped: (how: Gone) => void
}

/** How this device leaves; nothing happens while it is active. */
export function createLeaving(
  desk: Desk,
  records: ReadonlyMap<string, Uint8Array>,
  { contacts, leave, isQuiet, onWiped }: Surroundings
): Leaving {
  const { replica, storage } = desk
  let record: LeavingRecord | undefined = leavingIn(records)
  let hasLeft = false
  let isOver = false

  function keep(next: LeavingRecord | undefined): Result<void, 'disk-full'> {
    const kept = storage.keep(leavingRecord(next))
    if (kept.ok) record = next
    return kept
  }

  /** Our own removal, as long as nobody is known to have it. */
  function isUntold(): boolean {
    const removal = ownRemoval(replica)
    if (removal === undefined || removal.device !== replica.identity.device || record?.told === true) return false
    const others = [...replica.membership.team.devices.keys()]
    if (others.length === 0) return false
    const [stored] = storage.entries({ type: 'hashes', hashes: [removal.hash] })
    if (stored === undefined) return false
    return !others.some((device) => contacts.has(device, stored, linksIn({ storage, now: desk.now() })))
  }

  function wantsWipe(): boolean {
    return record?.wipe === true || allows(replica.membership.team, 'wipe-on-removal')
  }

  function wipe(): void {
    const how = goneHow(replica)
    const wiped = storage.wipe(wipedRecord(how))
    if (!wiped.ok) return
    isOver = true
    onWiped(how)
  }

  return {
    begin: (wanted) => keep({ wipe: wanted, told: false }),
    forget: () => void keep(undefined),
    heard(runs) {
      if (isActive(replica) || record?.told === true) return
      const removal = ownRemoval(replica)
      if (removal === undefined) return
      const { team } = replica.identity
      const shows = runs.some(
        ({ scope, device, items }) =>
          scope === team &&
          device === removal.device &&
          items.some(({ headerBytes }) => {
            const header = decodeHeader(headerBytes)
            return header.ok && header.value.seq >= removal.seq
          })
      )
      if (shows) keep({ wipe: record?.wipe === true, told: true })
    },
    wipeNow() {
      if (isActive(replica)) return err('not-allowed')
      const kept = keep({ wipe: true, told: true })
      return kept.ok ? ok(undefined) : kept
    },
    settle() {
      if (isOver || isActive(replica) || replica.membership.team.root === undefined || isUntold()) return
      if (!hasLeft) leave()
      hasLeft = true
      // What was said last may still be on its way, the goodbye among it.
      if (wantsWipe() && isQuiet()) wipe()
    },
    view() {
      const { identity, membership, registers } = replica
      const how = goneHow(replica)
      const removal = how === 'revoked' ? ownRevocation(replica) : ownRemoval(replica)
      const actor = removal?.actor
      const isOwn = actor === undefined || actor === 'root' || actor === identity.member
      const by = isOwn ? '' : profileOf(registers, actor).name
      const name = titleOf(registers, identity.team)?.name
      return {
        type: 'removed',
        name,
        how,
        by,
        untold: isUntold(),
        wiping: membership.team.root !== undefined && wantsWipe()
      }
    }
  }
}

function goneHow(replica: Replica): Gone {
  const { identity, membership } = replica
  if (wasRevoked(membership.team, identity.device) && membership.team.members.has(identity.member)) return 'revoked'
  return ownRemoval(replica)?.actor === identity.member ? 'left' : 'removed'
}

interface OwnEnd {
  readonly hash: ReturnType<typeof validOfType>[number]['hash']
  readonly device: ReturnType<typeof validOfType>[number]['device']
  readonly actor: ReturnType<typeof validOfType>[number]['actor']
  readonly seq: number
}

/** The removal of our member that stands, the latest in the order of R9. */
function ownRemoval({ identity, membership }: Replica): OwnEnd | undefined {
  const removals = validOfType(membership.team.judgement, 'member.remove').filter(
    ({ operation }) => operation.member === identity.member
  )
  const last = removals.at(-1)
  return last && { ...last, seq: last.node.entry.seq }
}

function ownRevocation({ identity, membership }: Replica): OwnEnd | undefined {
  const revocations = validOfType(membership.team.judgement, 'device.revoke').filter(
    ({ operation }) => operation.device === identity.device
  )
  const last = revocations.at(-1)
  return last && { ...last, seq: last.node.entry.seq }
}
