// Owns the running replica: one inbox for everything that happens, and which of three lives it leads – without a team, asking to be
// let in, or a member. `createNode(ports)` is all a test or a worker needs.

import { unreachable } from '../base/assert.ts'
import type { TeamId } from '../base/ids.ts'
import { err, ok } from '../base/result.ts'
import type { Run } from '../log/run.ts'
import type { NodeApi, Query, ViewOf } from './api.ts'
import type { Intent, Outcome } from './api-intents.ts'
import type { JoinView } from './api-joining.ts'
import type { TeamView } from './api-people.ts'
import { foundTeam, introductionRecord, type Introduction } from './founding.ts'
import { createInbox, type Inbox } from './inbox.ts'
import {
  askingIn,
  askingRecord,
  beginAsking,
  deviceLinkIn,
  linkIn,
  linkOfHost,
  type Asking,
  type Seeking
} from './asking.ts'
import { createJoining, type Joining, type JoiningEvents } from './joining.ts'
import { createMember, type Member } from './member.ts'
import { nameRefusal } from './names.ts'
import type { DeviceKeys, Lobby, Milliseconds, OwnAddress, PeerLink, Ports, Stored } from './ports.ts'
import { rootSeedRecord, wipedIn, wipedRecord, type Gone } from './records.ts'
import { viewWithoutTeam } from './views.ts'
import { createWatchers } from './watchers.ts'

export interface RunningNode extends NodeApi {
  /** Ends timers and links; nothing happens afterwards. Storage belongs to whoever opened it. */
  stop(): void
}

type Life =
  | { readonly type: 'alone' }
  | { readonly type: 'asking'; readonly joining: Joining }
  | { readonly type: 'member'; readonly member: Member }
  /** The copy was erased (S12); the person may begin again. */
  | { readonly type: 'wiped'; readonly how: Gone }

