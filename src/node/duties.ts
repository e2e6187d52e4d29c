// Owns what this device writes by itself when membership moved: boxes for devices that lack one (K10), the guests it expects (I25), names
// where guests are (K16). Each after a wait, since others may just be doing the same.

import type { ScopeId } from '../base/ids.ts'
import { writeExpectedGuests } from './admitting.ts'
import type { Later } from './inbox.ts'
import { needOfBoxes } from './needs.ts'
import { writeOwnNames } from './own-names.ts'
import { writeOwnPortrait } from './portraits.ts'
import type { Milliseconds } from './ports.ts'
import type { Sealing } from './sealing.ts'
import { isActive } from './state.ts'
import type { Desk, Written } from './desk.ts'
import { writeMissingBoxes } from './write-keys.ts'

export interface Duties {
  /** Somebody gives a device that has no box one, at a random moment, so that not everybody does. */
  boxes(): void
  /** Somebody else may just be adding them, so this device waits a moment. */
  guests(): void
  /** Guests came, or the keys to tell them a name with; the devices of a member need not all say the same at once. */
  names(): void
}

const boxesWithinMs = 30_000
const namesWithinMs = 2_000
const guestsAfterMs = 30_000

/** The duties of one node; each is done at most once for all that came while it waited. `chance` is from 0 to 1. */
export function createDuties(
  desk: Desk,
  {
    sealing,
    later,
    chance,
    onWritten
  }: {
    readonly sealing: Pick<Sealing, 'when'>
    readonly later: Later
    readonly chance: () => number
    readonly onWritten: (written: Written) => void
  }
): Duties {
  const { replica } = desk
  /** Key scopes whose missing boxes wait to be sealed. */
  const boxesWaiting = new Set<ScopeId>()

  /** Once, however often it falls due meanwhile, and by nobody who is out. */
  function once(waitMs: () => Milliseconds, act: () => void): () => void {
    let isDue = false
    return () => {
      if (isDue || !isActive(replica)) return
      isDue = true
      later(waitMs(), () => {
        isDue = false
        act()
      })
    }
  }

  function fillBoxes(): void {
    for (const scope of replica.membership.books.keys()) {
      if (boxesWaiting.has(scope)) continue
      boxesWaiting.add(scope)
      sealing.when(needOfBoxes(desk, scope), () => {
        boxesWaiting.delete(scope)
        const written = writeMissingBoxes(desk, scope)
        if (written?.ok === true) onWritten(written.value)
      })
    }
  }

  return {
    boxes: once(() => chance() * boxesWithinMs, fillBoxes),
    guests: once(
      () => guestsAfterMs,
      () => {
        for (const written of writeExpectedGuests(desk)) onWritten(written)
      }
    ),
    names: once(
      () => chance() * namesWithinMs,
      () => {
        for (const written of [...writeOwnNames(desk), ...writeOwnPortrait(desk)]) onWritten(written)
      }
    )
  }
}
