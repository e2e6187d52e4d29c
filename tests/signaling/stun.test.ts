import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { addressBytes } from '../../signaling/addresses.ts'
import { stunAnswer } from '../../signaling/stun.ts'
import { startSignaling, type SignalingForTests } from '../fixtures/signaling.ts'
import { metric, until } from './clients.ts'

/** RFC 5769 2.2 and 2.3 use this transaction id and these mapped addresses. */
const transaction = Buffer.from('b7e7a701bc34d686fa87dfae', 'hex')
const request = Buffer.concat([Buffer.from('000100002112a442', 'hex'), transaction])

describe('an answer', () => {
  test('to IPv4 carries the XOR-MAPPED-ADDRESS of RFC 5769 2.2', () => {
    const answer = stunAnswer(request, { address: addressBytes('192.0.2.1'), port: 32_853 })
    expect(answer?.toString('hex')).toBe(`0101000c2112a442${transaction.toString('hex')}002000080001a147e112a643`)
  })

  test('to IPv6 carries the XOR-MAPPED-ADDRESS of RFC 5769 2.3', () => {
    const address = addressBytes('2001:db8:1234:5678:11:2233:4455:6677')
    const answer = stunAnswer(request, { address, port: 32_853 })
    const mapped = '002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9'
    expect(answer?.toString('hex')).toBe(`010100182112a442${transaction.toString('hex')}${mapped}`)
  })

  test('is given to binding requests only', () => {
    const from = { address: addressBytes('192.0.2.1'), port: 1 }
    const indication = Buffer.from(request).fill(0x11, 1, 2)
    const foreignCookie = Buffer.from(request).fill(0, 4, 8)
    for (const odd of [Buffer.alloc(0), request.subarray(0, 19), indication, foreignCookie]) {
      expect(stunAnswer(odd, from)).toBeUndefined()
    }
  })

  test('knows every way to write an address', () => {
    const hex = (text: string): string => Buffer.from(addressBytes(text)).toString('hex')
    expect(hex('::ffff:10.0.0.1')).toBe('0a000001')
    expect(hex('::1')).toBe('0'.repeat(31) + '1')
    expect(hex('fe80::1%eth0')).toBe(`fe80${'0'.repeat(27)}1`)
    expect(hex('2001:db8::')).toBe('20010db8'.padEnd(32, '0'))
  })
})

describe('on the wire', () => {
  let server: SignalingForTests
  afterEach(() => server.close())

  test('a browser learns the address it is seen under', async () => {
    server = await startSignaling({ stunPort: 0 })
    const socket = createSocket('udp4')
    socket.send(request, server.stunPort ?? 0, '127.0.0.1')
    const [answer] = (await once(socket, 'message')) as [Buffer]
    const expected = stunAnswer(request, { address: addressBytes('127.0.0.1'), port: socket.address().port })
    socket.close()
    expect(answer).toEqual(expected)
    expect(await metric(server.httpUrl, 'flurfunk_stun_answers_total')).toBe(1)
  })

  test('an address over its share gets silence, junk gets silence', async () => {
    server = await startSignaling({ stunPort: 0, limits: { stunAnswersBurst: 3, stunAnswersPerSecond: 0.001 } })
    const socket = createSocket('udp4')
    let answers = 0
    socket.on('message', () => answers++)
    socket.send(Buffer.from('junk'), server.stunPort ?? 0, '127.0.0.1')
    for (let index = 0; index < 10; index++) socket.send(request, server.stunPort ?? 0, '127.0.0.1')
    const refused = (): Promise<number> => metric(server.httpUrl, 'flurfunk_refused_total{reason="stun-rate"}')
    await until(async () => (await refused()) === 7, 'seven refused')
    await until(() => answers === 3, 'three answered')
    socket.close()
  })
})
