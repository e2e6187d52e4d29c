import { expect, test } from 'vitest'
import { diagnosticsOf, type Diagnosed } from '../../src/app/diagnostics.ts'
import { deviceIdOf } from '../../src/base/ids.ts'
import type { ConnectionView } from '../../src/node/api.ts'
import { fakeJournal, fakeStorageUse } from '../fixtures/fake-privacy.ts'

const device: ConnectionView['devices'][number] = {
  device: deviceIdOf(new Uint8Array(32).fill(0xab)),
  memberName: 'Anna Kowalski',
  deviceName: 'Anna’s laptop',
  path: 'direct',
  since: 5
}

async function facts(): Promise<Diagnosed> {
  return {
    version: '0.1.0',
    now: Date.UTC(2026, 10, 27),
    browser: 'Mozilla/5.0 Chromium',
    language: 'de',
    installed: true,
    persisted: false,
    quotaBytes: 1000,
    usedBytes: 10,
    lock: { lock: 'passphrase', passkey: true, passkeyPossible: true },
    teams: 2,
    people: 5,
    devices: 7,
    conversations: 4,
    connection: { state: 'direct', peers: 1, reason: undefined, clockOffMs: undefined, devices: [device] },
    storage: fakeStorageUse,
    connections: await fakeJournal(() => 1_000_000).look()
  }
}

test('diagnostics hold states and numbers', async () => {
  const text = diagnosticsOf(await facts())
  expect(text).toContain('flurfunk: 0.1.0\ntime: 2026-11-27T00:00:00.000Z')
  expect(text).toContain('people / devices / conversations: 5 / 7 / 4')
  expect(text).toContain('paths: 1 direct')
  expect(text).toContain('messages: 4210 in 1612400 bytes')
  expect(text).toContain('open connections: 1 device, 1 relay, 1 signaling\nended connections: 1 device')
})

test('diagnostics hold no name, no id and no address', async () => {
  const text = diagnosticsOf(await facts())
  for (const word of ['Anna', 'laptop', 'flurfunk.example', device.device.slice(0, 8)]) expect(text).not.toContain(word)
  expect(text).not.toMatch(/[0-9a-f]{16}/)
})

test('what is not known is said to be unknown', async () => {
  const given = {
    ...(await facts()),
    storage: undefined,
    connection: undefined,
    connections: undefined,
    lock: undefined
  }
  const text = diagnosticsOf(given)
  for (const name of ['lock', 'connection', 'database file (bytes)', 'open connections'])
    expect(text).toContain(`${name}: unknown`)
})
