// Owns the STUN responder: it tells a browser under which address it is seen, so that pages of a site network without a
// default route or multicast find each other (network.md 7). One answer per question, none for anything else.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv4 } from 'node:net'
import { addressBytes, createAddressBook, plainAddress } from './addresses.ts'
import { count, type Counters } from './counters.ts'
import { createBucket, type Bucket, type Limits } from './limits.ts'

const bindingRequest = 0x0001
const bindingSuccess = 0x0101
const magicCookie = 0x2112a442
const xorMappedAddress = 0x0020

/** The answer to a binding request from `from` (4 or 16 bytes of address); undefined for everything else. */
export function stunAnswer(request: Buffer, from: { address: Uint8Array; port: number }): Buffer | undefined {
  if (request.length < 20 || request.readUInt16BE(0) !== bindingRequest || request.readUInt32BE(4) !== magicCookie) {
    return undefined
  }
  const size = from.address.length
  const answer = Buffer.alloc(28 + size)
  answer.writeUInt16BE(bindingSuccess, 0)
  answer.writeUInt16BE(8 + size, 2)
  // The cookie and the transaction id; both also hide the address from routers that rewrite addresses in payloads.
  request.copy(answer, 4, 4, 20)
  answer.writeUInt16BE(xorMappedAddress, 20)
  answer.writeUInt16BE(4 + size, 22)
  answer[25] = size === 4 ? 1 : 2
  answer.writeUInt16BE(from.port ^ 0x2112, 26)
  for (const [index, byte] of from.address.entries()) answer[28 + index] = byte ^ (answer[4 + index] ?? 0)
  return answer
}

export interface StunPolicy {
  readonly host: string
  readonly port: number
  readonly limits: Limits
  readonly counters: Counters
  readonly isServed: (address: string) => boolean
}

export interface Stun {
  readonly port: number
  close(): Promise<void>
}

/** Listens on UDP. Rejects when the port is taken. */
export async function startStun(policy: StunPolicy): Promise<Stun> {
  const { limits, counters } = policy
  const buckets = createAddressBook<Bucket>({
    idleMs: limits.addressIdleMs,
    entriesMax: limits.addressesMax,
    create: () => createBucket({ perSecond: limits.stunAnswersPerSecond, burst: limits.stunAnswersBurst }),
    inUse: () => false
  })
  const socket = createSocket({ type: isIPv4(policy.host) ? 'udp4' : 'udp6' })
  socket.on('message', (request, { address, port }) => {
    const plain = plainAddress(address)
    if (!policy.isServed(plain)) return
    const answer = stunAnswer(request, { address: addressBytes(plain), port })
    if (answer === undefined) return
    if (!buckets.at(plain).take(1)) {
      count(counters.refused, 'stun-rate')
      return
    }
    counters.stunAnswers += 1
    // An answer that cannot be sent is a lost packet, which UDP promises anyway.
    socket.send(answer, port, address, () => undefined)
  })
  await bound(socket, policy)
  socket.on('error', () => undefined)
  const sweep = setInterval(() => buckets.sweep(), 60_000)
  sweep.unref()
  return {
    port: socket.address().port,
    async close() {
      clearInterval(sweep)
      const closed = once(socket, 'close')
      socket.close()
      await closed
    }
  }
}

async function bound(socket: Socket, { host, port }: StunPolicy): Promise<void> {
  const listening = once(socket, 'listening')
  socket.bind(port, host)
  await listening
}
