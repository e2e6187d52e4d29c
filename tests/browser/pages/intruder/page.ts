// Owns the page of somebody who has the link to a lobby room, a stock y-webrtc client and no manners. Uses nothing of ours.

import { WebrtcProvider } from 'y-webrtc'
import * as Y from 'yjs'

const intruder = new Y.Doc()
const intruderRecords = intruder.getMap<unknown>('r')
let intruding: WebrtcProvider | undefined

globalThis.bench = {
  intrude(room: { room: string; password: string }): void {
    intruderRecords.observe(({ keysChanged }, { local }) => {
      for (const id of keysChanged) {
        const value = intruderRecords.get(id)
        if (!local && value instanceof Uint8Array)
          void globalThis.tell(JSON.stringify({ type: 'seen', id, length: value.length }))
      }
    })
    intruding = new WebrtcProvider(room.room, intruder, {
      signaling: [new URL('/signal', location.origin.replace(/^http/, 'ws')).href],
      password: room.password,
      peerOpts: { config: { iceServers: [] } }
    })
  },
  remove: (id: string) => intruderRecords.delete(id),
  show: (id: string, length: number) => void intruderRecords.set(id, new Uint8Array(length).fill(1)),
  showText: (id: string, text: string) => void intruderRecords.set(id, text),
  /** Grows the document beyond its bound, or sends much that leaves it small; goes on until the page is closed. */
  flood(kind: 'document' | 'traffic'): void {
    let turn = 0
    setInterval(() => {
      turn += 1
      if (kind === 'document') intruderRecords.set(`junk-${turn % 8}`, new Uint8Array(30_000).fill(turn))
      else
        for (const { peer } of intruding?.room?.webrtcConns.values() ?? [])
          if (peer.connected === true) peer.send(Uint8Array.from([4, ...new Uint8Array(60_000)]))
    }, 50)
  },
  /** Messages that no client of the room sends. */
  talkNonsense: async () => {
    for (let times = 0; times < 100; times++) {
      const connected = [...(intruding?.room?.webrtcConns.values() ?? [])].filter(({ peer }) => peer.connected === true)
      for (const { peer } of connected) {
        for (const nonsense of [[0], [0, 2, 255, 255], [1, 9], [0, 0, 5, 1], [77, 1, 2]])
          peer.send(Uint8Array.from(nonsense))
      }
      if (connected.length > 1) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error('the intruder met nobody')
  }
}

void globalThis.tell(JSON.stringify({ type: 'loaded' }))
