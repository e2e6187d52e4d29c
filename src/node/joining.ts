// Owns the newcomer's side of the lobby (I2, I6, I10, I16): ask, collect what is shown, believe it only when all of it holds. Survives
// a restart: keys and link are kept until it ended one way or the other.

import type { Cbor } from '../base/codec.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { decodeRun, type Run } from '../log/run.ts'
import { judgeJoin, type JoinStep } from '../team/admission.ts'
import { isReadable } from '../team/epochs.ts'
import { readCertificate } from '../team/certificate.ts'
import { deviceCode } from '../team/codes.ts'
import {
  decodeLink,
  encodeLink,
  linkingSecretOf,
  lobbyKeysOf,
  lobbySecretOfLink,
  proveInvitation,
  readLinkCode,
  type Link
} from '../team/invitation.ts'
import { openRecord, sealRecord, type LobbyRecord, type NoticeCode, type SealedRecord } from '../team/lobby-record.ts'
import { shortIdOf } from '../team/short-id.ts'
import type { Refusal } from './api-intents.ts'
import type { JoinView } from './api-joining.ts'
import { createProposal, examineRun } from './examine.ts'
import { furtherDevice, newDevice, type Introduction } from './founding.ts'
import { identityOf } from './identity.ts'
import type { PeerId } from '../base/ids.ts'
import type {
  Cancel,
  DeviceKeys,
  LocalRecord,
  LobbyVisit,
  Milliseconds,
  NetworkEvents,
  OwnAddress,
  Ports,
  Storage
} from './ports.ts'
import { callOut, lobbyPlaces, recordIn, sendRecord } from './relayed-lobby.ts'
import { truth, truthIn } from './records.ts'
import { createReplica } from './state.ts'

/** What a newcomer keeps while it asks. */
export interface Asking {
  /** The text behind `#j=`. */
  readonly text: string
  readonly link: Link
  readonly keys: DeviceKeys
  readonly introduction: Introduction
}

/** A device that was given a typed code (I19): whose it is to be, it hears in the lobby. */
export interface Seeking {
  readonly seed: Uint8Array
  readonly introduction: Introduction
}

const recordName = 'joining'

