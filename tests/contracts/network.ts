// Owns what every implementation of the Network port must do; run by the tests of each. Participants may live in another process:
// calls return at once, and what they bring about is waited for.

import { describe, expect, test } from 'vitest'
import { compareBytes, equalBytes, repeat } from '../../src/base/bytes.ts'
import { peerIdOf, topicOf, type PeerId, type Topic } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import type { Network, OwnAddress, PeerLink } from '../../src/node/ports.ts'

export type NetworkHeard =
  | { readonly type: 'address'; readonly address: OwnAddress | undefined }
  | { readonly type: 'announcement'; readonly topic: Topic; readonly sealed: Uint8Array }
  | { readonly type: 'peer'; readonly peer: PeerId; readonly link: PeerLink }
  | { readonly type: 'frame'; readonly peer: PeerId; readonly frame: Uint8Array }
  | { readonly type: 'dial-failed'; readonly peer: PeerId }
  | { readonly type: 'gone'; readonly peer: PeerId }
  | { readonly type: 'stirred' }

export interface Participant {
  /** Listening already; frames are taken as they come. */
  readonly network: Omit<Network, 'listen'>
  /** Reachable: at least one relay holds a place. */
  readonly address: OwnAddress
  /** Everything heard so far, oldest first. */
  readonly heard: readonly NetworkHeard[]
  /** Waits until `look` gives something, by the clock of this world. */
  until<Seen>(look: () => Seen | undefined | false, what: string): Promise<Seen>
  /** Leaves as a closing page does: its farewells are published. */
  depart(): Promise<void>
  /** Is gone from one moment to the next, without a word. */
  vanish(): Promise<void>
}

export interface NetworkWorld {
  join(): Promise<Participant>
  close(): Promise<void>
}

type Make = () => Promise<NetworkWorld>

/** Runs the suite in worlds of its own; `make` gives a fresh one each time, in which a direct way exists between all. */
export function describeNetwork(name: string, make: Make): void {
  describe(`Network: ${name}`, () => {
    describeLetters(make)
    describeLinks(make)
    describeFrames(make)
    describeEnds(make)
  })
}

async function withWorld(make: Make, run: (world: NetworkWorld) => Promise<void>): Promise<void> {
  const world = await make()
  try {
    await run(world)
  } finally {
    await world.close()
  }
}

const topic = topicOf(repeat(0x11, 16))
const otherTopic = topicOf(repeat(0x22, 16))
const letter = (byte: number): Uint8Array => repeat(byte, 424)

function letters(participant: Participant): readonly Uint8Array[] {
  return participant.heard.flatMap((each) => (each.type === 'announcement' ? [each.sealed] : []))
}

/** Says a letter until it is heard: nobody can know when a subscription of somebody else has taken effect. */
async function hearsLetter(reader: Participant, sealed: Uint8Array, say: () => void): Promise<void> {
  let looks = 0
  await reader.until(() => {
    if (looks++ % 20 === 0) say()
    return letters(reader).some((each) => equalBytes(each, sealed))
  }, 'a letter')
}

