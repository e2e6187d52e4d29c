// Shows which addresses follow from where the page came from, and that what a server says of itself is read with care.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createMeetingPlace,
  iceServersOf,
  isRelayAddress,
  readPlace,
  relayAddress
} from '../../src/adapters/meeting-place.ts'

const peerId = '12D3KooWPryYd9bRt4ejUWcgBzobLyQzN9jnexKCCadmU5494pFQ'

describe('addresses', () => {
  test.each([
    ['http://localhost:8080/', '/dns4/localhost/tcp/8080/ws', 'ws://localhost:8080/signal'],
    ['https://chat.example.org/', '/dns4/chat.example.org/tcp/443/tls/ws', 'wss://chat.example.org/signal'],
    ['https://10.77.0.1:8443/', '/ip4/10.77.0.1/tcp/8443/tls/ws', 'wss://10.77.0.1:8443/signal'],
    ['http://[fd00::1]:8080/', '/ip6/fd00::1/tcp/8080/ws', 'ws://[fd00::1]:8080/signal'],
    ['http://box.local/', '/dns4/box.local/tcp/80/ws', 'ws://box.local/signal']
  ])('%s', (base, relay, signal) => {
    const place = createMeetingPlace({ base: new URL(base) })
    expect(relayAddress(new URL(base))).toBe(relay)
    expect([place.relayAddress, place.signalUrl]).toEqual([relay, signal])
    expect(isRelayAddress(relay)).toBe(true)
  })

  test.each([
    '/ip4/10.0.0.1/tcp/80/ws/p2p-circuit',
    `/ip4/10.0.0.1/tcp/80/ws/p2p/${peerId}`,
    '/ip4/10.0.0.1/udp/80/quic-v1',
    '/ip4/10.0.0.1/tcp/80',
    '/dnsaddr/bootstrap.example.org',
    '/dns4/a/b/tcp/80/ws',
    ''
  ])('an announced relay is a WebSocket and nothing else: %s', (address) => {
    expect(isRelayAddress(address)).toBe(false)
  })
})

describe('what /relay.json says', () => {
  test('is read as far as it is understood', () => {
    const told = { v: 1, peerId, stun: 3478, ice: ['turn:t.example.org:3478', 'https://x.example.org', 7], now: 1 }
    expect(readPlace(told)).toEqual({ relayPeer: peerId, stunPort: 3478, ice: ['turn:t.example.org:3478'] })
    expect(readPlace({ v: 1, peerId, stun: null })).toEqual({ relayPeer: peerId, stunPort: undefined, ice: [] })
  })

  test('is refused when it is something else', () => {
    for (const told of [undefined, null, 'x', {}, { v: 2, peerId }, { v: 1, peerId: '../x' }, { v: 1, peerId: 7 }])
      expect(readPlace(told)).toBeUndefined()
    fc.assert(fc.property(fc.anything(), (told) => void readPlace(told)))
  })

  test('no address is asked that is not named: without STUN the list is empty, and it is always a list', () => {
    const base = new URL('https://chat.example.org')
    expect(createMeetingPlace({ base }).iceServers()).toEqual([])
    expect(iceServersOf({ relayPeer: peerId, stunPort: undefined, ice: [] }, base)).toEqual([])
    expect(iceServersOf({ relayPeer: peerId, stunPort: 3478, ice: ['turn:t.example.org'] }, base)).toEqual([
      { urls: 'stun:chat.example.org:3478' },
      { urls: 'turn:t.example.org' }
    ])
    expect(iceServersOf({ relayPeer: peerId, stunPort: 3478, ice: [] }, new URL('http://[fd00::1]'))).toEqual([
      { urls: 'stun:[fd00::1]:3478' }
    ])
  })
})
