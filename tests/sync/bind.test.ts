// Shows that a session opens only between two who share an epoch, over the very link both see, and that nothing is told before.

import { describe, expect, test } from 'vitest'
import { concat, repeat, toHex, utf8 } from '../../src/base/bytes.ts'
import { encodeCbor } from '../../src/base/codec.ts'
import { epochIdOf, scopeIdOf, teamIdOf } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import { err, ok } from '../../src/base/result.ts'
import { derive } from '../../src/crypto/hash.ts'
import { seal } from '../../src/crypto/seal.ts'
import { sign, signKeysFromSeed } from '../../src/crypto/sign.ts'
import {
  bindFrame,
  bindTranscript,
  epochsToShow,
  meetFrame,
  meetTag,
  receiveBind,
  receiveMeet,
  scopeTag,
  type Ends,
  type MeetEpoch,
  type Met,
  type OwnDevice,
  type ReadCertificate
} from '../../src/sync/bind.ts'
import { encodeFrame } from '../../src/sync/frames.ts'
import { topicAt } from '../../src/sync/rendezvous.ts'
import { readCertificate } from '../../src/team/certificate.ts'
import { fixtureStart, makeDevice, makeRoot, type TestDevice } from '../fixtures/team.ts'
import { bytesOf } from '../vectors/bytes-of.ts'
import vectors from '../vectors/vectors.json' with { type: 'json' }
import { makeEpoch } from './pair.ts'

const team = makeRoot().team
const [anna, bert] = [makeDevice('anna'), makeDevice('bert')]
const [annaPeer, bertPeer] = [utf8('peer-anna'), utf8('peer-bert')]
const annaEnds: Ends = { own: annaPeer, theirs: bertPeer, dialer: 'us' }
const bertEnds: Ends = { own: bertPeer, theirs: annaPeer, dialer: 'them' }
const annaNonce = repeat(0x90, 32)
const bertNonce = repeat(0x91, 32)
const epoch = makeEpoch('first')
const read: ReadCertificate = (certificate, signature) => {
  const found = readCertificate(certificate, signature, team)
  return found.ok ? ok({ device: found.value.device, signPublic: found.value.signPublic }) : err('inadmissible')
}

function ownOf({ device, certificate, signKeys }: TestDevice): OwnDevice {
  const { bytes, signature } = certificate
  return { team, device, certificate: bytes, certificateSignature: signature, signSecret: signKeys.secretKey }
}

/** Both ends after both meets. */
function metPair(epochs: readonly MeetEpoch[] = [epoch]): { readonly atAnna: Met; readonly atBert: Met } {
  const annaMeet = meetFrame(epochs, annaNonce, annaEnds)
  const bertMeet = meetFrame(epochs, bertNonce, bertEnds)
  const atAnna = receiveMeet(bertMeet, annaMeet, { epochs, ends: annaEnds })
  const atBert = receiveMeet(annaMeet, bertMeet, { epochs, ends: bertEnds })
  if (!atAnna.ok || !atBert.ok) throw new Error('two who share an epoch meet')
  return { atAnna: atAnna.value, atBert: atBert.value }
}

function annaBind(met: Met, me = ownOf(anna)): Uint8Array {
  const link = { met, ownNonce: annaNonce, ends: annaEnds }
  return bindFrame(me, link, { now: fixtureStart, nonce: repeat(0x71, 24) }).sealed
}

