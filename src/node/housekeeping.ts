// Owns what this device does by itself as time goes by: fences that are missing after a departure (K12), what lay beyond one for a week
// (K13), old boxes (K15), pages whose time is over (X6), erasures that fall due (X1, X2). Knows no screen and asks nobody.

import type { ConversationId } from '../base/ids.ts'
import { cutOperations } from '../team/fences.ts'
import { eraseDue, takeAway } from './accept.ts'
import { createEnding } from './ending.ts'
import { dropsDue, dropsToUndo, fencesToPost } from './fencing.ts'
import type { Later } from './inbox.ts'
import { withoutGrants } from './membership.ts'
import { withoutSnapshot } from './pages.ts'
import type { Milliseconds } from './ports.ts'
import { droppedRecord, keptFromRecord } from './records.ts'
import { grantsDue, keptFromPage, pagesDue } from './retention.ts'
import { isActive, pageKey } from './state.ts'
import type { Desk, Written } from './desk.ts'
import { writeOperations } from './write.ts'

export interface Housekeeping {
  /** Control entries came: somebody may be out, fences may reach further, policies may differ. */
  controlMoved(): void
  /** What moderations name is erased here too, wherever it stands by now (X1). */
  moderated(): void
  /** Pages in which an erasure waits for its time or its target are looked at again. */
  sweep(): void
  /** Something came that ends then, in milliseconds since 1970 (X6). */
  endsAt(moment: Milliseconds | undefined): void
  everyMinute(): void
}

interface Surroundings {
  /** For what is written: in turn. */
  readonly later: Later
  /** For what is only taken away. */
  readonly timer: Later
  /** From 0 to 1. */
  readonly chance: () => number
  readonly onWritten: (written: Written) => void
  /** Rows of these conversations went. */
  readonly onGone: (conversations: ReadonlySet<ConversationId>) => void
}

/** K12: after this long, and up to as much again, so that not everybody posts the same fence. */
const fenceWaitMs: Milliseconds = 60_000
/** Walks over what is kept unseen are for once an hour. */
const sweepEveryMinutes = 60

/** The housekeeping of one node; whatever writes does so in turn and after a wait by chance, lest everybody does the same at once. */
export function createHousekeeping(
  desk: Desk,
  { later, timer, chance, onWritten, onGone }: Surroundings
): Housekeeping {
  const { replica, storage } = desk
  const ending = createEnding(desk.now, timer, () => sweep(replica.unsettled))
  let fencesPlanned = false
  /** Few apps are open for an hour: the first minute after a start counts too. */
  let minutes = sweepEveryMinutes - 1

  function planFences(): void {
    if (fencesPlanned || !isActive(replica) || replica.inactiveSince.size + replica.demotedSince.size === 0) return
    fencesPlanned = true
    later(fenceWaitMs * (1 + chance()), () => {
      fencesPlanned = false
      postFences()
    })
  }

  function postFences(): void {
    if (!isActive(replica)) return
    for (const [scope, fences] of fencesToPost(replica, { storage, now: desk.now() })) {
      const written = writeOperations(desk, scope, cutOperations(fences))
      // A full disk: somebody else posts it, or this device once there is room.
      if (written.ok) onWritten(written.value)
      else planFences()
    }
  }

  function undoDrops(): void {
    if (replica.droppedHeads.size === 0) return
    for (const key of dropsToUndo(replica, { storage, now: desk.now() }))
      if (storage.keep(droppedRecord(key, [])).ok) replica.droppedHeads.delete(key)
  }

  function dropUnseen(): void {
    const drops = dropsDue(replica, { storage, now: desk.now() })
    if (drops.length === 0) return
    const touched = new Set(drops.map(({ scope }) => scope))
    const pages = drops.flatMap(({ scope, entries }) => entries.map(({ page }) => withoutSnapshot(scope, page)))
    if (takeAway(desk, { drops, erase: [], records: pages, touched }).ok) onGone(touched)
  }

  function dropGrants(): void {
    const due = grantsDue(replica, desk.now())
    if (due.length === 0) return
    const erase = due.flatMap(({ grants }) => grants)
    if (!takeAway(desk, { drops: [], erase, records: [], touched: new Set() }).ok) return
    replica.membership = withoutGrants(replica.membership, due, replica)
  }

  function dropPages(): void {
    const page = keptFromPage(replica, desk.now())
    if (page <= replica.keptFrom) return
    const due = pagesDue(replica, storage, { from: replica.keptFrom, page })
    const touched = new Set(due.map(({ conversation }) => conversation))
    const erase = due.flatMap(({ entries }) => entries)
    const records = [keptFromRecord(page), ...due.map((each) => withoutSnapshot(each.conversation, each.page))]
    if (!takeAway(desk, { drops: [], erase, records, touched }).ok) return
    replica.keptFrom = page
    onGone(touched)
  }

  function sweep(keysOfPages: Iterable<string>): void {
    const swept = eraseDue(desk, keysOfPages)
    if (!swept.ok) return
    onGone(swept.value.changed)
    ending.expect(swept.value.endsNext)
  }

  function moderated(): void {
    const { team, groups } = replica.membership
    const moderations = [team, ...groups.values()].flatMap((place) => place.moderations)
    const hashes = moderations.filter(({ destroy }) => destroy).flatMap(({ targets }) => targets)
    if (hashes.length === 0) return
    const targets = storage.entries({ type: 'hashes', hashes }).filter((entry) => !entry.erased)
    sweep(new Set(targets.map((entry) => pageKey(entry.scope, entry.page))))
  }

  return {
    moderated,
    sweep: () => sweep(replica.unsettled),
    endsAt: (moment) => ending.expect(moment),
    controlMoved() {
      planFences()
      undoDrops()
      dropPages()
    },
    everyMinute() {
      dropPages()
      minutes += 1
      if (minutes % sweepEveryMinutes !== 0) return
      dropUnseen()
      dropGrants()
    }
  }
}
