// Owns the one way an HTTP answer leaves this process, and the headers every one of them carries. Routes hand in plain
// values; nobody else touches a response, so no answer can be without its headers.
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

const permissions = [
  'camera=(self)',
  'microphone=(self)',
  'display-capture=(self)',
  'local-network=(self)',
  'loopback-network=(self)',
  'local-network-access=(self)',
  'geolocation=()',
  'payment=()',
  'usb=()',
  'serial=()',
  'bluetooth=()',
  'hid=()',
  'midi=()'
].join(', ')

const common: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': permissions
}

export interface Posture {
  /** `ws:` and `wss:` origins a page may talk to beside its own: engines before 2023 do not read sockets into 'self'. */
  readonly sockets: readonly string[]
  /** Promise https for a year. Never for LAN names: a lost CA would lock people out. */
  readonly strictTransport: boolean
}

/** The headers of network.md 2.2, on every answer. */
function strictHeaders(posture: Posture): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    ["connect-src 'self'", ...posture.sockets].join(' '),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types svelte-trusted-html app'
  ].join('; ')
  return {
    'Content-Security-Policy': policy,
    ...common,
    ...(posture.strictTransport ? { 'Strict-Transport-Security': 'max-age=31536000' } : {})
  }
}

export function textAnswer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
    body: `${text}\n`
  }
}

/** Writes an answer; what the answer says wins over the posture's headers (the pages of /ca are stricter still). */
export function send(
  exchange: { request: IncomingMessage; response: ServerResponse },
  answer: Answer,
  posture: Posture
): void {
  const { request, response } = exchange
  if (response.destroyed || response.headersSent) return
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body
  const length = body === undefined || answer.status === 304 ? {} : { 'Content-Length': String(body.byteLength) }
  response.writeHead(answer.status, { ...strictHeaders(posture), ...answer.headers, ...length })
  response.end(request.method === 'HEAD' || answer.status === 304 ? undefined : body)
}

/** Answers on a raw socket (a refused upgrade, a request that was none) and hangs up. The socket may be gone already. */
export function sendRaw(socket: Duplex, answer: Answer, posture: Posture): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const headers = { ...strictHeaders(posture), ...answer.headers, 'Content-Length': '0', Connection: 'close' }
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}\r\n${head.join('\r\n')}\r\n\r\n`)
}

/** Seconds until somebody who was refused should come again, spread so that they do not all come at once. */
export function retryAfter(): Record<string, string> {
  return { 'Retry-After': String(5 + Math.floor(Math.random() * 11)) }
}
