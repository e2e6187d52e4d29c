// Owns the judgement of what a newcomer is shown (I10): it believes runs only when all of it holds. Knows no lobby; whoever shows them is
// a stranger.

import type { Run } from '../log/run.ts'
import { judgeJoin, type JoinStep } from '../team/admission.ts'
import type { Asking } from './asking.ts'
import { createProposal, examineRun } from './examine.ts'
import { identityOf } from './identity.ts'
import { secretToRead } from './membership.ts'
import type { Milliseconds, Storage } from './ports.ts'
import { createReplica } from './state.ts'

export interface Jury {
  hear(run: Run, now: Milliseconds): { readonly step: JoinStep; readonly order: readonly Run[] }
}

/**
 * I10 over what was shown so far, in whatever order it came; `order` is one in which the door takes it. What it could take once is not
 * looked at again: the log of a large team comes in many runs.
 */
export function createJury({ link, keys }: Asking): Jury {
  const replica = createReplica(identityOf(keys))
  const proposal = createProposal(replica)
  const order: Run[] = []
  let waiting: readonly Run[] = []
  return {
    hear(shown, now) {
      waiting = [...waiting, shown]
      for (let before = -1; waiting.length !== before;) {
        before = waiting.length
        waiting = waiting.filter((run) => {
          const examined = examineRun(proposal, run, { replica, storage: nothingStored, now, secrets: [] })
          if (examined.ok) order.push(run)
          return !examined.ok
        })
      }
      const { membership } = proposal
      const { team, epochEntries, secrets, books } = membership
      const holdsConversation = [...books].some(
        ([scope, book]) =>
          scope !== link.team &&
          [...book.byId.keys()].some((epoch) => secretToRead(membership, scope, epoch) !== undefined)
      )
      const step = judgeJoin({
        link,
        device: keys.device,
        team,
        epochs: epochEntries.get(link.team) ?? [],
        secrets: secrets.get(link.team) ?? new Map(),
        holdsConversation
      })
      return { step, order }
    }
  }
}

/** What a newcomer has stored of the team: nothing. */
const nothingStored: Pick<Storage, 'entries'> = { entries: () => [] }
