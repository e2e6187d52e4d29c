// The page of y-webrtc.test.ts: an unmodified y-webrtc 10.3 client on a Y.Doc, driven from outside through `globalThis.lobby`.
import { WebrtcProvider } from 'y-webrtc'
import { Doc } from 'yjs'

const doc = new Doc()
const board = doc.getMap<string>('board')
let provider: WebrtcProvider | undefined

const lobby = {
  enter(room: string, password: string | undefined): void {
    const signal = new URL('/signal', location.href)
    signal.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
    const options = { signaling: [signal.href], peerOpts: { config: { iceServers: [] } } }
    provider = new WebrtcProvider(room, doc, password === undefined ? options : { ...options, password })
  },
  put(key: string, value: string): void {
    board.set(key, value)
  },
  read: (): Record<string, string> => board.toJSON() as Record<string, string>,
  leave(): void {
    provider?.destroy()
  }
}

export type PageLobby = typeof lobby

Object.assign(globalThis, { lobby })
