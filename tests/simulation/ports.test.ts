// The simulator's own doubles keep the contracts that the real adapters keep.

import { createDice } from '../fixtures/random.ts'
import { fixtureStart } from '../fixtures/team.ts'
import { describeLobby, type LobbyHeard } from '../contracts/lobby.ts'
import { describeNetwork, type NetworkHeard, type Participant } from '../contracts/network.ts'
import { present } from '../../src/base/assert.ts'
import { createTimeline, type Timeline } from './clock.ts'
import { createLobbyWorld } from './lobby.ts'
import { createNetworkWorld } from './network.ts'
import { createTrace } from './trace.ts'

/** Steps the world until `look` gives something; an hour of simulated time without it is a failure. */
async function until<Seen>(timeline: Timeline, look: () => Seen | undefined | false, what: string): Promise<Seen> {
  const end = timeline.now + 3_600_000
  for (;;) {
    const seen = look()
    if (seen !== undefined && seen !== false) return seen
    // The contract says things again while it waits, so an empty heap is a moment like any other.
    timeline.after(5, () => {})
    timeline.step()
    if (timeline.now > end) throw new Error(`waited in vain for ${what}`)
  }
}

describeNetwork('in memory', async () => {
  const timeline = createTimeline(fixtureStart)
  const world = createNetworkWorld(timeline, createDice('network'), createTrace(100))
  let names = 0
  return {
    async join(): Promise<Participant> {
      const heard: NetworkHeard[] = []
      const endpoint = world.join(`device ${names++}`, (event) => event())
      endpoint.network.listen({
        onAddress: (address) => heard.push({ type: 'address', address }),
        onAnnouncement: (topic, sealed) => heard.push({ type: 'announcement', topic, sealed }),
        onPeer: (peer, link) => heard.push({ type: 'peer', peer, link }),
        onFrame: (peer, frame) => heard.push({ type: 'frame', peer, frame }),
        onDialFailed: (peer) => heard.push({ type: 'dial-failed', peer }),
        onGone: (peer) => heard.push({ type: 'gone', peer }),
        onStirred: () => heard.push({ type: 'stirred' })
      })
      await until(timeline, () => endpoint.address, 'an address')
      return {
        network: endpoint.network,
        address: present(endpoint.address, 'it was waited for'),
        heard,
        until: (look, what) => until(timeline, look, what),
        depart: async () => endpoint.depart(),
        vanish: async () => endpoint.vanish()
      }
    },
    close: async () => {}
  }
})

describeLobby('in memory', async () => {
  const timeline = createTimeline(fixtureStart)
  const ways = { isHeard: () => true, isDirect: () => true, delayMs: () => 20 }
  const world = createLobbyWorld(timeline, createDice('lobby'), ways, createTrace(100))
  let names = 0
  return {
    async visit(room) {
      const heard: LobbyHeard[] = []
      const { lobby } = world.visitor(`device ${names++}`, (event) => event())
      const visit = lobby.visit(room, {
        onKnock: () => heard.push({ type: 'knock' }),
        onRecord: (id, record) => heard.push({ type: 'record', id, record }),
        onPeers: (count) => heard.push({ type: 'peers', count }),
        onDisturbed: ({ final }) => heard.push({ type: 'disturbed', final })
      })
      return { visit, heard, until: (look, what) => until(timeline, look, what) }
    },
    close: async () => {}
  }
})