describe('the known answers', () => {
  const { session } = vectors
  const secret = bytesOf(session.epochSecret)
  const [a, b] = [bytesOf(session.peerIds[0] ?? ''), bytesOf(session.peerIds[1] ?? '')]
  const [nonceA, nonceB] = [bytesOf(session.nonces[0] ?? ''), bytesOf(session.nonces[1] ?? '')]
  const shown: MeetEpoch = { epoch: epochIdOf(repeat(1, 8)), scope: scopeIdOf(repeat(2, 16)), secret, ts: 0 }

  test('[S2] the tag of a meet', () => {
    expect(toHex(meetTag(secret, nonceA, { from: a, to: b }))).toBe(session.meetTagAnna)
  })

  test('[S3] the key, the transcript and the signature of a bind', () => {
    const annaMeet = meetFrame([shown], nonceA, { own: a, theirs: b, dialer: 'us' })
    const bertMeet = meetFrame([shown], nonceB, { own: b, theirs: a, dialer: 'them' })
    const met = receiveMeet(bertMeet, annaMeet, { epochs: [shown], ends: { own: a, theirs: b, dialer: 'us' } })
    expect(met.ok && toHex(met.value.bindKey)).toBe(session.bindKey)
    const said = { from: a, to: b, nonceFrom: nonceA, nonceTo: nonceB }
    const transcript = bindTranscript(teamIdOf(bytesOf(vectors.team.teamId)), said)
    expect(toHex(transcript)).toBe(session.bindTranscriptAnna)
    const keys = signKeysFromSeed(bytesOf(vectors.devices.anna.signSeed))
    expect(toHex(sign(keys.secretKey, 'bind', transcript))).toBe(session.bindSignatureAnna)
  })

  test('[S6] the tag of a scope', () => {
    const channel = scopeIdOf(bytesOf('66ba9297462c06024d9a68dd8603504d'))
    expect(scopeTag(concat(nonceA, nonceB), channel)).toBe(session.scopeTagChannel)
  })

  test('[S9] the topic and the key of announcements of a day', () => {
    expect(topicAt(secret, 20480)).toBe(session.topicDay20480)
    expect(toHex(derive(secret, 'announce', Uint8Array.of(0, 0, 0x50, 0)))).toBe(session.announceKeyDay20480)
  })

  test('[S2] [S3] a meet with 16 tags has 309 bytes, a bind 1534', () => {
    const epochs = Array.from({ length: 16 }, (_, index) => makeEpoch(String(index)))
    expect(encodeFrame(meetFrame(epochs, annaNonce, annaEnds)).length - 1).toBe(309)
    expect(annaBind(metPair().atAnna).length).toBe(1534)
  })
})

describe('meet', () => {
  test('[S2] without a common epoch there is nothing to go on with', () => {
    const theirs = meetFrame([makeEpoch('another team')], bertNonce, bertEnds)
    const own = meetFrame([epoch], annaNonce, annaEnds)
    expect(receiveMeet(theirs, own, { epochs: [epoch], ends: annaEnds })).toEqual(err('no-common-epoch'))
  })

  test('[S2] a meet that comes back to its sender is refused', () => {
    const own = meetFrame([epoch], annaNonce, annaEnds)
    expect(receiveMeet(own, own, { epochs: [epoch], ends: annaEnds })).toEqual(err('reflected'))
  })

  test('[S2] a meet for other PeerIds shows no common epoch', () => {
    const own = meetFrame([epoch], annaNonce, annaEnds)
    const swapped = meetFrame([epoch], bertNonce, { ...bertEnds, theirs: utf8('peer-carla') })
    expect(receiveMeet(swapped, own, { epochs: [epoch], ends: annaEnds })).toEqual(err('no-common-epoch'))
  })

  test('[S3] both take the same of several common epochs, whoever lists them how', () => {
    const several = ['a', 'b', 'c', 'd'].map((name) => makeEpoch(name))
    const own = meetFrame(several, annaNonce, annaEnds)
    const reversed = [...several.slice(1)].reverse()
    const theirs = meetFrame(reversed, bertNonce, bertEnds)
    const atAnna = receiveMeet(theirs, own, { epochs: several, ends: annaEnds })
    const atBert = receiveMeet(own, theirs, { epochs: reversed, ends: bertEnds })
    if (!atAnna.ok || !atBert.ok) throw new Error('they share three epochs')
    expect(atAnna.value.epoch).toBe(atBert.value.epoch)
    expect(atAnna.value.bindKey).toEqual(atBert.value.bindKey)
    const tags = several
      .slice(1)
      .map((each) => toHex(meetTag(each.secret, annaNonce, { from: annaPeer, to: bertPeer })))
    const lowest = several.slice(1)[tags.indexOf([...tags].sort()[0] ?? '')]
    expect(atAnna.value.epoch).toBe(lowest?.epoch)
  })

  test('[S2] shows the newest 16 epochs and the last of each week for 90 days, never more than 32', () => {
    const day = limits.dayMs
    const now = fixtureStart + 400 * day
    const epochs = Array.from({ length: 200 }, (_, index) => makeEpoch(String(index), now - index * day))
    const shown = epochsToShow(epochs, now)
    expect(shown.length).toBeLessThanOrEqual(limits.meetTagsMax)
    expect(shown.slice(0, 16)).toEqual(epochs.slice(0, 16))
    expect(shown.every((each) => each.ts > now - 90 * day)).toBe(true)
    const weeks = new Set(epochs.slice(0, 90).map((each) => Math.floor(each.ts / limits.weekMs)))
    for (const week of weeks) {
      const last = epochs.find((each) => Math.floor(each.ts / limits.weekMs) === week)
      expect(shown).toContain(last)
    }
  })

  test('[S2] a team that was silent for a year still shows its current epoch', () => {
    const old = makeEpoch('old', fixtureStart)
    expect(epochsToShow([old], fixtureStart + 365 * limits.dayMs)).toEqual([old])
  })
})

