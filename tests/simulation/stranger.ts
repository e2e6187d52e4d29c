// Owns the adversary without a device: whoever runs signaling and relay, or found a link. It hears every letter and frame, knows every
// PeerId, joins rooms, and holds no key. Nothing it does may change anything but who is tired.

import { toBase64url } from '../../src/base/bytes.ts'
import type { PeerId, Topic } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import type { LobbyVisit } from '../../src/node/ports.ts'
import type { Dice } from '../fixtures/random.ts'
import type { Site } from './world.ts'

export interface Stranger {
  /** One thing it does, told in words. */
  disturb(): string
  /** Leaves every room and link; the weather is clearing. */
  leave(): void
}

const keptMax = 400

/** A stranger on the network of a site. */
export function createStranger(site: Site, dice: Dice): Stranger {
  const { network, lobby } = site
  const name = 'stranger'
  const letters: { readonly topic: Topic; readonly sealed: Uint8Array }[] = []
  const frames: Uint8Array[] = []
  const linked = new Set<PeerId>()
  const visits: LobbyVisit[] = []
  const endpoint = network.join(name, (event) => event())
  const visitor = lobby.visitor(name, (event) => event())
  const keep = <Item>(list: Item[], item: Item): void => {
    if (list.length < keptMax) list.push(item)
    else list[dice.below(keptMax)] = item
  }

  network.letterTaps.add((topic, sealed) => keep(letters, { topic, sealed }))
  network.frameTaps.add((from, _to, frame) => {
    if (from !== name) keep(frames, frame)
  })
  endpoint.network.listen({
    onAddress: () => {},
    onAnnouncement: () => {},
    onPeer: (peer) => linked.add(peer),
    // Whatever is said to it, it says back: the simplest reflection.
    onFrame: (peer, frame) => {
      if (dice.chance(30)) endpoint.network.send(peer, frame)
    },
    onDialFailed: () => {},
    onGone: (peer) => linked.delete(peer),
    onStirred: () => {}
  })

  function junk(): Uint8Array {
    return dice.bytes(1 + dice.below(dice.pick([8, 400, 20_000])))
  }

  function annoyRoom(): string {
    const rooms = lobby.rooms()
    if (rooms.length === 0) return 'finds no room'
    const room = dice.pick(rooms)
    const known = [...lobby.records(room)]
    const stay = visitor.lobby.visit(room, { onKnock() {}, onRecord() {}, onPeers() {}, onDisturbed() {} })
    visits.push(stay)
    stay.open()
    for (let count = 0; count < 8; count++) {
      const [, record] = known.length > 0 && dice.chance(50) ? dice.pick(known) : ['', junk()]
      stay.put(toBase64url(dice.bytes(16)), record.slice(0, limits.lobbyRecordBytesMax))
    }
    // Overwrites what others showed.
    for (const [id] of known) if (dice.chance(30)) stay.put(id, junk())
    if (dice.chance(30)) lobby.wipe(room)
    return 'scribbles in a room'
  }

  return {
    disturb() {
      const roll = dice.below(5)
      if (roll === 0) {
        for (const peer of network.peers()) endpoint.network.dial(peer, [{ peer: 'relay', address: '/' }])
        return 'dials everybody'
      }
      if (roll === 1) {
        for (let count = 0; count < 20 && letters.length > 0; count++) {
          const { topic, sealed } = dice.pick(letters)
          endpoint.network.announce(topic, dice.chance(70) ? sealed : dice.bytes(sealed.length))
        }
        return 'repeats letters'
      }
      if (roll === 2) {
        for (const peer of linked)
          for (let count = 0; count < 60; count++)
            endpoint.network.send(peer, frames.length > 0 && dice.chance(60) ? dice.pick(frames) : junk())
        return 'floods'
      }
      if (roll === 3) return annoyRoom()
      for (const peer of linked) endpoint.network.upgrade(peer)
      return 'wants direct ways'
    },
    leave() {
      for (const visit of visits) visit.leave()
      for (const peer of linked) endpoint.network.close(peer)
      endpoint.vanish()
    }
  }
}