/** Reads what a person pasted: the text of a link, or a whole address that ends in it. */
export function linkIn(pasted: string): Result<{ readonly text: string; readonly link: Link }, Refusal> {
  const text = pasted.trim().replace(/^.*#j=/s, '')
  const link = decodeLink(text)
  if (!link.ok) return link
  return link.value.kind === 'device' ? err('link-not-an-invitation') : ok({ text, link: link.value })
}

/** The same for a further device of a member: its link, or the seed alone where somebody typed (I16, I19). */
export function deviceLinkIn(
  pasted: string
): Result<{ readonly text: string; readonly link: Link } | { readonly seed: Uint8Array }, Refusal> {
  const text = pasted.trim().replace(/^.*#j=/s, '')
  const typed = readLinkCode(text)
  if (typed.ok) return ok({ seed: typed.value })
  const link = decodeLink(text)
  if (link.ok) return link.value.kind === 'device' ? ok({ text, link: link.value }) : err('link-not-for-a-device')
  const isMistyped = typed.reason === 'link-mistyped' || link.reason === 'link-mistyped'
  return err(isMistyped ? 'link-mistyped' : 'link-malformed')
}

/** Fresh keys for the team of a link: of a new member, or of one more device of the member it names. */
export function beginAsking(
  { text, link }: { readonly text: string; readonly link: Link },
  introduction: Introduction,
  { random, now }: { readonly random: (length: number) => Uint8Array; readonly now: Milliseconds }
): Asking {
  const { team, member } = link
  const keys = member === undefined ? newDevice(team, random, now).keys : furtherDevice({ team, member }, random, now)
  return { text, link, introduction, keys }
}

/** The link that a typed code stands for, once the other side has said whose it is (I19). */
export function linkOfHost(
  seed: Uint8Array,
  { team, member }: Extract<LobbyRecord, { type: 'host' }>
): { readonly text: string; readonly link: Link } {
  const link: Link = { kind: 'device', team, seed, hints: [], member }
  return { text: encodeLink(link), link }
}

/** Kept as truth until joining ended; undefined forgets it. */
export function askingRecord(asking: Asking | undefined): LocalRecord {
  if (asking === undefined) return truth(recordName, undefined)
  const { text, keys, introduction } = asking
  const { certificate, certificateSignature, signSeed, kemSeed } = keys
  const value: Cbor = [
    text,
    introduction.displayName,
    introduction.deviceName,
    certificate,
    certificateSignature,
    signSeed,
    kemSeed
  ]
  return truth(recordName, value)
}

/** What was asked before a restart. */
export function askingIn(records: ReadonlyMap<string, Uint8Array>): Asking | undefined {
  const value = truthIn(records, recordName)
  if (!Array.isArray(value)) return undefined
  const [text, displayName, deviceName, certificate, certificateSignature, signSeed, kemSeed] = value as readonly Cbor[]
  if (typeof text !== 'string' || typeof displayName !== 'string' || typeof deviceName !== 'string') return undefined
  if (!(certificate instanceof Uint8Array) || !(certificateSignature instanceof Uint8Array)) return undefined
  if (!(signSeed instanceof Uint8Array) || !(kemSeed instanceof Uint8Array)) return undefined
  const decoded = decodeLink(text)
  if (!decoded.ok) return undefined
  const link = decoded.value
  const read = readCertificate(certificate, certificateSignature, link.team)
  if (!read.ok) return undefined
  const { device } = read.value
  const keys: DeviceKeys = { team: link.team, device, certificate, certificateSignature, signSeed, kemSeed }
  return { text, link, keys, introduction: { displayName, deviceName, teamName: undefined } }
}

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

/** Asks to be let in until somebody does. `later` runs an event of its own after a while. */
export function createJoining(
  { clock, random, lobby, network }: Pick<Ports, 'clock' | 'random' | 'lobby' | 'network'>,
  begun: Asking | Seeking,
  events: JoiningEvents,
  later: (wait: Milliseconds, run: () => void) => Cancel
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
    callOut(
      network,
      { keys: secrets, address, counter: calls },
      { now: clock.now(), random: (length) => random.bytes(length) }
    )
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
    request = sealRecord(requestOf(as), secrets, (length) => random.bytes(length))
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

/** A further device proves nothing but what its certificate says: a person compares its code (I16). */
function requestOf({ keys, link, introduction }: Asking): LobbyRecord {
  const isDevice = link.kind === 'device'
  return {
    type: 'request',
    certificate: keys.certificate,
    signature: keys.certificateSignature,
    proof: isDevice ? undefined : proveInvitation(link.seed, link.team, keys.device),
    name: isDevice ? introduction.deviceName : introduction.displayName
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

interface Jury {
  hear(run: Run, now: Milliseconds): { readonly step: JoinStep; readonly order: readonly Run[] }
}

/**
 * I10 over what was shown so far, in whatever order it came; `order` is one in which the door takes it. What it could take once is not
 * looked at again: the log of a large team comes in many runs.
 */
function createJury({ link, keys }: Asking): Jury {
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
      const { team, epochEntries, secrets, books } = proposal.membership
      const holdsConversation = [...books].some(
        ([scope, book]) =>
          scope !== link.team &&
          [...book.byId.keys()].some((epoch) => isReadable(book, epoch) && secrets.get(scope)?.has(epoch) === true)
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

function noticeOf(code: NoticeCode): Extract<JoinView, { type: 'asking' }>['notice'] {
  if (code === 'newer-version-needed') return 'newer-version'
  return code === 'two-devices-asked' ? 'two-devices' : code
}
