// Owns the measures of signaling against the stock y-webrtc server, both as processes of their own on the loopback, in turns
// within one run, so that the ratio means something on a busy machine. Bounded in count and in time.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { firstLine, startServerProcess } from '../signaling/other-process.ts'

export interface Measure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The stock server's value in the same run. */
  readonly baseline?: number
}

interface Contender {
  /** Where its pub/sub is. */
  readonly url: string
  stop(): Promise<void>
}

const rounds = 3
const roundMsMax = 15_000
const sockets = 300
const socketsAtOnce = 30
const subscribers = 40
const publishes = 400
const publishesAtOnce = 8
/** What a sealed announcement weighs. */
const letter = 'x'.repeat(640)

/** Connections opened and messages delivered per second; medians of three rounds each. */
export async function benchSignaling(): Promise<Measure[]> {
  const [ours, stock] = await Promise.all([startOurs(), startStock()])
  try {
    const opened = { ours: [] as number[], stock: [] as number[] }
    const delivered = { ours: [] as number[], stock: [] as number[] }
    for (let round = 0; round < rounds; round++) {
      opened.stock.push(await within(roundMsMax, openings(stock.url)))
      opened.ours.push(await within(roundMsMax, openings(ours.url)))
      delivered.stock.push(await within(roundMsMax, deliveries(stock.url)))
      delivered.ours.push(await within(roundMsMax, deliveries(ours.url)))
    }
    return [
      {
        name: 'signaling: connections opened',
        value: median(opened.ours),
        unit: '1/s',
        baseline: median(opened.stock)
      },
      {
        name: 'signaling: fan-out deliveries',
        value: median(delivered.ours),
        unit: '1/s',
        baseline: median(delivered.stock)
      }
    ]
  } finally {
    await Promise.all([ours.stop(), stock.stop()])
  }
}

/** Our server with its limits out of the way: it is its pace that is measured, not its patience. */
async function startOurs(): Promise<Contender> {
  const many = 1e9
  const { socketUrl, stop } = await startServerProcess({
    limits: {
      socketsPerAddressMax: many,
      newSocketsBurst: many,
      signalMessagesBurst: many,
      signalBytesBurst: many,
      deliveriesPerSecond: many,
      overloadSeconds: many
    }
  })
  return { url: `${socketUrl}/signal`, stop }
}

async function startStock(): Promise<Contender> {
  const port = await freePort()
  const script = fileURLToPath(new URL('../../node_modules/y-webrtc/bin/server.js', import.meta.url))
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  await firstLine(child, /running/)
  const url = `ws://127.0.0.1:${port}`
  await reachable(url)
  return {
    url,
    async stop() {
      const ended = once(child, 'exit')
      child.kill()
      await ended
    }
  }
}

/** The stock server takes its port from the environment and cannot say which one it got. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/** It speaks before it listens. */
async function reachable(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      const socket = await opened(url)
      socket.terminate()
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  throw new Error(`${url} does not answer`)
}

async function opened(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  await once(socket, 'open')
  socket.on('error', () => undefined)
  return socket
}

/** Opens `sockets` connections, `socketsAtOnce` at a time, and hangs up. Connections per second. */
async function openings(url: string): Promise<number> {
  const held: WebSocket[] = []
  const beganAtMs = performance.now()
  const lane = async (): Promise<void> => {
    for (let index = 0; index < sockets / socketsAtOnce; index++) held.push(await opened(url))
  }
  await Promise.all(Array.from({ length: socketsAtOnce }, lane))
  const seconds = (performance.now() - beganAtMs) / 1_000
  await Promise.all(held.map(hungUp))
  return held.length / seconds
}

/** One publisher, `subscribers` readers, a few messages under way at a time. Deliveries per second. */
async function deliveries(url: string): Promise<number> {
  const readers = await Promise.all(Array.from({ length: subscribers }, () => opened(url)))
  for (const reader of readers) {
    reader.send('{"type":"subscribe","topics":["bench"]}')
    reader.send('{"type":"ping"}')
    await once(reader, 'message')
  }
  const publisher = await opened(url)
  const message = JSON.stringify({ type: 'publish', topic: 'bench', data: letter })
  let received = 0
  let published = 0
  const beganAtMs = performance.now()
  await new Promise<void>((resolve) => {
    const publishMore = (): void => {
      while (published < publishes && published - Math.floor(received / subscribers) < publishesAtOnce) {
        publisher.send(message)
        published += 1
      }
    }
    for (const reader of readers) {
      reader.on('message', () => {
        received += 1
        if (received === publishes * subscribers) resolve()
        else publishMore()
      })
    }
    publishMore()
  })
  const seconds = (performance.now() - beganAtMs) / 1_000
  await Promise.all([...readers, publisher].map(hungUp))
  return received / seconds
}

async function hungUp(socket: WebSocket): Promise<void> {
  const closed = once(socket, 'close')
  socket.terminate()
  await closed
}

async function within(waitMs: number, work: Promise<number>): Promise<number> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`a round took longer than ${waitMs} ms`)), waitMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)
}
