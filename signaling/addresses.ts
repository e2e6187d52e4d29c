// Owns what an address means here: who is calling (through a proxy or not), which networks may call, and the counters kept
// per address under a hash that nobody can undo after the process has ended. It knows no route and no protocol.
import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv4 } from 'node:net'
import { TLSSocket } from 'node:tls'

/** Where a request comes from. `direct` is false when one of our proxies passed it on. */
export interface Caller {
  readonly address: string
  readonly port: number
  readonly direct: boolean
  readonly secure: boolean
}

export interface Networks {
  has(address: string): boolean
}

/** What no router on the internet passes on, loopback included. */
export const privateNetworks: Networks = networks([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '127.0.0.0/8',
  '::1/128',
  'fc00::/7',
  'fe80::/10'
])

/** Networks from texts like `10.0.0.0/8`, `fd00::/8` or a single address; undefined if one of them is none. */
export function networksFromTexts(texts: readonly string[]): Networks | undefined {
  const list = new BlockList()
  for (const text of texts) {
    const [address = '', width] = text.split('/')
    const version = isIP(address)
    const bits = width === undefined ? (version === 4 ? 32 : 128) : Number(width)
    const written = width === undefined || /^\d{1,3}$/.test(width)
    if (version === 0 || !written || bits > (version === 4 ? 32 : 128)) return undefined
    list.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6')
  }
  return {
    has(address) {
      const version = isIP(address)
      return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6')
    }
  }
}

/** The same where the texts have been checked before. */
export function networks(texts: readonly string[]): Networks {
  const read = networksFromTexts(texts)
  if (read === undefined) throw new Error(`not networks: ${texts.join(', ')}`)
  return read
}

/** The address as it is written everywhere else: IPv4 in an IPv6 coat loses the coat, a zone goes. Gone sockets have none. */
export function plainAddress(address: string | undefined): string {
  if (address === undefined) return '0.0.0.0'
  const unzoned = address.split('%', 1)[0] ?? address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(unzoned)
  return mapped?.[1] ?? unzoned
}

/**
 * Who sent this request. `X-Forwarded-For` counts only when the socket belongs to one of `proxies`, and then its rightmost
 * entry that is not a proxy itself: everything further left was written by the caller.
 */
export function callerOf(request: IncomingMessage, proxies: Networks): Caller {
  const socketAddress = plainAddress(request.socket.remoteAddress)
  const port = request.socket.remotePort ?? 0
  const secure = request.socket instanceof TLSSocket
  const forwarded = request.headers['x-forwarded-for']
  if (forwarded === undefined || !proxies.has(socketAddress)) {
    return { address: socketAddress, port, direct: true, secure }
  }
  const chain = (Array.isArray(forwarded) ? forwarded.join(',') : forwarded).split(',').map((part) => part.trim())
  const stranger = chain.reverse().find((part) => !proxies.has(plainAddress(part)))
  const address = plainAddress(stranger)
  return {
    address: isIP(address) === 0 || stranger === undefined ? socketAddress : address,
    port,
    direct: false,
    secure: request.headers['x-forwarded-proto'] === 'https'
  }
}

/** The bytes of an address as text: 4 for IPv4 (also in its IPv6 coat), 16 for IPv6. */
export function addressBytes(text: string): Uint8Array {
  const address = plainAddress(text)
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number)
  const [front = '', back] = address.split('::')
  const groups = (part: string | undefined): number[] =>
    part === undefined || part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const head = groups(front)
  const tail = groups(back)
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => 0)
  return Uint8Array.from([...head, ...zeros, ...tail].flatMap((group) => [group >> 8, group & 0xff]))
}

/** What stands for one household: an IPv4 address, or the /64 of an IPv6 address. */
export function networkOf(address: string): string {
  return isIP(address) === 6 ? Buffer.from(addressBytes(address)).subarray(0, 8).toString('hex') : address
}

export interface AddressBook<Page> {
  /** The page of this address, a fresh one if there is none. */
  at(address: string): Page
  /** Forgets pages that nobody asked for during `idleMs` and that are not in use. */
  sweep(): void
  readonly size: () => number
}

/**
 * Counters per address, bounded in number: beyond `entriesMax` the one idle for longest goes. Addresses are kept under a
 * keyed hash whose key lives in this closure only.
 */
export function createAddressBook<Page>(book: {
  idleMs: number
  entriesMax: number
  create: () => Page
  inUse: (page: Page) => boolean
}): AddressBook<Page> {
  const key = randomBytes(32)
  const pages = new Map<string, { page: Page; touchedAtMs: number }>()

  function forgetOldest(): void {
    for (const [hash, { page }] of pages) {
      if (book.inUse(page)) continue
      pages.delete(hash)
      return
    }
  }

  return {
    at(address) {
      const hash = createHash('sha256').update(key).update(networkOf(address)).digest('base64').slice(0, 16)
      const page = pages.get(hash)?.page ?? book.create()
      pages.delete(hash)
      if (pages.size >= book.entriesMax) forgetOldest()
      pages.set(hash, { page, touchedAtMs: performance.now() })
      return page
    },
    sweep() {
      const untilMs = performance.now() - book.idleMs
      for (const [hash, { page, touchedAtMs }] of pages) {
        if (touchedAtMs > untilMs) return
        if (!book.inUse(page)) pages.delete(hash)
      }
    },
    size: () => pages.size
  }
}
