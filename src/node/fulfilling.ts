// Owns what comes of an intent of this person: the part of the node that fulfils it, and what it changes beside the logs. Waits for
// nothing; when an intent's turn has come, turns.ts says.

import type { ConversationId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { ok } from '../base/result.ts'
import { outcomeOf, writtenFor, type Answer } from './answer.ts'
import { isScheduleIntent, type ScheduleIntent } from './api-acts.ts'
import type { Done, Outcome } from './api-intents.ts'
import { isPadIntent } from './api-pads.ts'
import type { Attending } from './attending.ts'
import { draftOf, noDraft, type Drafts } from './drafts.ts'
import { answerRequest, isRequestIntent } from './intents-requests.ts'
import { fulfilFile, isFileIntent, openOnce } from './intents-files.ts'
import { fulfil, type LinkingIntent, type LiveIntent, type MemberIntent } from './intents.ts'
import type { Linking } from './linking.ts'
import type { Notices } from './notices.ts'
import type { Milliseconds, Stored } from './ports.ts'
import type { Receipts } from './receipts.ts'
import { draftRecord } from './draft-records.ts'
import { ownerReminderIn, rootSeedIn } from './records.ts'
import type { Scene } from './scene.ts'
import type { Schedule } from './schedule.ts'
import type { Spreading } from './spreading.ts'
import { isActive } from './state.ts'
import type { Watchers } from './watchers.ts'

export interface Fulfilling {
  submit(intent: MemberIntent | LinkingIntent): Outcome
  /** The root key while its sheet is not confirmed (D7). */
  readonly rootSeed: Uint8Array | undefined
  /** From when on to ask for a second owner or a printed sheet (D6). */
  readonly remindsFrom: Milliseconds
}

export interface FulfilledBy {
  readonly scene: Scene
  readonly spreading: Spreading
  readonly watchers: Pick<Watchers, 'touch'>
  readonly notices: Notices
  readonly attending: Pick<Attending, 'enter'>
  readonly drafts: Drafts
  readonly linking: Linking
  readonly receipts: Receipts
  readonly schedule: Schedule
}

/** The fulfilling of one node. A device that is out fulfils nothing ('removed'). */
export function createFulfilling(
  { scene, spreading, watchers, notices, attending, drafts, linking, receipts, schedule }: FulfilledBy,
  { records }: Pick<Stored, 'records'>
): Fulfilling {
  const { desk, files, late, leaving, live, pads, requests } = scene
  let rootSeed = rootSeedIn(records)
  let remindsFrom = ownerReminderIn(records)

  function submit(intent: MemberIntent | LinkingIntent): Outcome {
    if (!isActive(desk.replica)) return { ok: false, reason: 'removed' }
    if (isAboutLinking(intent)) return link(intent)
    if (isScheduleIntent(intent)) return later(intent)
    if (intent.type === 'be-live') {
      live.does(intent.kind, intent.conversation)
      return ok({})
    }
    const begun = intent.type === 'leave-team' ? leaving.begin(intent.wipe) : ok(undefined)
    if (!begun.ok) return begun
    const door = isRequestIntent(intent) ? requests.all.get(intent.device)?.invitation : undefined
    const answer = answerTo(intent)
    for (const written of writtenFor(answer)) spreading.accepted(written, { fresh: true })
    if (!answer.ok) {
      if (intent.type === 'leave-team') leaving.forget()
      if (answer.reason === 'disk-full') notices.tell('disk-full')
      return outcomeOf(answer)
    }
    if (door !== undefined) attending.enter(door)
    remember(intent, answer.value.done)
    return outcomeOf(answer)
  }

  function answerTo(intent: Exclude<MemberIntent, ScheduleIntent | LiveIntent>): Answer {
    if (isRequestIntent(intent)) return answerRequest(desk, requests, intent)
    if (isFileIntent(intent)) return fulfilFile(desk, files, intent)
    if (isPadIntent(intent)) return pads.fulfil(intent)
    return intent.type === 'open-once' ? openOnce(desk, files, intent) : fulfil(desk, intent)
  }

  function later(intent: ScheduleIntent): Outcome {
    const outcome = schedule.submit(intent)
    // What stood in the field is on its way now, or waits for its time.
    if (outcome.ok && intent.type === 'schedule') emptyField(intent.conversation)
    if (!outcome.ok && outcome.reason === 'disk-full') notices.tell('disk-full')
    return outcome
  }

  function emptyField(conversation: ConversationId): void {
    desk.storage.keep(draftRecord(conversation, { ...noDraft, shared: false }))
    drafts.typed(conversation, noDraft)
  }

  function link(intent: LinkingIntent): Outcome {
    switch (intent.type) {
      case 'begin-linking':
        return linking.begin()
      case 'confirm-linking':
        return linking.confirm(intent.device)
      case 'end-linking':
        linking.end()
        return { ok: true, value: {} }
    }
  }

  /** What an intent changes beside the logs. */
  function remember(intent: MemberIntent, done: Done): void {
    if (intent.type === 'mark-read' || intent.type === 'set-unread') receipts.read(intent.conversation)
    const wasLate =
      (intent.type === 'mark-read' && late.seen(intent.late ?? [])) ||
      (intent.type === 'set-unread' && !intent.on && late.seenAll(intent.conversation))
    if (wasLate) spreading.conversation(intent.conversation)
    if (intent.type === 'keep-draft') drafts.typed(intent.conversation, draftOf(intent))
    if (intent.type === 'post' || intent.type === 'post-files') drafts.typed(intent.conversation, noDraft)
    if (intent.type === 'open-direct' && done.conversation !== undefined) {
      scene.opened.add(done.conversation)
      watchers.touch('conversations')
    }
    if (
      (intent.type === 'create-invitation' || intent.type === 'create-recovery') &&
      done.entry !== undefined &&
      done.link !== undefined
    ) {
      scene.links.set(done.entry, done.link)
      watchers.touch('invitations')
    }
    if (intent.type === 'confirm-root-sheet') {
      rootSeed = undefined
      watchers.touch('team')
    }
    if (intent.type === 'postpone-owner-reminder') {
      remindsFrom = desk.now() + limits.ownerReminderMs
      watchers.touch('team')
    }
  }

  return {
    submit,
    get rootSeed() {
      return rootSeed
    },
    get remindsFrom() {
      return remindsFrom
    }
  }
}

function isAboutLinking(intent: MemberIntent | LinkingIntent): intent is LinkingIntent {
  return intent.type === 'begin-linking' || intent.type === 'confirm-linking' || intent.type === 'end-linking'
}
