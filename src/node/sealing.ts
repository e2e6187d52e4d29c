// Owns that boxes for a large team are begun in slices before they are needed (K9): whatever else there is to do comes between two of
// them, and what is to be written under the new keys waits. Decides nothing about keys: whoever writes finds the dear part done.

import type { DeviceId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import type { Certificate } from '../team/certificate.ts'
import { makeBoxAhead } from '../team/keyring.ts'
import type { Later } from './inbox.ts'
import type { Cancel } from './ports.ts'
import type { Desk } from './desk.ts'

/** What somebody is about to write in some key scopes, and the boxes that will go with it, as far as one can tell before. */
export interface Need {
  readonly scopes: readonly ScopeId[]
  /** One for each box. */
  readonly recipients: readonly Certificate[]
}

interface Waiting {
  readonly need: Need
  readonly write: () => void
  readonly onStop: () => void
}

export interface Sealing {
  /** Runs `write` at once, or when its boxes are begun; never before what waits for the same key scopes. */
  when(need: Need, write: () => void, onStop?: () => void): void
  /** Somebody will probably want these soon: nothing waits for them. */
  ahead(need: Need): void
  /** How many wait. */
  readonly waiting: number
  /** Forgets what was begun for nothing. */
  tidy(): void
  /** What still waits is told so and never runs. */
  stop(): void
}

/** The sealing of one node. */
export function createSealing(desk: Desk, later: Later): Sealing {
  const { boxesAhead } = desk.replica
  let waiting: Waiting[] = []
  /** What nobody waits for yet. */
  let expected: Need | undefined
  let planned: Cancel | undefined

  /** Certificates for whose boxes nothing is begun; of one that is needed twice two are. */
  function lacking({ recipients }: Need): readonly Certificate[] {
    const begun = new Map<DeviceId, number>()
    return recipients.filter(({ device }) => {
      const count = (begun.get(device) ?? 0) + 1
      begun.set(device, count)
      return count > (boxesAhead.get(device)?.length ?? 0)
    })
  }

  /** So few are left that they are no more than a slice themselves. */
  function isReady(need: Need): boolean {
    return lacking(need).length <= limits.boxesAtOnce
  }

  function next(): Need | undefined {
    const needs = [...waiting.map(({ need }) => need), ...(expected === undefined ? [] : [expected])]
    return needs.find((need) => !isReady(need))
  }

  function plan(): void {
    if (planned !== undefined || next() === undefined) return
    planned = later(0, () => {
      planned = undefined
      slice()
      letGo()
      plan()
    })
  }

  function slice(): void {
    const need = next()
    if (need === undefined) return
    for (const certificate of lacking(need).slice(0, limits.boxesAtOnce)) {
      const begun = makeBoxAhead(certificate, desk.random.bytes)
      boxesAhead.set(certificate.device, [...(boxesAhead.get(certificate.device) ?? []), begun])
    }
  }

  /** In the order in which they came, but nobody waits for keys of other conversations. */
  function letGo(): void {
    const blocked = new Set<ScopeId>()
    for (const each of [...waiting]) {
      if (isReady(each.need) && !each.need.scopes.some((scope) => blocked.has(scope))) {
        waiting = waiting.filter((other) => other !== each)
        each.write()
      } else for (const scope of each.need.scopes) blocked.add(scope)
    }
  }

  return {
    when(need, write, onStop = () => undefined) {
      const isBehind = waiting.some((each) => areOfOneScope(each.need, need))
      // What was expected has come, or does not need its keys any more afterwards.
      if (expected !== undefined && areOfOneScope(expected, need)) expected = undefined
      if (!isBehind && isReady(need)) {
        write()
        return
      }
      waiting.push({ need, write, onStop })
      plan()
    },
    ahead(need) {
      expected = need
      plan()
    },
    get waiting() {
      return waiting.length
    },
    tidy() {
      if (waiting.length > 0 || planned !== undefined) return
      expected = undefined
      boxesAhead.clear()
    },
    stop() {
      planned?.()
      for (const { onStop } of waiting.splice(0)) onStop()
    }
  }
}

function areOfOneScope(a: Need, b: Need): boolean {
  return a.scopes.some((scope) => b.scopes.includes(scope))
}
