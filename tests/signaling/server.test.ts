import { expect, test } from 'vitest'
import { startSignaling } from '../fixtures/signaling.ts'

test('says under /relay.json which relay it is', async () => {
  const server = await startSignaling()
  const told: unknown = await (await fetch(`${server.httpUrl}/relay.json`)).json()
  await server.close()
  expect(told).toMatchObject({ v: 1, peerId: server.peerId, relays: [], stun: null, turn: false, push: null })
})
