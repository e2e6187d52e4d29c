// Owns the cast of vectors.json: its team, its three devices and its entries, made from their seeds.

import { readFileSync } from 'node:fs'
import { present } from '../../src/base/assert.ts'
import type { RandomBytes } from '../../src/base/random.ts'
import { entryOf, type Entry } from '../../src/log/entry.ts'
import { deviceIdOf, scopeIdOf, teamIdOf } from '../../src/base/ids.ts'
import { firstCertificate, laterCertificate, type Certificate, type DeviceSeeds } from '../../src/team/certificate.ts'
import { bytesOf } from '../vectors/bytes-of.ts'
import '../fixtures/team.ts'

type Fields = Readonly<Record<string, string>>

interface DeviceVector {
  readonly signSeed: string
  readonly kemSeed: string
  readonly un: string | null
  readonly createdMs: number
  readonly certificate: string
  readonly certificateSignature: string
  readonly deviceId: string
  readonly memberId: string
}

interface Vectors {
  readonly team: Fields
  readonly devices: Readonly<Record<string, DeviceVector>>
  readonly conversations: Fields & { readonly channel: Fields; readonly group: Fields }
  readonly entries: Readonly<Record<string, Fields>>
  readonly box: Fields
  readonly kemKeys: readonly {
    readonly name: string
    readonly changeFromBert: string | null
    readonly admit: boolean
  }[]
  readonly invitation: Fields
  readonly codes: { readonly device: Fields; readonly person: Fields; readonly team: Fields }
  readonly rootSheet: Fields
  readonly controls: readonly (readonly [string, number, string])[]
}

const text = readFileSync(new URL('../vectors/vectors.json', import.meta.url), 'utf8')
export const vectors = JSON.parse(text) as Vectors

/** A field of the vectors as bytes. */
export function field(fields: Fields | undefined, name: string, length = 32): Uint8Array {
  return bytesOf(present(fields?.[name], `the vectors have ${name}`), length)
}

export function deviceVector(name: string): DeviceVector {
  return present(vectors.devices[name], `the vectors have ${name}`)
}

export const team = teamIdOf(field(vectors.team, 'teamId'))

export function seedsOf(name: string): DeviceSeeds {
  const { signSeed, kemSeed } = deviceVector(name)
  return { signSeed: bytesOf(signSeed), kemSeed: bytesOf(kemSeed) }
}

/** The certificate of anna, annasPhone or bert, made anew from seeds. */
export function certificateOf(name: string): Certificate {
  const { un, createdMs } = deviceVector(name)
  if (un !== null) return firstCertificate(team, seedsOf(name), { createdMs, unique: bytesOf(un, 16) })
  return laterCertificate(team, seedsOf(name), { createdMs, member: certificateOf('anna').member })
}

/** An entry of the vectors, as it would arrive. */
export function entryNamed(name: string): Entry {
  const fields = present(vectors.entries[name], `the vectors have ${name}`)
  const device =
    fields['device'] === 'root'
      ? deviceIdOf(field(vectors.team, 'rootDeviceId'))
      : certificateOf(fields['device'] ?? '').device
  const entry = entryOf({
    scope: scopeIdOf(field(fields, 'scope')),
    device,
    headerBytes: field(fields, 'header'),
    payload: field(fields, 'payload'),
    signature: field(fields, 'signature')
  })
  if (!entry.ok) throw new Error(`${name} is no entry`)
  return entry.value
}

/** "Random" bytes in the order in which they are asked for, as the vectors fixed them. */
export function givenBytes(...given: readonly Uint8Array[]): RandomBytes {
  const rest = [...given]
  return (length) => {
    const next = present(rest.shift(), 'nothing more is drawn than the vectors give')
    if (next.length !== length) throw new Error(`${length} bytes are drawn, ${next.length} given`)
    return next
  }
}