function describeLetters(make: Make): void {
  test('[S9] a letter reaches who follows its topic, nobody else, and not its author', async () => {
    await withWorld(make, async (world) => {
      const [author, reader, stranger] = [await world.join(), await world.join(), await world.join()]
      author.network.follow([topic, otherTopic])
      reader.network.follow([topic])
      stranger.network.follow([otherTopic])
      await hearsLetter(reader, letter(1), () => author.network.announce(topic, letter(1)))
      await hearsLetter(stranger, letter(2), () => author.network.announce(otherTopic, letter(2)))
      expect(reader.heard.find(({ type }) => type === 'announcement')).toMatchObject({ topic, sealed: letter(1) })
      expect(letters(reader).every((each) => equalBytes(each, letter(1)))).toBe(true)
      expect(letters(stranger).every((each) => equalBytes(each, letter(2)))).toBe(true)
      expect(letters(author)).toEqual([])
    })
  })

  test('[S9] follow replaces the whole set of topics', async () => {
    await withWorld(make, async (world) => {
      const [author, reader] = [await world.join(), await world.join()]
      reader.network.follow([topic])
      await hearsLetter(reader, letter(1), () => author.network.announce(topic, letter(1)))
      reader.network.follow([otherTopic])
      await hearsLetter(reader, letter(2), () => author.network.announce(otherTopic, letter(2)))
      author.network.announce(topic, letter(3))
      await hearsLetter(reader, letter(4), () => author.network.announce(otherTopic, letter(4)))
      expect(letters(reader).some((each) => equalBytes(each, letter(3)))).toBe(false)
    })
  })

  test('[S9] the last farewell is heard when its author departs', async () => {
    await withWorld(make, async (world) => {
      const [author, reader] = [await world.join(), await world.join()]
      reader.network.follow([topic])
      await hearsLetter(reader, letter(1), () => author.network.announce(topic, letter(1)))
      author.network.farewell([{ topic, sealed: letter(3) }])
      author.network.farewell([{ topic, sealed: letter(4) }])
      await author.depart()
      await reader.until(() => letters(reader).some((each) => equalBytes(each, letter(4))), 'the farewell')
      expect(letters(reader).some((each) => equalBytes(each, letter(3)))).toBe(false)
    })
  })
}

/** The link to a peer as it was told last; undefined: none now. */
export function linkTo(participant: Participant, peer: PeerId): PeerLink | undefined {
  let link: PeerLink | undefined
  for (const each of participant.heard) {
    if (each.type === 'peer' && each.peer === peer) link = each.link
    if (each.type === 'gone' && each.peer === peer) link = undefined
  }
  return link
}

/** Waits until both have a link to the other, over `path` if that is given. */
export async function linked(a: Participant, b: Participant, path?: PeerLink['path']): Promise<void> {
  for (const [one, other] of [
    [a, b],
    [b, a]
  ] as const) {
    await one.until(
      () => {
        const link = linkTo(one, other.address.peer)
        return link !== undefined && (path === undefined || link.path === path)
      },
      `a link${path === undefined ? '' : ` (${path})`}`
    )
  }
}

/** Dials and waits for the link. */
export async function link(a: Participant, b: Participant): Promise<void> {
  a.network.dial(b.address.peer, b.address.relays)
  await linked(a, b)
}

function describeLinks(make: Make): void {
  test('[S1] a dial opens a relayed link, and both know who dialled and whom they have', async () => {
    await withWorld(make, async (world) => {
      const [a, b] = [await world.join(), await world.join()]
      await link(a, b)
      expect(linkTo(a, b.address.peer)).toEqual({ path: 'relayed', dialer: 'us', peerBytes: b.address.peerBytes })
      expect(linkTo(b, a.address.peer)).toEqual({ path: 'relayed', dialer: 'them', peerBytes: a.address.peerBytes })
    })
  })

  test('[S1] the larger PeerId can dial as well', async () => {
    await withWorld(make, async (world) => {
      const [a, b] = [await world.join(), await world.join()]
      const order = compareBytes(a.address.peerBytes, b.address.peerBytes)
      const [larger, smaller] = order > 0 ? [a, b] : [b, a]
      await link(larger, smaller)
      expect(linkTo(larger, smaller.address.peer)?.dialer).toBe('us')
      expect(linkTo(smaller, larger.address.peer)?.dialer).toBe('them')
    })
  })

  test('[S3] when both dial at once they agree on one link and on who dialled it', async () => {
    await withWorld(make, async (world) => {
      const [a, b] = [await world.join(), await world.join()]
      a.network.dial(b.address.peer, b.address.relays)
      b.network.dial(a.address.peer, a.address.relays)
      await linked(a, b)
      await a.until(() => {
        const [there, back] = [linkTo(a, b.address.peer), linkTo(b, a.address.peer)]
        return there !== undefined && back !== undefined && there.dialer !== back.dialer
      }, 'one of the two being the dialer')
      a.network.send(b.address.peer, Uint8Array.of(1))
      await b.until(() => framesFrom(b, a).length > 0, 'a frame over the link agreed on')
    })
  })

  test('[S1] a dial that leads nowhere is answered', async () => {
    await withWorld(make, async (world) => {
      const [a, b] = [await world.join(), await world.join()]
      await b.vanish()
      a.network.dial(b.address.peer, b.address.relays)
      await a.until(() => a.heard.some((each) => isFailureOf(b.address.peer, each)), 'a failed dial')
      a.network.dial(peerIdOf('nobody'), [])
      await a.until(() => a.heard.some((each) => isFailureOf('nobody', each)), 'another failed dial')
      expect(a.heard.some(({ type }) => type === 'peer')).toBe(false)
    })
  })

  test('[S1] an upgrade makes the link direct on both sides, and it carries frames', async () => {
    await withWorld(make, async (world) => {
      const [a, b] = [await world.join(), await world.join()]
      await link(a, b)
      a.network.upgrade(b.address.peer)
      await linked(a, b, 'direct')
      b.network.send(a.address.peer, Uint8Array.of(2))
      await a.until(() => framesFrom(a, b).length > 0, 'a frame over the direct way')
    })
  })
}

