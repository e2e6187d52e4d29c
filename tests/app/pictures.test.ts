import { resolveObjectURL } from 'node:buffer'
import { expect, test } from 'vitest'
import type { NodeApi } from '../../src/node/api.ts'
import { concat, utf8 } from '../../src/base/bytes.ts'
import { drawable, Pictures } from '../../src/app/pictures.svelte.ts'
import { Team } from '../../src/app/team.svelte.ts'
import { pictured } from '../fixtures/fake-life.ts'
import { fakeHost } from '../fixtures/fake-host.ts'
import { channel, emptyWorld, person, type FakeWorld } from '../fixtures/fake-world.ts'
import { begun, reading, settled } from './reading.svelte.ts'

const anna = person({ name: 'Anna', role: 'member', devices: [] })
const ben = person({ name: 'Ben', role: 'member', devices: [] })
const roof = channel('roof', [])

/** The first bytes of a WebP of this size, which is all that is looked at before a browser decodes. */
function webp(width: number, height = width, more = 0): Uint8Array {
  const size = [width - 1, height - 1].flatMap((edge) => [edge & 0xff, edge >> 8, 0])
  return concat(
    utf8('RIFF'),
    Uint8Array.of(0, 0, 0, 0),
    utf8('WEBPVP8X'),
    Uint8Array.of(10, 0, 0, 0, 0, 0, 0, 0, ...size, more)
  )
}

function world(): FakeWorld {
  const made = { ...emptyWorld(), conversations: [{ ...roof, picture: webp(256) }] }
  made.members = [pictured(made, anna, webp(192)), ben]
  return made
}

/** The pictures of a team, and what was asked of its node for them. */
function shownIn(made: FakeWorld) {
  const fake = fakeHost(made)
  const asked: string[] = []
  const node: NodeApi = {
    ...fake.node,
    submit: (intent) => {
      asked.push(intent.type)
      return fake.node.submit(intent)
    }
  }
  const { made: pictures, stop } = begun(() => new Pictures(node, new Team(node)))
  return { fake, pictures, stop, asked }
}

const bytesAt = async (url: string | undefined): Promise<Uint8Array | undefined> => {
  const blob = url === undefined ? undefined : resolveObjectURL(url)
  return blob === undefined ? undefined : new Uint8Array(await blob.arrayBuffer())
}

test('[C26] a picture is read once and has one address, however many places draw it', async () => {
  const { pictures, stop, asked } = shownIn(world())
  const places = Array.from({ length: 50 }, () => reading(() => pictures.of(anna.member)))
  const above = reading(() => pictures.of(roof.id))
  const initials = reading(() => pictures.of(ben.member))
  await settled()
  expect(asked.toSorted()).toEqual(['read-member-picture', 'read-picture'])
  expect(new Set(places.map(({ value }) => value)).size).toBe(1)
  expect(await bytesAt(places[0]?.value)).toEqual(webp(192))
  expect(await bytesAt(above.value)).toEqual(webp(256))
  expect(initials.value).toBeUndefined()
  for (const place of places) place.stop()
  const again = reading(() => pictures.of(anna.member))
  expect(await bytesAt(again.value)).toEqual(webp(192))
  expect(asked).toHaveLength(2)
  stop()
  expect(await bytesAt(again.value)).toBeUndefined()
  expect(await bytesAt(above.value)).toBeUndefined()
})

test('[C26] the next picture takes the place of the one before, whose address is given back; so is that of one taken away', async () => {
  const { fake, pictures, stop } = shownIn(world())
  const seen = reading(() => pictures.of(anna.member))
  await settled()
  const first = seen.value
  const show = (picture: Uint8Array | undefined): void =>
    fake.change((made) => (made.members = [pictured(made, anna, picture), ben]))
  show(webp(192, 192, 1))
  // Until it is here the one before stays: no initials flash by.
  expect(seen.value).toBe(first)
  await settled()
  expect(await bytesAt(seen.value)).toEqual(webp(192, 192, 1))
  expect(await bytesAt(first)).toBeUndefined()
  const second = seen.value
  show(undefined)
  await settled()
  expect(seen.value).toBeUndefined()
  expect(await bytesAt(second)).toBeUndefined()
  stop()
})

test('[C24] [C26] what is no small picture, or what the browser cannot decode, leaves the initials', async () => {
  for (const bytes of [new Uint8Array(0), utf8('<svg/>'), webp(513, 10), webp(10, 513), webp(16_000)])
    expect(drawable(bytes)).toBeUndefined()
  expect(drawable(webp(512))?.type).toBe('image/webp')
  const { pictures, stop, asked } = shownIn(world())
  const seen = reading(() => pictures.of(anna.member))
  await settled()
  const url = seen.value
  expect(url).toBeDefined()
  const others = [reading(() => pictures.of(ben.member)), reading(() => pictures.of(roof.id))]
  await settled()
  const before = others.map(({ times }) => times)
  pictures.broken(anna.member)
  await settled()
  expect(seen.value).toBeUndefined()
  // Nobody looks again because of somebody else's picture: the list of a large team stays quiet.
  expect(others.map(({ times }) => times)).toEqual(before)
  expect(await bytesAt(url)).toBeUndefined()
  // It is not tried again and again.
  expect(asked.filter((type) => type === 'read-member-picture')).toHaveLength(1)
  stop()
})
