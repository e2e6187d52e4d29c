// Owns what new entries mean beyond the logs: which parts of the node hear of them, and which views are stale. Writes nothing itself.

import type { ConversationId, ScopeId } from '../base/ids.ts'
import { directoryScope, selfScope } from '../team/scopes.ts'
import type { Accepted } from './accept.ts'
import type { Ahead } from './ahead.ts'
import type { Drafts } from './drafts.ts'
import type { Duties } from './duties.ts'
import type { Flags } from './flags.ts'
import { hasGuests } from './groups.ts'
import type { Housekeeping } from './housekeeping.ts'
import type { Indexing } from './indexing.ts'
import { stampOfMarks } from './message-marks.ts'
import type { Notices } from './notices.ts'
import type { PadIndexing } from './pad-indexing.ts'
import { nameOfDevice } from './registers.ts'
import type { Rereading } from './rereading.ts'
import type { Scene } from './scene.ts'
import type { Watchers } from './watchers.ts'

export interface Spreading {
  /** A batch passed the door; `fresh`: its entries are to be passed on at once. */
  accepted(accepted: Accepted, how: { readonly fresh: boolean }): void
  /** Something stands otherwise in a conversation. */
  conversation(conversation: ConversationId): void
  /** Who belongs where moved, or only keys did. */
  membership(moved: { readonly control: boolean }): void
  /** What was written ahead of time may be shown now (L9); in `waitAgain` the clock was set back before it. */
  times(waitAgain: readonly ScopeId[]): void
}

export interface SpreadTo {
  readonly scene: Scene
  readonly watchers: Pick<Watchers, 'touch'>
  readonly notices: Notices
  readonly ahead: Ahead
  readonly rereading: Rereading
  readonly flags: Flags
  readonly drafts: Drafts
  readonly duties: Duties
  readonly housekeeping: Housekeeping
  readonly indexing: Indexing
  readonly padIndexing: PadIndexing
  /** Invitations may have come or gone. */
  readonly listenAtDoors: () => void
  /** What is read may be told, or not any more. */
  readonly followReceipts: () => void
  /** What held runs wait for may be here. */
  readonly takeHeld: () => void
}

export function createSpreading({
  scene,
  watchers,
  notices,
  ahead,
  rereading,
  flags,
  drafts,
  duties,
  housekeeping,
  indexing,
  padIndexing,
  listenAtDoors,
  followReceipts,
  takeHeld
}: SpreadTo): Spreading {
  const { desk, meeting, live, pads, files } = scene
  const { replica } = desk
  let marksStamp = stampOfMarks(replica.registers)

  function accepted(batch: Accepted, { fresh }: { readonly fresh: boolean }): void {
    const { entries, logs, conversations, membershipMoved, keysMoved } = batch
    ahead.stored(entries)
    meeting.grew(logs, fresh ? entries : [])
    flags.look()
    for (const { device, scope } of entries) live.wrote(device, scope)
    for (const device of batch.badBoxesFrom) notices.tell('bad-key', nameOfDevice(replica, device))
    for (const each of conversations) conversation(each)
    if (batch.recounted.size > 0) {
      rereading.recounted(batch.recounted)
      watchers.touch('names')
      indexing.moved()
    }
    if (batch.padsNamed || batch.recounted.size > 0) pads.named()
    files.arrived(batch.files)
    housekeeping.endsAt(batch.endsNext)
    if (membershipMoved || keysMoved) membership({ control: membershipMoved })
  }

  function conversation(moved: ConversationId): void {
    const { team, member } = replica.identity
    watchers.touch(`conversation:${moved}`)
    watchers.touch('conversations')
    pads.moved(moved)
    padIndexing.moved()
    scene.summaries.delete(moved)
    if (moved === directoryScope(team)) {
      watchers.touch('names')
      watchers.touch('invitations')
      listenAtDoors()
      meeting.topicsMoved()
    }
    // Guests are named where they are, and name themselves (K16).
    if (hasGuestsIn(moved)) watchers.touch('names')
    // Read marks stand in the self conversation and concern all others.
    if (moved !== selfScope(team, member)) return
    marks()
    scene.summaries.clear()
    followReceipts()
    drafts.follow()
    watchers.touch('marks')
  }

  /** C13: what this person marked elsewhere or here concerns what every conversation shows. */
  function marks(): void {
    const stamp = stampOfMarks(replica.registers)
    if (stamp === marksStamp) return
    marksStamp = stamp
    scene.hidden.forget()
    scene.summaries.clear()
    watchers.touch('message-marks')
  }

  function hasGuestsIn(where: ConversationId): boolean {
    const info = replica.membership.scopes.get(where)
    return info !== undefined && (info.kind === 'self' || hasGuests(replica.membership, info))
  }

  function membership({ control }: { readonly control: boolean }): void {
    scene.summaries.clear()
    marks()
    if (control) {
      rereading.moved({ anew: replica.inactiveSince.size + replica.demotedSince.size > 0 })
      housekeeping.moderated()
      housekeeping.controlMoved()
      scene.requests.settle()
      listenAtDoors()
    }
    indexing.moved()
    pads.moved(undefined)
    padIndexing.moved()
    for (const scope of replica.membership.scopes.keys()) watchers.touch(`conversation:${scope}`)
    for (const topic of ['team', 'names', 'conversations', 'invitations'] as const) watchers.touch(topic)
    meeting.standingMoved()
    duties.boxes()
    if (control) followReceipts()
    drafts.follow()
    duties.names()
    if (control) duties.guests()
    takeHeld()
  }

  function times(waitAgain: readonly ScopeId[]): void {
    desk.pages.rebuild('all')
    rereading.moved({ anew: waitAgain.length > 0 })
    pads.moved(undefined)
    padIndexing.all()
    indexing.wentBack(waitAgain)
    indexing.moved()
    scene.summaries.clear()
    for (const scope of replica.membership.scopes.keys()) watchers.touch(`conversation:${scope}`)
    for (const topic of ['names', 'conversations'] as const) watchers.touch(topic)
  }

  return { accepted, conversation, membership, times }
}