function isFailureOf(peer: string, heard: NetworkHeard): boolean {
  return heard.type === 'dial-failed' && heard.peer === peer
}

function framesFrom(participant: Participant, author: Participant): readonly Uint8Array[] {
  return participant.heard.flatMap((each) =>
    each.type === 'frame' && each.peer === author.address.peer ? [each.frame] : []
  )
}

/** A frame whose first byte says its lane and whose other bytes are all different from their neighbours. */
function frame(first: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index === 0 ? first : index % 251))
}

function describeFrames(make: Make): void {
  test('[S2] frames of every size arrive whole, on both lanes and in both directions', async () => {
    await withWorld(make, async (world) => {
      const [a, b] = [await world.join(), await world.join()]
      await link(a, b)
      const sent = [1, 2, 1_000, 16_384, limits.frameBytesMax].flatMap((length) => [
        frame(0x01, length),
        frame(0x80, length)
      ])
      for (const [author, reader] of [
        [a, b],
        [b, a]
      ] as const) {
        for (const each of sent) {
          const before = framesFrom(reader, author).length
          author.network.send(reader.address.peer, each)
          await reader.until(() => framesFrom(reader, author).length > before, `a frame of ${each.length} bytes`)
          expect(framesFrom(reader, author).at(-1)).toEqual(each)
        }
      }
    })
  })

  test('[S2] frames for somebody without a link go nowhere and harm nothing', async () => {
    await withWorld(make, async (world) => {
      const [a, b] = [await world.join(), await world.join()]
      a.network.send(b.address.peer, frame(1, 10))
      await link(a, b)
      a.network.send(b.address.peer, frame(1, 20))
      await b.until(() => framesFrom(b, a).length > 0, 'the frame sent over the link')
      expect(framesFrom(b, a)).toEqual([frame(1, 20)])
    })
  })
}

function describeEnds(make: Make): void {
  test('[S4] a link that one side closes is gone on both, once, and can be dialled again', async () => {
    await withWorld(make, async (world) => {
      const [a, b] = [await world.join(), await world.join()]
      await link(a, b)
      a.network.close(b.address.peer)
      for (const [one, other] of [
        [a, b],
        [b, a]
      ] as const) {
        await one.until(() => linkTo(one, other.address.peer) === undefined, 'the end of the link')
      }
      await link(b, a)
      for (const each of [a, b]) expect(each.heard.filter(({ type }) => type === 'gone')).toHaveLength(1)
    })
  })

  test('[S4] who vanishes without a word is gone for the others', async () => {
    await withWorld(make, async (world) => {
      const [a, b] = [await world.join(), await world.join()]
      await link(a, b)
      await b.vanish()
      await a.until(() => linkTo(a, b.address.peer) === undefined, 'the end of the link')
    })
  })
}
