// Owns the newcomer's side of the lobby (I2, I6, I16): ask, and collect what is shown until the jury believes it. Keeps nothing: what it
// asks with, asking.ts keeps over a restart.

import type { PeerId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { decodeRun, type Run } from '../log/run.ts'
import { deviceCode } from '../team/codes.ts'
import { linkingSecretOf, lobbyKeysOf, lobbySecretOfLink } from '../team/invitation.ts'
import { openRecord, sealRecord, type LobbyRecord, type NoticeCode, type SealedRecord } from '../team/lobby-record.ts'
import { shortIdOf } from '../team/short-id.ts'
import type { JoinView } from './api-joining.ts'
import { requestOf, type Asking, type Seeking } from './asking.ts'
import type { Later } from './inbox.ts'
import { createJury, type Jury } from './jury.ts'
import type { LobbyVisit, NetworkEvents, OwnAddress, Ports } from './ports.ts'
import { callOut, lobbyPlaces, recordIn, sendRecord } from './relayed-lobby.ts'

export interface Joining extends Pick<NetworkEvents, 'onAddress' | 'onPeer' | 'onFrame' | 'onGone'> {
  readonly view: JoinView
  leave(): void
}

export interface JoiningEvents {
  onView(): void
  /** Everything of I10 holds: these runs, in this order, are the team's control log, and a guest's first keys. */
  onReady(asking: Asking, runs: readonly Run[]): void
  /** A typed code led to this host: the keys to ask with are made and kept; undefined: they could not be kept. */
  onHost(seeking: Seeking, host: Extract<LobbyRecord, { type: 'host' }>): Asking | undefined
}

/** Asks to be let in until somebody does. */
export function createJoining(
  { clock, random, lobby, network }: Pick<Ports, 'clock' | 'random' | 'lobby' | 'network'>,
  begun: Asking | Seeking,
  events: JoiningEvents,
  later: Later
): Joining {
  let asking = 'keys' in begun ? begun : undefined
  const isDevice = asking === undefined || asking.link.kind === 'device'
  const secrets = lobbyKeysOf('keys' in begun ? lobbySecretOfLink(begun.link) : linkingSecretOf(begun.seed))
  const since = clock.now()
  const heard = new Set<string>()
  let jury: Jury | undefined
  const callers = new Set<PeerId>()
  let address: OwnAddress | undefined
  let isCalling = false
  let calls = 0
  let peersInRoom = 0
  let received = 0
  let ended = false
  let step: Extract<JoinView, { type: 'asking' }>['step'] = 'looking'
  let notice: Extract<JoinView, { type: 'asking' }>['notice']
  let request: SealedRecord | undefined

  function show(next: typeof step): void {
    step = next
    events.onView()
  }

  function hear(id: string, bytes: Uint8Array): void {
    if (ended || heard.has(id)) return
    const record = openRecord({ id, bytes }, secrets)
    if (record.ok) hearOpened(id, record.value, bytes.length)
  }

  /** Whichever way records come: no more than a room could bring in one stay (I13). */
  function hearOpened(id: string, record: LobbyRecord, length: number): void {
    if (ended || heard.has(id) || heard.size >= heardMax) return
    heard.add(id)
    received += length
    if (received <= limits.lobbyReceivedBytesMax) take(record)
  }

  /** Where no direct way opens, the relayed one is added (network.md 6). */
  function call(): void {
    if (ended || address === undefined) return
    isCalling = true
    calls += 1
    network.follow(lobbyPlaces(secrets, clock.now()).map((place) => place.topic))
    callOut(network, { keys: secrets, address, counter: calls }, { now: clock.now(), random: random.bytes })
  }

  function callAgain(): void {
    if (ended) return
    // Who is in the room may have no say: those who have come and go, and hear the call.
    if (peersInRoom === 0 || step === 'checking' || notice !== undefined) call()
    later(limits.announceMs, callAgain)
  }

  function take(record: LobbyRecord): void {
    if (record.type === 'host' && isDevice) hearHost(record)
    if (asking === undefined) return
    if (record.type === 'notice' && record.to === shortIdOf(asking.keys.device)) {
      notice = noticeOf(record.code)
      show('answered')
    }
    if (record.type !== 'run') return
    const run = decodeRun(record.run)
    if (!run.ok) return
    jury ??= createJury(asking)
    show('checking')
    const judged = jury.hear(run.value, clock.now())
    if (judged.step.type !== 'ready') return
    leave()
    show('admitted')
    events.onReady(asking, judged.order)
  }

  /** Who waits here, where a typed code did not say it. Two of them in one room: one is a stranger, and neither is asked. */
  function hearHost(host: Extract<LobbyRecord, { type: 'host' }>): void {
    if (asking === undefined && 'seed' in begun) {
      asking = events.onHost(begun, host)
      if (asking !== undefined) ask(asking)
      show('answered')
    } else if (asking?.link.member !== host.member || asking.link.team !== host.team) {
      notice = 'two-devices'
      leave()
      events.onView()
    } else if (step === 'looking' || step === 'nobody-yet') show('answered')
  }

  function ask(as: Asking): void {
    request = sealRecord(requestOf(as), secrets, random.bytes)
    visit.put(request.id, request.bytes)
    for (const peer of callers) sendRecord(network, peer, request.bytes)
  }

  function leave(): void {
    ended = true
    visit.leave()
    for (const peer of callers) network.close(peer)
    if (isCalling) network.follow([])
  }

  const visit: LobbyVisit = lobby.visit(
    { room: secrets.room, password: secrets.password },
    {
      onKnock: () => {},
      onRecord: hear,
      onPeers: (count) => {
        peersInRoom = count
      },
      onDisturbed({ final }) {
        if (!final) return
        notice = 'disturbed'
        events.onView()
      }
    }
  )
  visit.open()
  if (asking !== undefined) ask(asking)
  later(directWithinMs, callAgain)
  later(nobodyAfterMs, () => {
    if (!ended && step === 'looking') show('nobody-yet')
  })
  if (isDevice)
    later(linkOverMs, () => {
      if (ended || step === 'checking') return
      notice ??= 'expired'
      events.onView()
    })

  return {
    get view(): JoinView {
      const as = isDevice ? 'device' : 'newcomer'
      const code = asking === undefined ? undefined : deviceCode(asking.link.team, asking.keys.device)
      return { type: 'asking', as, since, code, step, notice }
    },
    leave,
    onAddress(next) {
      address = next
      if (isCalling) call()
    },
    onPeer(peer) {
      if (!isCalling) return
      callers.add(peer)
      if (request !== undefined) sendRecord(network, peer, request.bytes)
    },
    onFrame(peer, frame) {
      const opened = callers.has(peer) ? recordIn(frame, secrets) : undefined
      if (opened !== undefined) hearOpened(opened.id, opened.record, frame.length)
    },
    onGone(peer) {
      callers.delete(peer)
    }
  }
}

/** The room passes on 64; over links a large team's log comes in more. The bytes of one stay bound both. */
const heardMax = 4 * limits.lobbyRecordsMax

/** A direct way that did not open by then may never do, and what did not fit into the room has to come over one. */
const directWithinMs = 6_000

/** A link for a device lives two minutes, and as long again while its person compares codes: after that nobody answers any more. */
const linkOverMs = 2 * limits.linkMs + 10_000

/** Silence of this long is said (network.md 6). */
const nobodyAfterMs = 15_000

function noticeOf(code: NoticeCode): Extract<JoinView, { type: 'asking' }>['notice'] {
  if (code === 'newer-version-needed') return 'newer-version'
  return code === 'two-devices-asked' ? 'two-devices' : code
}
