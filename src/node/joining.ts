// Owns the newcomer's side of the lobby (I2, I6, I10): ask, collect what is shown, believe it only when all of it holds. Survives a
// restart: keys and link are kept until it ended one way or the other.

import type { Cbor } from '../base/codec.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import { decodeRun, type Run } from '../log/run.ts'
import { judgeJoin, type JoinStep } from '../team/admission.ts'
import { readCertificate } from '../team/certificate.ts'
import { decodeLink, lobbyKeysOf, lobbySecretOf, proveInvitation, type Link } from '../team/invitation.ts'
import { openRecord, sealRecord, type LobbyRecord, type NoticeCode } from '../team/lobby-record.ts'
import { shortIdOf } from '../team/short-id.ts'
import type { JoinView, Refusal } from './api.ts'
import { createProposal, examineRun } from './examine.ts'
import { newDevice, type Introduction } from './founding.ts'
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

const recordName = 'joining'

/** Reads what a person pasted: the text of a link, or a whole address that ends in it. */
export function linkIn(pasted: string): Result<{ readonly text: string; readonly link: Link }, Refusal> {
  const text = pasted.trim().replace(/^.*#j=/s, '')
  const link = decodeLink(text)
  if (!link.ok) return err('link-malformed')
  return link.value.kind === 'invitation' ? ok({ text, link: link.value }) : err('link-not-an-invitation')
}

/** Fresh keys for the team of a link. */
export function beginAsking(
  { text, link }: { readonly text: string; readonly link: Link },
  introduction: Introduction,
  { random, now }: { readonly random: (length: number) => Uint8Array; readonly now: Milliseconds }
): Asking {
  return { text, link, introduction, keys: newDevice(link.team, random, now).keys }
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
  const found = linkIn(text)
  if (!found.ok) return undefined
  const { link } = found.value
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
  /** Everything of I10 holds: these runs, in this order, are the team's control log. */
  onReady(asking: Asking, runs: readonly Run[]): void
}

/** Asks to be let in until somebody does. `later` runs an event of its own after a while. */
export function createJoining(
  { clock, random, lobby, network }: Pick<Ports, 'clock' | 'random' | 'lobby' | 'network'>,
  asking: Asking,
  events: JoiningEvents,
  later: (wait: Milliseconds, run: () => void) => Cancel
): Joining {
  const { link, keys, introduction } = asking
  const secrets = lobbyKeysOf(lobbySecretOf(link.seed, link.team))
  const since = clock.now()
  const heard = new Set<string>()
  const runs: Run[] = []
  const callers = new Set<PeerId>()
  let address: OwnAddress | undefined
  let isCalling = false
  let calls = 0
  let peersInRoom = 0
  let received = 0
  let ended = false
  let step: Extract<JoinView, { type: 'asking' }>['step'] = 'looking'
  let notice: Extract<JoinView, { type: 'asking' }>['notice']

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
    if (peersInRoom === 0 || step === 'checking') call()
    later(limits.announceMs, callAgain)
  }

  function take(record: LobbyRecord): void {
    if (record.type === 'notice' && record.to === shortIdOf(keys.device)) {
      notice = noticeOf(record.code)
      show('answered')
    }
    if (record.type !== 'run') return
    const run = decodeRun(record.run)
    if (!run.ok || run.value.scope !== link.team) return
    runs.push(run.value)
    show('checking')
    const judged = judge(asking, runs, clock.now())
    if (judged.step.type !== 'ready') return
    leave()
    show('admitted')
    events.onReady(asking, judged.order)
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
  const request = sealRecord(requestOf(asking), secrets, (length) => random.bytes(length))
  visit.put(request.id, request.bytes)
  later(directWithinMs, callAgain)
  later(nobodyAfterMs, () => {
    if (!ended && step === 'looking') show('nobody-yet')
  })

  return {
    get view(): JoinView {
      return { type: 'asking', since, step, notice }
    },
    leave,
    onAddress(next) {
      address = next
      if (isCalling) call()
    },
    onPeer(peer) {
      if (!isCalling) return
      callers.add(peer)
      sendRecord(network, peer, request.bytes)
    },
    onFrame(peer, frame) {
      const opened = callers.has(peer) ? recordIn(frame, secrets) : undefined
      if (opened !== undefined) hearOpened(opened.id, opened.record, frame.length)
    },
    onGone(peer) {
      callers.delete(peer)
    }
  }

  function requestOf({ keys: own }: Asking): LobbyRecord {
    return {
      type: 'request',
      certificate: own.certificate,
      signature: own.certificateSignature,
      proof: proveInvitation(link.seed, link.team, own.device),
      name: introduction.displayName
    }
  }
}

/** The room passes on 64; over links a large team's log comes in more. The bytes of one stay bound both. */
const heardMax = 4 * limits.lobbyRecordsMax

/** A direct way that did not open by then may never do, and what did not fit into the room has to come over one. */
const directWithinMs = 6_000

/** Silence of this long is said (network.md 6). */
const nobodyAfterMs = 15_000

/** I10 over what was shown so far, in whatever order it came; `order` is one in which the door takes it. */
function judge(
  { link, keys }: Asking,
  shown: readonly Run[],
  now: Milliseconds
): { readonly step: JoinStep; readonly order: readonly Run[] } {
  const replica = createReplica(identityOf(keys))
  const proposal = createProposal(replica)
  const order: Run[] = []
  let waiting = [...shown]
  for (let before = -1; waiting.length !== before;) {
    before = waiting.length
    waiting = waiting.filter((run) => {
      const examined = examineRun(proposal, run, { replica, storage: nothingStored, now, secrets: [] })
      if (examined.ok) order.push(run)
      return !examined.ok
    })
  }
  const { team, epochEntries, secrets } = proposal.membership
  const step = judgeJoin({
    link,
    device: keys.device,
    team,
    epochs: epochEntries.get(link.team) ?? [],
    secrets: secrets.get(link.team) ?? new Map()
  })
  return { step, order }
}

/** What a newcomer has stored of the team: nothing. */
const nothingStored: Pick<Storage, 'entries'> = { entries: () => [] }

function noticeOf(code: NoticeCode): Extract<JoinView, { type: 'asking' }>['notice'] {
  if (code === 'newer-version-needed') return 'newer-version'
  return code === 'two-devices-asked' ? 'two-devices' : code
}
