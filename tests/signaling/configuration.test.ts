import { describe, expect, test } from 'vitest'
import { configurationFrom, type Configuration } from '../../signaling/configuration.ts'

function configured(args: string[], environment: Record<string, string> = {}): Configuration {
  const asked = configurationFrom(args, environment)
  if (asked.type !== 'run') throw new Error(JSON.stringify(asked))
  return asked.configuration
}

function refused(...args: string[]): string {
  const asked = configurationFrom(args, {})
  return asked.type === 'wrong' ? asked.reason : `accepted: ${asked.type}`
}

test('without anything it is plain http on this machine, without STUN', () => {
  expect(configured([])).toMatchObject({
    port: 8080,
    host: '127.0.0.1',
    tls: { type: 'none' },
    stunPort: undefined,
    allow: []
  })
})

test('--lan is https everywhere on 8443, with STUN', () => {
  const lan = { port: 8443, host: '0.0.0.0', tls: { type: 'site' }, stunPort: 3478 }
  expect(configured(['--lan'])).toMatchObject(lan)
  expect(configured([], { FLURFUNK_LAN: '1' })).toMatchObject(lan)
  expect(configured([], { FLURFUNK_LAN: '0' })).toMatchObject({ tls: { type: 'none' } })
  expect(configured(['--lan', '--stun', 'off', '--port', '9000'])).toMatchObject({ port: 9000, stunPort: undefined })
})

test('--domain takes given files, all interfaces, port 443', () => {
  const domain = configured(['--domain', 'chat.example.org', '--cert', '/etc/c.pem', '--key', '/etc/k.pem'])
  expect(domain).toMatchObject({
    port: 443,
    host: expect.stringMatching(/^(::|0\.0\.0\.0)$/) as string,
    stunPort: 3478,
    domain: 'chat.example.org'
  })
  expect(domain.tls).toEqual({ type: 'files', cert: '/etc/c.pem', key: '/etc/k.pem' })
  expect(domain.names).toContain('chat.example.org')
})

test('a flag wins over FLURFUNK_PORT, which wins over PORT', () => {
  const environment = { PORT: '1001', FLURFUNK_PORT: '1002' }
  expect(configured(['--port', '1003'], environment).port).toBe(1003)
  expect(configured([], environment).port).toBe(1002)
  expect(configured([], { PORT: '1001' }).port).toBe(1001)
  expect(configured(['--lan'], { PORT: '1001' }).port).toBe(1001)
})

test('every other setting comes by flag or by environment alike', () => {
  const key = Buffer.alloc(32, 7).toString('base64')
  const settings: Record<string, string> = {
    proxy: '127.0.0.1,10.0.0.0/8',
    public: 'https://chat.example.org',
    names: 'box.local,Other.internal',
    state: '/var/lib/flurfunk',
    origins: 'https://a.example,http://b.example:81/',
    allow: 'fd00::/8',
    relays: '/dns4/r.example/tcp/443/tls/ws/p2p/12D3KooWabc,/ip6/fd00::1/tcp/8080/ws/p2p/12D3KooWabc',
    'relay-key': key,
    stun: '3479',
    ice: 'stun:s.example:3478,turn:t.example?transport=tcp',
    'metrics-token': 'secret',
    memory: '256'
  }
  const byFlag = configured(Object.entries(settings).flatMap(([flag, value]) => [`--${flag}`, value]))
  const variable = (flag: string): string => `FLURFUNK_${flag.toUpperCase().replace('-', '_')}`
  const byVariable = configured(
    [],
    Object.fromEntries(Object.entries(settings).map(([flag, value]) => [variable(flag), value]))
  )
  expect(byVariable).toEqual(byFlag)
  expect(byFlag).toMatchObject({
    proxies: ['127.0.0.1', '10.0.0.0/8'],
    names: ['box.local', 'other.internal'],
    stateFolder: '/var/lib/flurfunk',
    origins: ['https://a.example', 'http://b.example:81'],
    allow: ['fd00::/8'],
    relays: [
      { address: '/dns4/r.example/tcp/443/tls/ws/p2p/12D3KooWabc', socket: 'wss://r.example' },
      { address: '/ip6/fd00::1/tcp/8080/ws/p2p/12D3KooWabc', socket: 'ws://[fd00::1]:8080' }
    ],
    stunPort: 3479,
    ice: ['stun:s.example:3478', 'turn:t.example?transport=tcp'],
    metricsToken: 'secret',
    memoryBytesMax: 256 * 1024 * 1024
  })
  expect(byFlag.publicUrl?.origin).toBe('https://chat.example.org')
  expect(byFlag.relayKey).toEqual(new Uint8Array(32).fill(7))
})

describe('what is wrong is said', () => {
  test.each([
    [['--port', '70000'], '--port: 70000 is no port'],
    [['--port', 'web'], '--port: web is no port'],
    [['--lan', '--domain', 'x', '--cert', 'c', '--key', 'k'], '--lan and --domain'],
    [['--domain', 'x'], '--domain needs --cert'],
    [['--cert', 'x'], 'go with --domain'],
    [['--proxy', '10.0.0.0/40'], '--proxy'],
    [['--allow', 'everybody'], '--allow'],
    [['--public', 'https://x.example/chat'], '--public'],
    [['--names', 'two words'], '--names'],
    [['--origins', 'nowhere'], '--origins'],
    [['--relays', '/ip4/1.2.3.4/tcp/1'], '--relays'],
    [['--relay-key', 'c2hvcnQ='], '--relay-key: 32 bytes'],
    [['--ice', 'https://x'], '--ice'],
    [['--memory', '1'], '--memory'],
    [['--turn-secret', 'x'], '--turn-secret'],
    [['--push', 'x'], '--push'],
    [['stray'], 'stray']
  ])('%j', (args, reason) => {
    expect(refused(...args)).toContain(reason)
  })

  test('--help is asked for, not wrong', () => {
    expect(configurationFrom(['--help'], {}).type).toBe('help')
  })
})
