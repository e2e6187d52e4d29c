// Owns that the words of a deleted pad go (P9): what this person wrote in it is deleted like any of its messages, by whichever of its
// devices hears of it. Knows nothing of pads that are there.

import type { ConversationId, PadId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { padKey } from '../chat/registers.ts'
import type { Later } from './inbox.ts'
import { ownChangesOf } from './pad-steps.ts'
import { allows } from './policies.ts'
import type { Cancel, Milliseconds } from './ports.ts'
import { takesPart } from './scopes.ts'
import { isActive } from './state.ts'
import type { Desk, Written } from './desk.ts'
import { writeContents } from './write.ts'

export interface PadCleaning {
  /** A pad may have ended: looks through all titles, so it is told of those and not of every word. */
  look(): void
}

interface Gone {
  /** Of the entry that ended it: a pad may come back, and be deleted again. */
  readonly hash: string
  readonly conversation: ConversationId
  readonly pad: PadId
}

/** Longer ago everybody's devices have done it, or will hear of nothing new. */
const lookBackMs: Milliseconds = 30 * limits.dayMs

export function createPadCleaning(desk: Desk, onWritten: (written: Written) => void, later: Later): PadCleaning {
  const { replica } = desk
  /** Ends of pads after which the words of this person are gone, as far as they are here. */
  const cleaned = new Set<string>()
  let waiting: Cancel | undefined

  function due(): readonly Gone[] {
    const { membership, identity } = replica
    const gone: Gone[] = []
    for (const { key, ts, hash, operation } of replica.registers.byKey.values()) {
      if (operation.type !== 'pad-title' || operation.on || cleaned.has(hash) || desk.now() - ts > lookBackMs) continue
      for (const info of membership.scopes.values())
        if (key === padKey(info.scope, operation.pad) && takesPart(membership, info, identity.member))
          gone.push({ hash, conversation: info.scope, pad: operation.pad })
    }
    return gone
  }
  function clean({ conversation, pad }: Gone): boolean {
    const changes = ownChangesOf(desk, { conversation, pad, member: replica.identity.member })
    for (const [page, hashes] of changes)
      for (let from = 0; from < hashes.length; from += limits.targetsMax) {
        const targets = hashes.slice(from, from + limits.targetsMax)
        const operations = [{ type: 'delete', targets, destroy: true, silent: true }] as const
        const written = writeContents(desk, conversation, { operations, page })
        if (!written.ok) return false
        onWritten(written.value)
      }
    return true
  }

  return {
    look() {
      // Where the team forbids destroying, what was said stays, in notes as in messages (C2).
      if (!isActive(replica) || !allows(replica.membership.team, 'destroy-allowed') || due().length === 0) return
      waiting ??= later(limits.padIdleMs, () => {
        waiting = undefined
        for (const gone of due()) if (clean(gone)) cleaned.add(gone.hash)
      })
    }
  }
}