describe('bind', () => {
  test('[S3] says which device speaks and what its clock says', () => {
    const { atAnna, atBert } = metPair()
    const link = { team, met: atBert, ownNonce: bertNonce, ends: bertEnds }
    expect(receiveBind(annaBind(atAnna), link, read)).toEqual(
      ok({
        device: anna.device,
        certificate: anna.certificate.bytes,
        certificateSignature: anna.certificate.signature,
        theirNow: fixtureStart,
        epoch: epoch.epoch
      })
    )
  })

  test('[S3] a relay that swaps PeerIds is found out', () => {
    const { atAnna, atBert } = metPair()
    const ends: Ends = { ...bertEnds, theirs: utf8('peer-mallory') }
    const link = { team, met: atBert, ownNonce: bertNonce, ends }
    expect(receiveBind(annaBind(atAnna), link, read)).toEqual(err('bad-signature'))
  })

  test('[S3] a bind of an earlier session is worth nothing in a later one', () => {
    const { atAnna } = metPair()
    const old = annaBind(atAnna)
    const later = repeat(0x92, 32)
    const met = receiveMeet(meetFrame([epoch], annaNonce, annaEnds), meetFrame([epoch], later, bertEnds), {
      epochs: [epoch],
      ends: bertEnds
    })
    if (!met.ok) throw new Error('they share an epoch')
    const link = { team, met: met.value, ownNonce: later, ends: bertEnds }
    expect(receiveBind(old, link, read)).toEqual(err('does-not-open'))
    // Even under the old key the nonces are signed.
    expect(receiveBind(old, { ...link, met: { ...met.value, bindKey: atAnna.bindKey } }, read)).toEqual(
      err('bad-signature')
    )
  })

  test('[S3] a bind that comes back to its sender is refused', () => {
    const { atAnna } = metPair()
    const link = { team, met: atAnna, ownNonce: annaNonce, ends: annaEnds }
    expect(receiveBind(annaBind(atAnna), link, read)).toEqual(err('bad-signature'))
  })

  test('[S3] nobody binds with the certificate of another device', () => {
    const { atAnna, atBert } = metPair()
    const link = { team, met: atBert, ownNonce: bertNonce, ends: bertEnds }
    const stolen = { ...ownOf(bert), signSecret: anna.signKeys.secretKey }
    expect(receiveBind(annaBind(atAnna, stolen), link, read)).toEqual(err('bad-signature'))
    const renamed = { ...ownOf(anna), device: bert.device }
    expect(receiveBind(annaBind(atAnna, renamed), link, read)).toEqual(err('wrong-device'))
    const foreign = makeDevice('anna', { team: makeRoot('another').team })
    expect(receiveBind(annaBind(atAnna, { ...ownOf(foreign), team }), link, read)).toEqual(err('certificate-refused'))
  })

  test('[S3] what opens but is no bind is refused', () => {
    const { atBert } = metPair()
    const link = { team, met: atBert, ownNonce: bertNonce, ends: bertEnds }
    for (const plain of [encodeCbor([]), encodeCbor([1, 2, 3, 4, 5]), utf8('no cbor')]) {
      const sealed = seal(atBert.bindKey, plain, repeat(1, 24))
      expect(receiveBind(sealed, link, read)).toEqual(err('bind-malformed'))
    }
  })
})
