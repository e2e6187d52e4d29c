import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addressBytes,
  createAddressBook,
  networkOf,
  networksFromTexts,
  plainAddress,
  privateNetworks
} from '../../signaling/addresses.ts'
import { createBucket } from '../../signaling/limits.ts'
import { createOwnNames, ownAuthority } from '../../signaling/names.ts'
import { until } from './clients.ts'

describe('addresses', () => {
  test("IPv4 in an IPv6 coat is IPv4, a zone is nobody's business, a socket that is gone has none", () => {
    expect(plainAddress('::ffff:192.168.1.2')).toBe('192.168.1.2')
    expect(plainAddress('fe80::1%eth0')).toBe('fe80::1')
    expect(plainAddress(undefined)).toBe('0.0.0.0')
  })

  test('an IPv6 household is its /64, however the address is written; an IPv4 one is its address', () => {
    const near = ['2001:db8:1:2::1', '2001:0DB8:1:2:ffff:0:0:9', '2001:db8:1:2:3:4:5:6']
    expect(new Set(near.map(networkOf)).size).toBe(1)
    const apart = ['2001:db8:1:3::1', '2001:db8:1::2', '::2', '192.0.2.1', '192.0.2.2']
    expect(new Set([...near.slice(0, 1), ...apart].map(networkOf)).size).toBe(6)
  })

  test('an address is its bytes, whichever way it is written', () => {
    const written = fc.tuple(fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }), fc.nat(7), fc.nat(7))
    fc.assert(
      fc.property(written, ([groups, from, to]) => {
        const [start, end] = [Math.min(from, to), Math.max(from, to)]
        const zeroed = groups.map((group, at) => (at >= start && at <= end ? 0 : group))
        const hex = zeroed.map((group) => group.toString(16))
        const short = `${hex.slice(0, start).join(':')}::${hex.slice(end + 1).join(':')}`
        const bytes = zeroed.flatMap((group) => [group >> 8, group & 0xff])
        return [hex.join(':'), short].every((text) => Buffer.compare(addressBytes(text), Buffer.from(bytes)) === 0)
      })
    )
  })

  test('private is what no router on the internet passes on', () => {
    const inside = [
      '10.0.0.1',
      '172.31.255.255',
      '192.168.0.1',
      '169.254.1.1',
      '127.0.0.1',
      '::1',
      'fd12::1',
      'fe80::1'
    ]
    const outside = ['172.32.0.1', '192.169.0.1', '8.8.8.8', '2001:db8::1', '', 'box.local']
    expect(inside.filter((address) => !privateNetworks.has(address))).toEqual([])
    expect(outside.filter((address) => privateNetworks.has(address))).toEqual([])
  })

  test('networks are read strictly', () => {
    expect(networksFromTexts(['10.0.0.0/8', '::1', '1.2.3.4'])?.has('1.2.3.4')).toBe(true)
    for (const wrong of ['10.0.0.0/33', '10.0.0.0/-1', '10.0.0/8', 'fd00::/129', 'x', '10.0.0.0/8.5', '10.0.0.0/']) {
      expect(networksFromTexts([wrong]), wrong).toBeUndefined()
    }
  })
})

describe('the address book', () => {
  test('forgets who has been idle, keeps who is in use, and never grows beyond its bound', async () => {
    const book = createAddressBook<{ used: boolean }>({
      idleMs: 20,
      entriesMax: 3,
      create: () => ({ used: false }),
      inUse: ({ used }) => used
    })
    book.at('10.0.0.1').used = true
    for (let last = 2; last < 50; last++) book.at(`10.0.0.${last}`)
    expect(book.size()).toBe(3)
    expect(book.at('10.0.0.1').used).toBe(true)
    await until(() => {
      book.sweep()
      return book.size() === 1
    }, 'only the one in use is left')
    expect(book.at('10.0.0.1').used).toBe(true)
  })
})

describe('a bucket', () => {
  test('gives its burst, then its pace, and never more than the burst', async () => {
    const bucket = createBucket({ perSecond: 100, burst: 5 })
    const taken = (): number => Array.from({ length: 50 }, () => bucket.take(1)).filter(Boolean).length
    expect(taken()).toBeLessThanOrEqual(6)
    await until(() => bucket.take(5), 'refilled')
    expect(bucket.take(6)).toBe(false)
  })

  test('lends, and says how long until the debt is paid', () => {
    const bucket = createBucket({ perSecond: 1_000, burst: 100 })
    expect(bucket.owe(100)).toBe(0)
    const waitMs = bucket.owe(500)
    expect(waitMs).toBeGreaterThan(400)
    expect(waitMs).toBeLessThanOrEqual(500)
  })
})

describe('our own names', () => {
  test('are localhost, the machine, and what was given; a Host header is read strictly', () => {
    const names = createOwnNames(['Box.Local'])
    for (const own of ['localhost', '127.0.0.1', '[::1]', '[::1]:80', 'box.local', 'BOX.local:8443', '127.0.0.1:1']) {
      expect(ownAuthority(own, names)).toBe(own)
    }
    for (const strange of [
      undefined,
      '',
      'evil.example',
      'box.local.evil',
      'box.local:8:8',
      'box.local/x',
      'box.local evil',
      'a@box.local'
    ]) {
      expect(ownAuthority(strange, names)).toBeUndefined()
    }
  })
})
