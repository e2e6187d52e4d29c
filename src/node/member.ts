// Owns this device as a member of its team: ties the door, the meeting, the lobby and the views together, and spreads what one of
// them changes to the others.

import { present } from '../base/assert.ts'
import { readUint } from '../base/bytes.ts'
import type { ConversationId, DeviceId, ScopeId, TeamId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { ok } from '../base/result.ts'
import type { Run } from '../log/run.ts'
import type { Verdict } from '../sync/events.ts'
import { directoryScope, selfScope } from '../team/scopes.ts'
import { accept, eraseDue, type Accepted } from './accept.ts'
import { outcomeOf } from './answer.ts'
import type { NoticeView, Query, ViewOf } from './api.ts'
import { isScheduleIntent, type ScheduleIntent } from './api-acts.ts'
import type { Outcome } from './api-intents.ts'
import { isPadIntent } from './api-pads.ts'
import { createArrivals } from './arrivals.ts'
import { createAttending } from './attending.ts'
import { createContacts } from './contacts.ts'
import { createDrafts, draftOf, noDraft } from './drafts.ts'
import { createDuties } from './duties.ts'
import { createFirstWord } from './first-word.ts'
import { createFlags } from './flags.ts'
import { introduce, introductionIn, type Introduction } from './founding.ts'
import { hasGuests, whoCountsIn } from './groups.ts'
import { createFiles } from './files.ts'
import { createHeldRuns } from './held.ts'
import { createHousekeeping } from './housekeeping.ts'
import type { Inbox } from './inbox.ts'
import { createIndexing } from './indexing.ts'
import { answerRequest, isRequestIntent } from './intents-requests.ts'
import { fulfilFile, isFileIntent, openOnce } from './intents-files.ts'
import { fulfil, type LinkingIntent, type MemberIntent } from './intents.ts'
import { createLate } from './late.ts'
import { createLeaving } from './leaving.ts'
import { createLiveSignals } from './live-signals.ts'
import { createLinking } from './linking.ts'
import { doorsOf, type LobbyDoor } from './lobby-stay.ts'
import { createHidden, stampOfMarks } from './message-marks.ts'
import { createMeeting, type Meeting } from './meeting.ts'
import { needOf, needOfWriting } from './needs.ts'
import { createPadCursors } from './pad-cursors.ts'
import { createPadIndexing } from './pad-indexing.ts'
import { createPads } from './pads.ts'
import { createPages } from './pages.ts'
import type { Cancel, DeviceKeys, Milliseconds, Ports, Stored } from './ports.ts'
import {
  areRegistersStale,
  draftRecord,
  draftsIn,
  type Gone,
  invitationsIn,
  ownerReminderIn,
  rootSeedIn,
  scheduledIn,
  staleRegistersRecord,
  type KeptDraft,
  waitsUntilIn,
  waitsUntilRecord
} from './records.ts'
import { createReceipts } from './receipts.ts'
import { profileOf } from './registers.ts'
import { createRequests } from './requests.ts'
import { rereadRegisters, restoreReplica } from './restore.ts'
import type { Scene } from './scene.ts'
import { createSchedule } from './schedule.ts'
import { createSealing, type Need } from './sealing.ts'
import { deviceOf } from './sessions.ts'
import { channelOfAll, isActive, pageKey } from './state.ts'
import { createTurns } from './turns.ts'
import { viewOf } from './views.ts'
import type { Watchers } from './watchers.ts'
import type { Desk, Written } from './write.ts'

export interface Member {
  readonly meeting: Meeting
  /** The lobbies of this device: its invitations, and the link for a further device. */
  readonly doors: LobbyDoor
  /** Answers once, at once or when this device may append (F1). */
  submit(intent: MemberIntent | LinkingIntent, answer: (outcome: Outcome) => void): void
  /** Erases the copy, if this device is out of the team. */
  wipe(): Outcome
  view(query: Query): ViewOf<Query>
  /** The channel of the whole team. */
  everyone(): ConversationId | undefined
  /** Whether this device is in that team still; who was removed may come back as a new device, beside what is left of this one. */
  belongsTo(team: TeamId): boolean
  /** Takes runs that came with a joining or a founding; all or nothing. */
  begin(runs: readonly Run[], introduction: Introduction): boolean
  /** Brings about what is due; after every event. */
  plan(): void
  stop(): void
}

/** A member node on what storage kept. */
export function createMember(
  ports: Ports,
  {
    inbox,
    watchers,
    onWiped
  }: { readonly inbox: Inbox; readonly watchers: Watchers; readonly onWiped: (how: Gone) => void },
  { keys, stored }: { readonly keys: DeviceKeys; readonly stored: Stored }
): Member {
  const { clock, random, storage, network, lobby } = ports
  const replica = restoreReplica(keys, stored)
  const now = (): number => clock.now()
  const pages = createPages(replica, () => ({ storage, now: now() }))
  const contacts = createContacts(replica, storage)
  const heldRuns = createHeldRuns()
  const notices: NoticeView[] = []
  /** Of each group, for whom and up to where its registers were read. */
  const whoCounted = new Map<ScopeId, string>()
  const links = new Map(invitationsIn(stored.records)) as Scene['links']
  let rootSeed = rootSeedIn(stored.records)
  let remindsFrom = ownerReminderIn(stored.records)
  let waitsUntil = waitsUntilIn(stored.records)
  /** The clock at the last look at it (L9). */
  let lookedAt = now()
  let marksStamp = stampOfMarks(replica.registers)
  let connectedSince: number | undefined
  let receiptsDue = false
  /** The copy was erased: nothing is written any more. */
  let isOver = false
  let doorsDue = false

  const desk: Desk = {
    replica,
    storage,
    pages,
    random,
    now,
    clockCorrectionMs: () => meeting.clock().correctionMs
  }
  const meeting = createMeeting(desk, {
    network,
    contacts,
    later: (wait, run) => inbox.later(wait, run),
    otherTopics: () => doors.topics(),
    events: {
      onRuns: takeRuns,
      onHeard: () => watchers.touch('delivery'),
      onFile: (device, word) => files.hear(device, word),
      onSignal: (device, scope, sealed) => {
        if (!cursors.hear(device, scope, sealed)) live.hear(device, scope, sealed)
      },
      onConnection: connectionMoved
    }
  })
  const firstWord = createFirstWord({
    isBeginning: introductionIn(stored.records) !== undefined,
    ownEntries: entryCount,
    hearsay: () => meeting.hearsay(),
    later: (wait, run) => inbox.later(wait, run)
  })
  /** For what a device writes by itself: after a while, and not before the first word of this start (F1). */
  const laterInTurn = (wait: Milliseconds, run: () => void): Cancel => inbox.later(wait, () => firstWord.when(run))
  const sealing = createSealing(desk, (wait, run) => inbox.later(wait, run))
  const flags = createFlags(replica, { storage, now, kept: stored.records }, (device) => {
    notify('device-flagged', certifiedName(device))
  })
  const live = createLiveSignals(
    desk,
    { send: (scope, sealed) => meeting.signal(scope, sealed), onMoved: () => watchers.touch('live') },
    (wait, run) => inbox.later(wait, run)
  )
  const cursors = createPadCursors(
    desk,
    { send: (scope, sealed) => meeting.signal(scope, sealed), onMoved: () => watchers.touch('pads') },
    (wait, run) => inbox.later(wait, run)
  )
  const pads = createPads(
    desk,
    cursors,
    {
      onMoved: () => watchers.touch('pads'),
      onWritten: (written) => spread(written, { fresh: true }),
      onFull: () => notify('disk-full', '')
    },
    laterInTurn
  )
  const receipts = createReceipts(desk, (written) => spread(written, { fresh: true }), laterInTurn)
  const requests = createRequests(replica, { storage, now, kept: stored.records }, () => watchers.touch('requests'))
  const attending = createAttending(
    desk,
    { lobby, network, requests },
    {
      onAdmitted: (written) => spread(written, { fresh: true }),
      onDisturbed: () => notify('invitation-disturbed', '')
    },
    (wait, run) => inbox.later(wait, run)
  )
  const drafts = createDrafts(
    desk,
    draftsIn(stored.records) as ReadonlyMap<ConversationId, KeptDraft>,
    {
      onTexts: () => watchers.touch('drafts'),
      onWritten: (written) => spread(written, { fresh: true })
    },
    laterInTurn
  )
  const schedule = createSchedule(
    desk,
    scheduledIn(stored.records),
    {
      onView: () => watchers.touch('scheduled'),
      onWritten: (written) => spread(written, { fresh: true }),
      onLate: (text) => notify('sent-late', shortened(text))
    },
    (wait, run) => laterInTurn(wait, () => sealing.when(needOfDue(), run))
  )
  const linking = createLinking(
    desk,
    { lobby, network },
    {
      onView: () => watchers.touch('linking'),
      onTopics: () => meeting.topicsMoved(),
      onWritten: (written) => spread(written, { fresh: true })
    },
    (wait, run) => inbox.later(wait, run)
  )
  const doors = doorsOf([attending, linking])
  const duties = createDuties(desk, {
    sealing,
    later: laterInTurn,
    chance,
    onWritten: (written) => spread(written, { fresh: true })
  })
  const housekeeping = createHousekeeping(desk, {
    later: laterInTurn,
    chance,
    onWritten: (written) => spread(written, { fresh: true }),
    onGone(conversations) {
      for (const conversation of conversations) touchConversation(conversation)
    }
  })
  const indexing = createIndexing(desk, stored, {
    later: (wait, run) => inbox.later(wait, run),
    onMoved: () => watchers.touch('search')
  })
  const padIndexing = createPadIndexing(desk, stored, {
    later: laterInTurn,
    onMoved: () => watchers.touch('search')
  })
  const leaving = createLeaving(desk, stored.records, {
    contacts,
    leave() {
      attending.leave()
      linking.leave()
      meeting.leave()
      watchers.touch('team')
    },
    isQuiet: () => meeting.links().length === 0,
    onWiped(how) {
      isOver = true
      ports.blobs.erase([], 0)
      onWiped(how)
    }
  })
  const files = createFiles(desk, {
    blobs: ports.blobs,
    records: stored.records,
    later: (wait, run) => inbox.later(wait, run),
    soon: (run) => inbox.take(run),
    say: (device, word) => meeting.tell(device, word),
    devices: () => new Set(meeting.links().flatMap((link) => deviceOf(link) ?? [])),
    onMoved: () => watchers.touch('files'),
    onHere(conversations) {
      for (const conversation of conversations) watchers.touch(`conversation:${conversation}`)
    }
  })
  const late = createLate(desk, stored.records)
  const scene: Scene = {
    files,
    desk,
    meeting,
    contacts,
    arrivals: createArrivals(storage),
    drafts: drafts.kept,
    opened: new Set(),
    links,
    requests,
    late,
    hidden: createHidden(replica.registers),
    scheduled: () => schedule.view(),
    notices,
    rootSeed: () => rootSeed,
    linking: () => linking.view,
    leaving,
    remindsFrom: () => remindsFrom,
    indexing: () => indexing.state,
    live,
    pads,
    summaries: new Map()
  }

  // ---------------------------------------------------------------- What others say

  function takeRuns(runs: readonly Run[], _from: DeviceId, fresh: boolean): readonly Verdict[] {
    leaving.heard(runs)
    return runs.map((run) => takeRun(run, fresh))
  }

  function takeRun(run: Run, fresh: boolean): Verdict {
    const accepted = accept(desk, [run])
    if (accepted.ok) {
      late.take(accepted.value.entries, connectedSince)
      spread(accepted.value, { fresh })
      return 'accepted'
    }
    const { reason } = accepted
    switch (reason.type) {
      case 'held':
        if (reason.reason === 'unknown-scope' || reason.reason === 'unknown-device') heldRuns.add(run, now())
        return 'held'
      case 'refused':
        return reason.strike ? 'refused' : 'held'
      case 'disk-full':
        notify('disk-full', '')
        return 'held'
      case 'head-moved':
        throw new Error('assertion failed: nobody else writes to this database')
    }
  }

  /** L9: what comes from more than a day ahead is stored, and shown when its time has come. */
  function markFuture({ entries }: Accepted): void {
    const times = entries.map(({ header }) => header.ts - limits.futureWaitsMs).filter((at) => at > now())
    if (times.length === 0) return
    waitsUntil = Math.min(waitsUntil ?? Number.POSITIVE_INFINITY, ...times)
    storage.keep(waitsUntilRecord(waitsUntil))
  }

  /** Conversations in which something still lies more than a day ahead. */
  function scopesAhead(): readonly ScopeId[] {
    const from = now() + limits.futureWaitsMs
    const isAhead = (logs: ReadonlyMap<DeviceId, readonly { readonly ts: number }[]>): boolean =>
      [...logs.values()].some((heads) => heads.some(({ ts }) => ts > from))
    return [...replica.heads].filter(([, logs]) => isAhead(logs)).map(([scope]) => scope)
  }

  /** What still lies more than a day ahead, as times at which it may be shown. */
  function timesAhead(): readonly number[] {
    return [...replica.heads.values()].flatMap((logs) =>
      [...logs.values()].flatMap((heads) =>
        heads.map((head) => head.ts - limits.futureWaitsMs).filter((at) => at > now())
      )
    )
  }

  /** Something that waited may be shown now; what still waits is met again at the latest in a minute. */
  function showWaiting(): void {
    // A clock that was set back makes wait what was shown already: a start would not show it either.
    const wentBack = now() < lookedAt && timesAhead().length > 0
    lookedAt = now()
    if (wentBack || (waitsUntil !== undefined && waitsUntil <= now())) judgeTimes({ anew: wentBack })
  }

  function judgeTimes({ anew }: { readonly anew: boolean }): void {
    // Below a head that is still ahead others may wait for less: looked at again every minute until the last one is here.
    waitsUntil = timesAhead().length === 0 ? undefined : now()
    storage.keep(waitsUntilRecord(waitsUntil))
    pages.rebuild('all')
    reread({ anew })
    pads.moved(undefined)
    padIndexing.all()
    if (anew) indexing.wentBack(scopesAhead())
    indexing.moved()
    scene.summaries.clear()
    for (const scope of replica.membership.scopes.keys()) watchers.touch(`conversation:${scope}`)
    for (const topic of ['names', 'conversations'] as const) watchers.touch(topic)
  }

  // ---------------------------------------------------------------- Consequences

  /** Everything that new entries mean beyond the logs; `fresh`: they are to be passed on at once. */
  function spread(accepted: Accepted, { fresh }: { readonly fresh: boolean }): void {
    const { entries, logs, conversations, membershipMoved, keysMoved } = accepted
    markFuture(accepted)
    meeting.grew(logs, fresh ? entries : [])
    flags.look()
    for (const { device, scope } of entries) live.wrote(device, scope)
    for (const device of accepted.badBoxesFrom) notify('bad-key', nameOf(device))
    for (const conversation of conversations) touchConversation(conversation)
    if (accepted.recounted.size > 0) {
      rereadIn(accepted.recounted)
      indexing.moved()
    }
    if (accepted.padsNamed || accepted.recounted.size > 0) pads.named()
    files.arrived(accepted.files)
    if (membershipMoved || keysMoved) membershipMovedTo(membershipMoved)
  }

  function touchConversation(conversation: ConversationId): void {
    const { team, member } = replica.identity
    watchers.touch(`conversation:${conversation}`)
    watchers.touch('conversations')
    pads.moved(conversation)
    padIndexing.moved()
    scene.summaries.delete(conversation)
    if (conversation === directoryScope(team)) {
      watchers.touch('names')
      watchers.touch('invitations')
      listenAtDoors()
      meeting.topicsMoved()
    }
    // Guests are named where they are, and name themselves (K16).
    if (hasGuestsIn(conversation)) watchers.touch('names')
    // Read marks stand in the self conversation and concern all others.
    if (conversation !== selfScope(team, member)) return
    marksMoved()
    scene.summaries.clear()
    followReceipts()
    drafts.follow()
    watchers.touch('marks')
  }

  /** C13: what this person marked elsewhere or here concerns what every conversation shows. */
  function marksMoved(): void {
    const stamp = stampOfMarks(replica.registers)
    if (stamp === marksStamp) return
    marksStamp = stamp
    scene.hidden.forget()
    scene.summaries.clear()
    watchers.touch('message-marks')
  }

  function hasGuestsIn(conversation: ConversationId): boolean {
    const info = replica.membership.scopes.get(conversation)
    return info !== undefined && (info.kind === 'self' || hasGuests(replica.membership, info))
  }

  function membershipMovedTo(controlMoved: boolean): void {
    scene.summaries.clear()
    marksMoved()
    if (controlMoved) {
      reread({ anew: replica.inactiveSince.size + replica.demotedSince.size > 0 })
      eraseModerated()
      housekeeping.controlMoved()
      requests.settle()
      listenAtDoors()
    }
    indexing.moved()
    pads.moved(undefined)
    padIndexing.moved()
    for (const scope of replica.membership.scopes.keys()) watchers.touch(`conversation:${scope}`)
    for (const topic of ['team', 'names', 'conversations', 'invitations'] as const) watchers.touch(topic)
    meeting.standingMoved()
    duties.boxes()
    if (controlMoved) followReceipts()
    drafts.follow()
    duties.names()
    if (controlMoved) duties.guests()
    for (const run of heldRuns.takeAll(now())) takeRun(run, true)
  }

  /** Until what was read anew is kept, a start reads it anew too. */
  function reread({ anew }: { readonly anew: boolean }): void {
    // A group's log is read again only where who counts in it has moved: it is as long as what was said there.
    const { groups } = replica.membership
    const changed = [...groups].filter(([scope, group]) => whoCounted.get(scope) !== whoCountsIn(group))
    for (const [scope, group] of changed) whoCounted.set(scope, whoCountsIn(group))
    const reading = { storage, now: now() }
    const moved = rereadRegisters(replica, reading, { anew, groups: changed.map(([scope]) => scope) })
    const areKept = moved.every((record) => storage.keep(record).ok)
    if (areKept) storage.keep(staleRegistersRecord(false))
  }

  /** Names and titles that were said where words count otherwise now (F4, K13). */
  function rereadIn(conversations: ReadonlySet<ConversationId>): void {
    const groups = [...conversations].filter((scope) => replica.membership.groups.has(scope))
    const moved = rereadRegisters(replica, { storage, now: now() }, { anew: true, groups })
    if (moved.every((record) => storage.keep(record).ok)) storage.keep(staleRegistersRecord(false))
    watchers.touch('names')
  }

  function eraseModerated(): void {
    const { team, groups } = replica.membership
    const moderations = [team, ...groups.values()].flatMap((place) => place.moderations)
    const hashes = moderations.filter(({ destroy }) => destroy).flatMap(({ targets }) => targets)
    if (hashes.length === 0) return
    const targets = storage.entries({ type: 'hashes', hashes }).filter((entry) => !entry.erased)
    sweep(new Set(targets.map((entry) => pageKey(entry.scope, entry.page))))
  }

  function sweep(keysOfPages: Iterable<string>): void {
    const swept = eraseDue(desk, keysOfPages)
    if (!swept.ok) return
    for (const conversation of swept.value) touchConversation(conversation)
  }

  /** What is to be sent at its time takes the keys of where it goes. */
  function needOfDue(): Need {
    const due = schedule.view().filter(({ waits }) => waits)
    const needs = due.map(({ conversation }) => needOfWriting(desk, conversation))
    return { scopes: needs.flatMap(({ scopes }) => scopes), recipients: needs.flatMap(({ recipients }) => recipients) }
  }

  function connectionMoved(): void {
    const devices = meeting.links().map(deviceOf)
    const isConnected = devices.some((device) => device !== undefined)
    for (const device of devices) if (device !== undefined) linking.met(device)
    if (!isConnected) connectedSince = undefined
    else connectedSince ??= now()
    watchers.touch('connection')
  }

  function notify(type: NoticeView['type'], name: string): void {
    if (notices.some((notice) => notice.type === type && notice.name === name)) return
    notices.push({ id: notices.length + 1, type, name })
    watchers.touch('notices')
  }

  function nameOf(device: DeviceId): string {
    const member = replica.membership.team.certificates.get(device)?.member
    return member === undefined ? '' : profileOf(replica.registers, member).name
  }

  /** Empty for this person's own devices: the words address it. */
  function certifiedName(device: DeviceId): string {
    const member = replica.membership.team.certificates.get(device)?.member
    return member === replica.identity.member ? '' : nameOf(device)
  }

  function chance(): number {
    return readUint(random.bytes(4), 0, 4) / 2 ** 32
  }

  // ---------------------------------------------------------------- What this person asks

  function submitNow(intent: MemberIntent | LinkingIntent): Outcome {
    if (!isActive(replica)) return { ok: false, reason: 'removed' }
    if (isAboutLinking(intent)) return link(intent)
    if (isScheduleIntent(intent)) return later(intent)
    if (intent.type === 'be-live') {
      live.does(intent.kind, intent.conversation)
      return ok({})
    }
    const begun = intent.type === 'leave-team' ? leaving.begin(intent.wipe) : ok(undefined)
    if (!begun.ok) return begun
    const door = isRequestIntent(intent) ? requests.all.get(intent.device)?.invitation : undefined
    const fulfilled = isRequestIntent(intent)
      ? answerRequest(desk, requests, intent)
      : isFileIntent(intent)
        ? fulfilFile(desk, files, intent)
        : isPadIntent(intent)
          ? pads.fulfil(intent)
          : intent.type === 'open-once'
            ? openOnce(desk, files, intent)
            : fulfil(desk, intent)
    if (!fulfilled.ok) {
      if (intent.type === 'leave-team') leaving.forget()
      if (fulfilled.reason === 'disk-full') notify('disk-full', '')
      return fulfilled
    }
    for (const written of fulfilled.value.written) spread(written, { fresh: true })
    if (door !== undefined) attending.enter(door)
    remember(intent, fulfilled.value.done)
    return outcomeOf(fulfilled)
  }

  function later(intent: ScheduleIntent): Outcome {
    const outcome = schedule.submit(intent)
    // What stood in the field is on its way now, or waits for its time.
    if (outcome.ok && intent.type === 'schedule') fulfilDraft(intent.conversation)
    if (!outcome.ok && outcome.reason === 'disk-full') notify('disk-full', '')
    return outcome
  }

  function fulfilDraft(conversation: ConversationId): void {
    storage.keep(draftRecord(conversation, { ...noDraft, shared: false }))
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
  function remember(
    intent: MemberIntent,
    done: { conversation?: ConversationId; entry?: Written['entry']; link?: string }
  ): void {
    if (intent.type === 'mark-read' || intent.type === 'set-unread') receipts.read(intent.conversation)
    const wasLate =
      (intent.type === 'mark-read' && late.seen(intent.late ?? [])) ||
      (intent.type === 'set-unread' && !intent.on && late.seenAll(intent.conversation))
    if (wasLate) touchConversation(intent.conversation)
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
      links.set(done.entry, done.link)
      watchers.touch('invitations')
    }
    if (intent.type === 'confirm-root-sheet') {
      rootSeed = undefined
      watchers.touch('team')
    }
    if (intent.type === 'postpone-owner-reminder') {
      remindsFrom = now() + limits.ownerReminderMs
      watchers.touch('team')
    }
  }

  function introduceMyself(introduction: Introduction | undefined): void {
    if (introduction === undefined || !isActive(replica)) return
    const before = entryCount()
    introduce(desk, introduction)
    if (entryCount() === before) return
    // Several batches at once: everything is looked at anew.
    const { team, member, device } = replica.identity
    const scopes = [team, directoryScope(team), selfScope(team, member)]
    meeting.grew(
      scopes.map((scope) => ({ scope, device })),
      []
    )
    touchConversation(directoryScope(team))
    membershipMovedTo(true)
  }

  function entryCount(): number {
    const { device } = replica.identity
    return [...replica.heads.values()].reduce((sum, logs) => sum + (logs.get(device)?.[0]?.seq ?? -1) + 1, 0)
  }

  /** Whoever comes in there is written down by this device; so it listens when it may write, and not before. */
  function listenAtDoors(): void {
    if (doorsDue) return
    doorsDue = true
    firstWord.when(() => {
      doorsDue = false
      attending.refresh()
    })
  }

  /** Once, however often others give reason to while this device may not write yet. */
  function followReceipts(): void {
    if (receiptsDue) return
    receiptsDue = true
    firstWord.when(() => {
      receiptsDue = false
      receipts.follow()
    })
  }

  function everyMinute(): void {
    if (isOver) return
    showWaiting()
    flags.look()
    firstWord.when(() => schedule.follow())
    sweep(replica.unsettled)
    pages.settle()
    pads.settle()
    contacts.settle()
    requests.settle()
    sealing.tidy()
    listenAtDoors()
    housekeeping.everyMinute()
    watchers.touch('governance')
    // The silence of a muted conversation may be over (C22).
    watchers.touch('conversations')
    inbox.later(limits.announceMs, everyMinute)
  }

  if (areRegistersStale(stored.records)) reread({ anew: true })
  else for (const [scope, group] of replica.membership.groups) whoCounted.set(scope, whoCountsIn(group))
  // First of all: what was being sent when the power went is told by the place it took in the log.
  schedule.settle()
  introduceMyself(introductionIn(stored.records))
  listenAtDoors()
  firstWord.when(() => {
    meeting.topicsMoved()
    schedule.follow()
  })
  linking.resume(stored.records)
  drafts.follow()
  duties.boxes()
  housekeeping.controlMoved()
  duties.names()
  inbox.later(limits.announceMs, everyMinute)

  return {
    meeting,
    doors,
    submit: createTurns({
      firstWord,
      sealing,
      needOf: (asked) => needOf(desk, asked),
      fulfil: submitNow,
      keep: (record) => storage.keep(record)
    }),
    view: (query) => viewOf(scene, query),
    everyone: () => channelOfAll(replica),
    belongsTo: (team) => replica.identity.team === team && isActive(replica),
    begin(runs, introduction) {
      const accepted = accept(desk, runs)
      if (!accepted.ok) return false
      spread(accepted.value, { fresh: false })
      introduceMyself(introduction)
      return present(replica.membership.team.root, 'a team begins with its root') !== undefined
    },
    wipe() {
      const wiped = leaving.wipeNow()
      watchers.touch('team')
      return wiped.ok ? ok({}) : wiped
    },
    plan() {
      leaving.settle()
      if (replica.hasErased && !isOver) {
        replica.hasErased = false
        files.erased()
      }
      files.plan()
      meeting.plan()
      firstWord.look()
    },
    stop() {
      if (!isOver) pads.save()
      firstWord.stop()
      sealing.stop()
      attending.leave()
      linking.leave()
      if (!isOver) files.stop()
      if (!isOver) contacts.settle()
    }
  }
}

function isAboutLinking(intent: MemberIntent | LinkingIntent): intent is LinkingIntent {
  return intent.type === 'begin-linking' || intent.type === 'confirm-linking' || intent.type === 'end-linking'
}

/** The beginning of a text, for a note at the edge of the screen. */
function shortened(text: string): string {
  const characters = [...text.trim().replace(/\s+/g, ' ')]
  return characters.length <= 40 ? characters.join('') : `${characters.slice(0, 39).join('')}…`
}
