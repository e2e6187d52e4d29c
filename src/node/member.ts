// Owns this device as a member of its team: builds the parts of the node and ties them together, from a start to its end. What a change
// means for each of them stands in spreading.ts, what comes of an intent in fulfilling.ts.

import { present } from '../base/assert.ts'
import type { ConversationId, TeamId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { chanceFrom } from '../base/random.ts'
import { ok } from '../base/result.ts'
import type { Run } from '../log/run.ts'
import { directoryScope, selfScope } from '../team/scopes.ts'
import { accept } from './accept.ts'
import { createAhead } from './ahead.ts'
import type { Query, ViewOf } from './api.ts'
import type { Outcome } from './api-intents.ts'
import { createArrivals } from './arrivals.ts'
import { createAttending } from './attending.ts'
import { createContacts } from './contacts.ts'
import { createDrafts } from './drafts.ts'
import { createDuties } from './duties.ts'
import { createFirstWord, onceIn } from './first-word.ts'
import { createFlags } from './flags.ts'
import { createFulfilling } from './fulfilling.ts'
import { introduce, introductionIn, type Introduction } from './founding.ts'
import { createFiles } from './files.ts'
import { createHousekeeping } from './housekeeping.ts'
import type { Inbox } from './inbox.ts'
import { createIncoming } from './incoming.ts'
import { createIndexing } from './indexing.ts'
import type { LinkingIntent, MemberIntent } from './intents.ts'
import { createLate } from './late.ts'
import { createLeaving } from './leaving.ts'
import { createLiveSignals } from './live-signals.ts'
import { createLinking } from './linking.ts'
import { doorsOf, type LobbyDoor } from './lobby-stay.ts'
import { createHidden } from './message-marks.ts'
import { createMeeting, type Meeting } from './meeting.ts'
import { needOf, needOfWritings } from './needs.ts'
import { createNotices, shortened } from './notices.ts'
import { createPadCursors } from './pad-cursors.ts'
import { createPadIndexing } from './pad-indexing.ts'
import { createPads } from './pads.ts'
import { createPages } from './pages.ts'
import type { Cancel, DeviceKeys, Milliseconds, Ports, Stored } from './ports.ts'
import { draftsIn, scheduledIn, type KeptDraft } from './draft-records.ts'
import { type Gone, invitationsIn } from './records.ts'
import { createReceipts } from './receipts.ts'
import { nameOfDevice } from './registers.ts'
import { createRequests } from './requests.ts'
import { createRereading } from './rereading.ts'
import { restoreReplica } from './restore.ts'
import type { Scene } from './scene.ts'
import { memberOfDevice } from './scopes.ts'
import { createSchedule } from './schedule.ts'
import { createSealing } from './sealing.ts'
import { deviceOf } from './sessions.ts'
import { createSpreading } from './spreading.ts'
import { channelOfAll, isActive } from './state.ts'
import { createTurns } from './turns.ts'
import { viewOf } from './views.ts'
import type { Watchers } from './watchers.ts'
import type { Desk, Written } from './desk.ts'

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
  const chance = (): number => chanceFrom(random.bytes)
  /** Runs an event of its own after a while. */
  const later = (wait: Milliseconds, run: () => void): Cancel => inbox.later(wait, run)
  const pages = createPages(replica, () => ({ storage, now: now() }))
  const contacts = createContacts(replica, storage)
  const notices = createNotices(() => watchers.touch('notices'))
  let connectedSince: number | undefined
  /** The copy was erased: nothing is written any more. */
  let isOver = false

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
    later,
    otherTopics: () => doors.topics(),
    events: {
      onRuns(runs, how) {
        leaving.heard(runs)
        return incoming.take(runs, how)
      },
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
    later
  })
  /** For what a device writes by itself: after a while, and not before the first word of this start (F1). */
  const laterInTurn = (wait: Milliseconds, run: () => void): Cancel => later(wait, () => firstWord.when(run))
  const ahead = createAhead(desk, stored.records, (waitAgain) => spreading.times(waitAgain))
  const rereading = createRereading(desk)
  const sealing = createSealing(desk, later)
  const flags = createFlags(replica, { storage, now, kept: stored.records }, (device) => {
    // The words address whoever it belongs to.
    const isOwn = memberOfDevice(replica.membership.team, device) === replica.identity.member
    notices.tell('device-flagged', isOwn ? '' : nameOfDevice(replica, device))
  })
  const live = createLiveSignals(
    desk,
    { send: (scope, sealed) => meeting.signal(scope, sealed), onMoved: () => watchers.touch('live') },
    later
  )
  const cursors = createPadCursors(
    desk,
    { send: (scope, sealed) => meeting.signal(scope, sealed), onMoved: () => watchers.touch('pads') },
    later
  )
  const pads = createPads(
    desk,
    cursors,
    {
      onMoved: () => watchers.touch('pads'),
      onWritten,
      onFull: () => notices.tell('disk-full')
    },
    laterInTurn
  )
  const receipts = createReceipts(desk, onWritten, laterInTurn)
  const requests = createRequests(replica, { storage, now, kept: stored.records }, () => watchers.touch('requests'))
  const attending = createAttending(
    desk,
    { lobby, network, requests },
    {
      onAdmitted: onWritten,
      onDisturbed: () => notices.tell('invitation-disturbed')
    },
    later
  )
  const drafts = createDrafts(
    desk,
    draftsIn(stored.records) as ReadonlyMap<ConversationId, KeptDraft>,
    {
      onTexts: () => watchers.touch('drafts'),
      onWritten
    },
    laterInTurn
  )
  const schedule = createSchedule(
    desk,
    scheduledIn(stored.records),
    {
      onView: () => watchers.touch('scheduled'),
      onWritten,
      onLate: (text) => notices.tell('sent-late', shortened(text))
    },
    (wait, run) =>
      laterInTurn(wait, () => {
        const due = schedule.view().filter(({ waits }) => waits)
        sealing.when(needOfWritings(desk, due), run)
      })
  )
  const linking = createLinking(
    desk,
    { lobby, network },
    {
      onView: () => watchers.touch('linking'),
      onTopics: () => meeting.topicsMoved(),
      onWritten
    },
    later
  )
  const doors = doorsOf([attending, linking])
  /** Whoever comes in there is written down by this device; so it listens when it may write, and not before. */
  const listenAtDoors = onceIn(firstWord, () => attending.refresh())
  const followReceipts = onceIn(firstWord, () => receipts.follow())
  const duties = createDuties(desk, {
    sealing,
    later: laterInTurn,
    chance,
    onWritten
  })
  const housekeeping = createHousekeeping(desk, {
    later: laterInTurn,
    timer: (wait, run) =>
      later(wait, () => {
        if (!isOver) run()
      }),
    chance,
    onWritten,
    onGone(conversations) {
      for (const conversation of conversations) spreading.conversation(conversation)
    }
  })
  const indexing = createIndexing(desk, stored, {
    later,
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
    later,
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
    links: new Map(invitationsIn(stored.records)) as Scene['links'],
    requests,
    late,
    hidden: createHidden(replica.registers),
    scheduled: () => schedule.view(),
    notices: notices.all,
    rootSeed: () => fulfilling.rootSeed,
    linking: () => linking.view,
    leaving,
    remindsFrom: () => fulfilling.remindsFrom,
    indexing: () => indexing.state,
    live,
    pads,
    summaries: new Map()
  }
  const spreading = createSpreading({
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
    takeHeld: () => incoming.takeHeld()
  })
  const incoming = createIncoming(desk, {
    onAccepted(accepted, how) {
      late.take(accepted.entries, connectedSince)
      spreading.accepted(accepted, how)
    },
    onFull: () => notices.tell('disk-full')
  })
  const fulfilling = createFulfilling(
    { scene, spreading, watchers, notices, attending, drafts, linking, receipts, schedule },
    stored
  )

  function onWritten(written: Written): void {
    spreading.accepted(written, { fresh: true })
  }

  function connectionMoved(): void {
    const devices = meeting.links().map(deviceOf)
    const isConnected = devices.some((device) => device !== undefined)
    for (const device of devices) if (device !== undefined) linking.met(device)
    if (!isConnected) connectedSince = undefined
    else connectedSince ??= now()
    watchers.touch('connection')
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
    spreading.conversation(directoryScope(team))
    spreading.membership({ control: true })
  }

  function entryCount(): number {
    const { device } = replica.identity
    return [...replica.heads.values()].reduce((sum, logs) => sum + (logs.get(device)?.[0]?.seq ?? -1) + 1, 0)
  }

  function everyMinute(): void {
    if (isOver) return
    ahead.look()
    flags.look()
    firstWord.when(() => schedule.follow())
    housekeeping.sweep()
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
    later(limits.announceMs, everyMinute)
  }

  rereading.begin(stored.records)
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
  later(limits.announceMs, everyMinute)

  return {
    meeting,
    doors,
    submit: createTurns({
      firstWord,
      sealing,
      needOf: (asked) => needOf(desk, asked),
      fulfil: fulfilling.submit,
      keep: (record) => storage.keep(record)
    }),
    view: (query) => viewOf(scene, query),
    everyone: () => channelOfAll(replica),
    belongsTo: (team) => replica.identity.team === team && isActive(replica),
    begin(runs, introduction) {
      const accepted = accept(desk, runs)
      if (!accepted.ok) return false
      spreading.accepted(accepted.value, { fresh: false })
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
