// Owns the raw clients of these tests: real sockets on the loopback, nothing of libp2p or y-webrtc in between.
import { once } from 'node:events'
import { request, type IncomingHttpHeaders } from 'node:http'
import { connect, type Socket } from 'node:net'
import { WebSocket, type ClientOptions } from 'ws'

export interface RawClient {
  readonly socket: WebSocket
  /** Everything heard so far, parsed. */
  readonly heard: Record<string, unknown>[]
  say(message: unknown): void
  /** The close code, once it has come. */
  readonly closed: Promise<number>
}

/** Opens a socket; rejects with the HTTP status if it is refused. */
export async function openSocket(url: string, options: ClientOptions = {}): Promise<RawClient> {
  const socket = new WebSocket(url, options)
  const heard: Record<string, unknown>[] = []
  socket.on('message', (data) => heard.push(JSON.parse(String(data)) as Record<string, unknown>))
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await once(socket, 'open')
  socket.on('error', () => undefined)
  return { socket, heard, closed, say: (message) => socket.send(JSON.stringify(message)) }
}

/** Polls until the check holds; the only way these tests wait. */
export async function until(check: () => boolean | Promise<boolean>, what: string, waitMs = 10_000): Promise<void> {
  const endMs = performance.now() + waitMs
  while (!(await check())) {
    if (performance.now() > endMs) throw new Error(`not reached in ${waitMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** The answer to an upgrade request that is refused, or 101. */
export function upgradeStatus(
  url: string,
  headers: Record<string, string> = {}
): Promise<{ status: number; headers: IncomingHttpHeaders }> {
  const asked = request(url.replace(/^ws/, 'http'), {
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      ...headers
    },
    agent: false
  })
  asked.end()
  return new Promise((resolve, reject) => {
    asked.on('error', reject)
    asked.on('response', (answer) => {
      answer.resume()
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers })
    })
    asked.on('upgrade', (answer, socket) => {
      socket.destroy()
      resolve({ status: 101, headers: answer.headers })
    })
  })
}

/** Sends bytes as they are and collects what comes back until the other side hangs up. */
export async function sayRaw(port: number, bytes: string | Uint8Array, host = '127.0.0.1'): Promise<string> {
  const socket = connect(port, host)
  const parts: Buffer[] = []
  socket.on('data', (part: Buffer) => parts.push(part))
  socket.on('error', () => undefined)
  socket.write(bytes)
  await gone(socket)
  return Buffer.concat(parts).toString('latin1')
}

/** Keeps this process's event loop busy in stretches of `busyMs`, until the returned call. */
export function keepLoopLate(busyMs: number): () => void {
  let late = true
  const spin = (): void => {
    const endMs = performance.now() + busyMs
    while (performance.now() < endMs);
    if (late) setImmediate(spin)
  }
  spin()
  return () => {
    late = false
  }
}

/** Waits until a socket has closed, however it went. */
export function gone(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
  })
}

/** One number out of /metrics, as `flurfunk_signal_topics` or `flurfunk_refused_total{reason="rate"}`; 0 if it is not there. */
export async function metric(httpUrl: string, name: string): Promise<number> {
  const text = await (await fetch(`${httpUrl}/metrics`)).text()
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `))
  return line === undefined ? 0 : Number(line.slice(name.length + 1))
}