/** The node of one device. It reads storage at once, and speaks to the network from then on. */
export function createNode(world: Ports): RunningNode {
  const { clock, random, storage, network } = world
  const inbox = createInbox(clock, afterEach)
  const ports: Ports = { ...world, lobby: lobbyThrough(inbox, world.lobby) }
  const watchers = createWatchers(clock, view, (wait, run) => inbox.later(wait, run))
  let life: Life = { type: 'alone' }
  let address: OwnAddress | undefined

  function afterEach(): void {
    if (life.type === 'member') life.member.plan()
    watchers.flush()
  }

  function view(query: Query): ViewOf<Query> {
    switch (life.type) {
      case 'member':
        return life.member.view(query)
      case 'asking':
        return viewWithoutTeam(query, { join: life.joining.view, team: { type: 'joining' } })
      case 'alone':
        return viewWithoutTeam(query, { join: idle, team: noTeam })
      case 'wiped':
        return viewWithoutTeam(query, { join: idle, team: life })
      default:
        return unreachable(life)
    }
  }

  // ---------------------------------------------------------------- Lives

  function start(): void {
    const stored = storage.load()
    const asking = askingIn(stored.records)
    const wiped = wipedIn(stored.records)
    const hasBegun = stored.keys !== undefined && stored.heads.length > 0
    if (stored.keys !== undefined && hasBegun) live({ type: 'member', member: memberOf(stored.keys, stored) })
    else if (asking !== undefined) ask(asking)
    else if (wiped !== undefined) live({ type: 'wiped', how: wiped })
  }

  function live(next: Life): void {
    life = next
    if (next.type === 'member' && address !== undefined) next.member.meeting.onAddress(address)
    if (next.type === 'asking') next.joining.onAddress(address)
    for (const topic of ['team', 'names', 'join', 'conversations', 'invitations', 'connection'] as const)
      watchers.touch(topic)
  }

  function memberOf(keys: DeviceKeys, stored: Stored): Member {
    const onWiped = (how: Gone): void => {
      if (life.type === 'member') life.member.stop()
      live({ type: 'wiped', how })
    }
    return createMember(ports, { inbox, watchers, onWiped }, { keys, stored })
  }

  /** A member's life begins with entries that show it: all of them are stored, or nothing is. Done in the channel of the whole team. */
  function become(keys: DeviceKeys, runs: readonly Run[], introduction: Introduction): Outcome {
    const begun = storage.begin(keys)
    if (!begun.ok) return begun
    storage.keep(introductionRecord(introduction))
    const member = memberOf(keys, storage.load())
    if (!member.begin(runs, introduction)) {
      member.stop()
      return err('disk-full')
    }
    live({ type: 'member', member })
    const conversation = member.everyone()
    return ok(conversation === undefined ? {} : { conversation })
  }

  function ask(begun: Asking | Seeking): void {
    const events: JoiningEvents = {
      onView: () => watchers.touch('join'),
      onReady(ready: Asking, runs: readonly Run[]) {
        const entered = become(ready.keys, runs, ready.introduction)
        if (entered.ok) storage.keep(askingRecord(undefined))
      },
      onHost({ seed, introduction }, host) {
        const asking = beginAsking(linkOfHost(seed, host), introduction, chance())
        return storage.keep(askingRecord(asking)).ok ? asking : undefined
      }
    }
    live({
      type: 'asking',
      joining: createJoining(ports, begun, events, (wait, run) => inbox.later(wait, run))
    })
  }

  function chance(): { readonly random: (length: number) => Uint8Array; readonly now: Milliseconds } {
    return { random: random.bytes, now: clock.now() }
  }

  // ---------------------------------------------------------------- Intents

  /** The outcome, unless a member answers itself, now or later. */
  function fulfil(intent: Intent, answer: (outcome: Outcome) => void): Outcome | undefined {
    switch (intent.type) {
      case 'found-team':
        return found(intent)
      case 'join-team':
        return join(intent)
      case 'link-this-device':
        return linkDevice(intent)
      case 'give-up-joining':
        return giveUp()
      case 'wipe-device':
        return life.type === 'member' ? life.member.wipe() : err('no-team')
      case 'begin-again':
        return beginAgain()
      default:
        if (life.type !== 'member') return err('no-team')
        // Drafts, read marks and the bytes of files go by themselves; nobody waits for them.
        if (!quietIntents.has(intent.type)) watchers.hurry()
        life.member.submit(intent, answer)
        return undefined
    }
  }

  function found({ displayName, teamName, deviceName }: Extract<Intent, { type: 'found-team' }>): Outcome {
    if (life.type === 'member') return err('already-in-team')
    const refusal = nameRefusal(displayName) ?? nameRefusal(teamName)
    if (refusal !== undefined) return err(refusal)
    giveUp()
    const { keys, rootSeed, run } = foundTeam(random.bytes, clock.now())
    const kept = storage.keep(rootSeedRecord(rootSeed))
    if (!kept.ok) return kept
    return become(keys, [run], { displayName: displayName.trim(), teamName: teamName.trim(), deviceName })
  }

  function join({ link, displayName, deviceName }: Extract<Intent, { type: 'join-team' }>): Outcome {
    const refusal = nameRefusal(displayName)
    if (refusal !== undefined) return err(refusal)
    const read = linkIn(link)
    if (!read.ok) return read
    if (life.type === 'member') return err(refusalIn(life.member, read.value.link.team))
    giveUp()
    return begin(read.value, { displayName: displayName.trim(), deviceName, teamName: undefined })
  }

  function begin(link: Parameters<typeof beginAsking>[0], introduction: Introduction): Outcome {
    const asking = beginAsking(link, introduction, chance())
    const kept = storage.keep(askingRecord(asking))
    if (!kept.ok) return kept
    ask(asking)
    return ok({})
  }

  function linkDevice({ link, deviceName }: Extract<Intent, { type: 'link-this-device' }>): Outcome {
    const refusal = nameRefusal(deviceName)
    if (refusal !== undefined) return err(refusal)
    const read = deviceLinkIn(link)
    if (!read.ok) return read
    const team = 'link' in read.value ? read.value.link.team : undefined
    if (life.type === 'member') return err(refusalIn(life.member, team))
    giveUp()
    const introduction = { displayName: '', deviceName: deviceName.trim(), teamName: undefined }
    if ('link' in read.value) return begin(read.value, introduction)
    ask({ seed: read.value.seed, introduction })
    return ok({})
  }

  function giveUp(): Outcome {
    if (life.type !== 'asking') return ok({})
    life.joining.leave()
    storage.keep(askingRecord(undefined))
    live({ type: 'alone' })
    return ok({})
  }

  function beginAgain(): Outcome {
    if (life.type !== 'wiped') return err('already-in-team')
    const kept = storage.keep(wipedRecord(undefined))
    if (!kept.ok) return kept
    live({ type: 'alone' })
    return ok({})
  }

  // ---------------------------------------------------------------- The world

  function toMember(tell: (member: Member) => void): void {
    inbox.take(() => {
      if (life.type === 'member') tell(life.member)
    })
  }

  network.listen({
    onAddress(next) {
      inbox.take(() => {
        address = next
        if (life.type === 'member') life.member.meeting.onAddress(next)
        if (life.type === 'asking') life.joining.onAddress(next)
      })
    },
    onAnnouncement: (topic, sealed) =>
      toMember(({ meeting, doors }) => {
        if (!doors.onAnnouncement(topic, sealed)) meeting.onAnnouncement(topic, sealed)
      }),
    onPeer: (peer, link: PeerLink) =>
      inbox.take(() => {
        if (life.type === 'asking') life.joining.onPeer(peer, link)
        else if (life.type === 'member' && !life.member.doors.onPeer(peer)) life.member.meeting.onPeer(peer, link)
      }),
    onFrame: (peer, frame) =>
      inbox.take(() => {
        if (life.type === 'asking') life.joining.onFrame(peer, frame)
        else if (life.type === 'member' && !life.member.doors.onFrame(peer, frame))
          life.member.meeting.onFrame(peer, frame)
      }),
    onDialFailed: (peer) =>
      toMember(({ meeting, doors }) => {
        if (!doors.onGone(peer)) meeting.onDialFailed(peer)
      }),
    onGone: (peer) =>
      inbox.take(() => {
        if (life.type === 'asking') life.joining.onGone(peer)
        else if (life.type === 'member' && !life.member.doors.onGone(peer)) life.member.meeting.onGone(peer)
      }),
    onStirred: () => toMember(({ meeting }) => meeting.onStirred())
  })
  inbox.take(start)

  return {
    submit(intent) {
      return new Promise((resolve) => {
        if (inbox.stopped) resolve(err('stopped'))
        inbox.take(() => {
          const outcome = fulfil(intent, resolve)
          if (outcome !== undefined) resolve(outcome)
        })
      })
    },
    watch(query, show) {
      let stop = (): void => {}
      let ended = false
      inbox.take(() => {
        if (!ended) stop = watchers.add(query, show)
      })
      return () => {
        ended = true
        stop()
      }
    },
    stop() {
      if (inbox.stopped) return
      if (life.type === 'member') life.member.stop()
      if (life.type === 'asking') life.joining.leave()
      inbox.stop()
    }
  }
}

/** Why a member's node does not join: the link is its own team's, or leads to one that takes a node of its own. A typed code names none. */
function refusalIn(member: Member, team: TeamId | undefined): 'already-in-team' | 'in-another-team' {
  return team !== undefined && member.belongsTo(team) ? 'already-in-team' : 'in-another-team'
}

/** What happens in a lobby is an event like any other: one after the other, and shown afterwards. */
function lobbyThrough(inbox: Inbox, lobby: Lobby): Lobby {
  return {
    visit: (room, { onKnock, onRecord, onPeers, onDisturbed }) =>
      lobby.visit(room, {
        onKnock: () => inbox.take(onKnock),
        onRecord: (id, record) => inbox.take(() => onRecord(id, record)),
        onPeers: (count) => inbox.take(() => onPeers(count)),
        onDisturbed: (disturbed) => inbox.take(() => onDisturbed(disturbed))
      })
  }
}

const quietIntents: ReadonlySet<Intent['type']> = new Set([
  'keep-draft',
  'mark-read',
  'be-live',
  'add-to-file',
  'read-file',
  'read-thumbnail',
  'read-picture',
  'read-member-picture'
])

const idle: JoinView = { type: 'idle' }
const noTeam: TeamView = { type: 'none' }
