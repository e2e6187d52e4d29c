// Owns the old device's side of linking a further one (I16): a link for two minutes, one request, one yes of a person, and the service
// until the new device has been met. Attends alone; what it leads to is written like any admission.

import type { DeviceId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { Certificate } from '../team/certificate.ts'
import { deviceCode } from '../team/codes.ts'
import { createLinkSeed, encodeLink, linkCodeText, linkingSecretOf } from '../team/invitation.ts'
import { checkLinkRequest, hasRoomForDevice, linkOperation } from '../team/linking.ts'
import type { JoinRequest, NoticeCode } from '../team/lobby-record.ts'
import { selfScope } from '../team/scopes.ts'
import { shortIdOf } from '../team/short-id.ts'
import { refusalOf } from './answer.ts'
import type { Done, Refusal } from './api-intents.ts'
import type { LinkingView } from './api-joining.ts'
import type { Later } from './inbox.ts'
import { stayInLobby, type LobbyDoor, type LobbyStay } from './lobby-stay.ts'
import type { Cancel, Lobby, Milliseconds, Network } from './ports.ts'
import { linkingIn, linkingRecord } from './records.ts'
import { runsFor } from './serving.ts'
import { isGuest } from './state.ts'
import type { Desk, WriteRefusal, Written } from './desk.ts'
import { writeControl } from './write.ts'
import { epochToSealUnder } from './write-keys.ts'

export interface Linking extends LobbyDoor {
  readonly view: LinkingView
  /** After a start: whoever was let in and not met yet is served on. */
  resume(records: ReadonlyMap<string, Uint8Array>): void
  begin(): Result<Done, Refusal>
  confirm(device: DeviceId): Result<Done, Refusal>
  /** The person looks away: what was not confirmed is over. */
  end(): void
  /** A device is here: if it is the new one, nobody has to wait for it in the lobby any more. */
  met(device: DeviceId): void
  leave(): void
}

export interface LinkingEvents {
  onView(): void
  onTopics(): void
  onWritten(written: Written): void
}

interface Place {
  readonly seed: Uint8Array
  readonly stay: LobbyStay
}

type Stage =
  | { readonly type: 'idle' }
  | { readonly type: 'showing'; readonly until: Milliseconds; readonly place: Place }
  | {
      readonly type: 'asked'
      readonly certificate: Certificate
      readonly name: string
      readonly until: Milliseconds
      readonly place: Place
    }
  /** Let in, and served until it has been met; `told`: the person still looks at how it ended. */
  | {
      readonly type: 'linked'
      readonly device: DeviceId
      readonly told: boolean
      readonly until: Milliseconds
      readonly place: Place | undefined
    }
  | { readonly type: 'ended'; readonly why: LinkingEnd }

type LinkingEnd = Extract<LinkingView, { type: 'ended' }>['why']

/** The linking of one node. */
export function createLinking(
  desk: Desk,
  { lobby, network }: { readonly lobby: Lobby; readonly network: Network },
  events: LinkingEvents,
  later: Later
): Linking {
  const { identity } = desk.replica
  let stage: Stage = { type: 'idle' }
  /** Where an attempt failed whoever asked is still told why. */
  let farewell: LobbyStay | undefined
  let timer: Cancel = () => {}

  function move(next: Stage): void {
    timer()
    stage = next
    if ('until' in next) timer = later(Math.max(1, next.until - desk.now()), runOut)
    events.onView()
    events.onTopics()
  }

  function runOut(): void {
    if (stage.type === 'linked') settle()
    else fail('expired')
  }

  function stayNow(): LobbyStay | undefined {
    return 'place' in stage ? stage.place?.stay : farewell
  }

  function attend(seed: Uint8Array): Place {
    farewell?.leave()
    farewell = undefined
    const world = { lobby, network, now: desk.now, random: desk.random.bytes }
    const stay = stayInLobby(linkingSecretOf(seed), world, {
      onRequest: (request) => answer(request),
      onDisturbed: () => fail('disturbed')
    })
    stay.show({ type: 'host', team: identity.team, member: identity.member })
    return { seed, stay }
  }

  function answer(request: JoinRequest): void {
    const verdict = checkLinkRequest(desk.replica.membership.team, request, identity.member)
    switch (verdict.type) {
      case 'ask':
        ask(verdict.certificate, request.name)
        return
      case 'already':
        if (stage.type === 'linked' && stage.device === verdict.device) serve()
        return
      case 'revoked':
        stayNow()?.show({ type: 'notice', to: shortIdOf(verdict.device), code: 'revoked' })
        return
      case 'ignore':
        return
    }
  }

  /** The first to ask is shown to the person. A second, different one ends the attempt: one of the two is a stranger. */
  function ask(certificate: Certificate, name: string): void {
    if (stage.type === 'showing') {
      const { place } = stage
      move({ type: 'asked', certificate, name, until: desk.now() + limits.linkMs, place })
      return
    }
    const first = stage.type === 'asked' ? stage.certificate.device : undefined
    if (first === certificate.device) return
    for (const device of [certificate.device, first])
      if (device !== undefined) stayNow()?.show({ type: 'notice', to: shortIdOf(device), code: lateNotice() })
    if (stage.type === 'asked') fail('two-devices')
  }

  /** What somebody hears who asks when there is nobody to be shown to any more. */
  function lateNotice(): NoticeCode {
    if (stage.type === 'linked') return 'used-up'
    return stage.type === 'ended' && stage.why === 'expired' ? 'expired' : 'two-devices-asked'
  }

  /** The attempt ends at once; its room is left a moment later, so that whoever asked reads why. */
  function fail(why: LinkingEnd): void {
    if (stage.type !== 'showing' && stage.type !== 'asked') return
    const { stay } = stage.place
    if (stage.type === 'asked' && why === 'expired')
      stay.show({ type: 'notice', to: shortIdOf(stage.certificate.device), code: 'expired' })
    farewell = stay
    move({ type: 'ended', why })
    later(noticeMs, () => {
      stay.leave()
      if (farewell === stay) farewell = undefined
      events.onTopics()
    })
  }

  function serve(): void {
    if (stage.type !== 'linked') return
    for (const run of runsFor(desk, stage.device)) stage.place?.stay.show({ type: 'run', run })
  }

  /** The new device needs its lobby no longer, or did not come. */
  function settle(): void {
    if (stage.type !== 'linked' || stage.place === undefined) return
    stage.place.stay.leave()
    desk.storage.keep(linkingRecord(undefined))
    const { device, told } = stage
    stage = told ? { type: 'idle' } : { type: 'linked', device, told, until: stage.until, place: undefined }
    timer()
    events.onView()
    events.onTopics()
  }

  function end(): void {
    if (stage.type === 'linked' && stage.place !== undefined) {
      stage = { ...stage, told: true }
      events.onView()
      return
    }
    if (stage.type === 'showing' || stage.type === 'asked') stage.place.stay.leave()
    move({ type: 'idle' })
  }

  // ---------------------------------------------------------------- What the person says

  function begin(): Result<Done, Refusal> {
    if (!hasRoomForDevice(desk.replica.membership.team, identity.member)) return err('too-many-devices')
    stayNow()?.leave()
    farewell = undefined
    const seed = createLinkSeed(desk.random.bytes)
    move({ type: 'showing', until: desk.now() + limits.linkMs, place: attend(seed) })
    return ok({ link: linkTextOf(desk, seed) })
  }

  function confirm(device: DeviceId): Result<Done, Refusal> {
    if (stage.type !== 'asked' || stage.certificate.device !== device) return err('link-ended')
    const { certificate, place } = stage
    if (!hasRoomForDevice(desk.replica.membership.team, identity.member)) return err('too-many-devices')
    const keyed = keyedScopes(desk)
    if (!keyed.ok) return err(refusalOf(keyed.reason))
    // Kept first: should the power go after the admission, the new device is served all the same.
    const until = desk.now() + limits.lobbyAttendanceMs
    const kept = desk.storage.keep(linkingRecord({ seed: place.seed, device, until }))
    if (!kept.ok) return kept
    const written = writeControl(desk, [linkOperation(certificate)], [certificate])
    if (!written.ok) return err(refusalOf(written.reason))
    move({ type: 'linked', device, told: false, until, place })
    serve()
    events.onWritten(written.value)
    return ok({ entry: written.value.entry })
  }

  return {
    get view(): LinkingView {
      return viewOf(desk, stage)
    },
    begin,
    confirm,
    end,
    resume(records) {
      const kept = linkingIn(records)
      if (kept === undefined) return
      const { device, until, seed } = kept
      if (desk.replica.membership.team.devices.has(device) && until > desk.now())
        move({ type: 'linked', device, told: true, until, place: attend(seed) })
      else desk.storage.keep(linkingRecord(undefined))
    },
    met(device) {
      if (stage.type === 'linked' && stage.device === device) settle()
    },
    leave() {
      stayNow()?.leave()
      timer()
      stage = { type: 'idle' }
    },
    topics: () => stayNow()?.topics() ?? [],
    onAnnouncement: (topic, sealed) => stayNow()?.onAnnouncement(topic, sealed) === true,
    onPeer: (peer) => stayNow()?.onPeer(peer) === true,
    onFrame: (peer, frame) => stayNow()?.onFrame(peer, frame) === true,
    onGone: (peer) => stayNow()?.onGone(peer) === true
  }
}

function linkTextOf({ replica }: Desk, seed: Uint8Array): string {
  const { team, member } = replica.identity
  return encodeLink({ kind: 'device', team, seed, hints: [], member })
}

/** There must be something to give a box of: an epoch of the team, and of the person's own conversation (K10). */
function keyedScopes(desk: Desk): Result<void, WriteRefusal> {
  const { team, member } = desk.replica.identity
  // A guest has no key of the team to hand on (K16).
  const keyed = isGuest(desk.replica) ? [selfScope(team, member)] : [team, selfScope(team, member)]
  for (const scope of keyed) {
    const epoch = epochToSealUnder(desk, scope)
    if (!epoch.ok) return epoch
  }
  return ok(undefined)
}

function viewOf(desk: Desk, stage: Stage): LinkingView {
  switch (stage.type) {
    case 'idle':
    case 'ended':
      return stage
    case 'showing': {
      const { seed } = stage.place
      return { type: 'showing', link: linkTextOf(desk, seed), code: linkCodeText(seed), until: stage.until }
    }
    case 'asked': {
      const { device } = stage.certificate
      const code = deviceCode(desk.replica.identity.team, device)
      return { type: 'asked', device, name: stage.name, code, until: stage.until }
    }
    case 'linked':
      return stage.told ? { type: 'idle' } : { type: 'linked', device: stage.device, here: stage.place === undefined }
  }
}

/** Notices want to be read before their room is gone. */
const noticeMs: Milliseconds = 15_000
