import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { NodeApi } from '../../src/node/api.ts'
import type { Intent } from '../../src/node/api-intents.ts'
import { Presence } from '../../src/app/presence.svelte.ts'
import { conversationId } from '../fixtures/fake-world.ts'
import { reading } from './reading.svelte.ts'

const conversation = conversationId('dach')

/** A node whose person shares what is named. */
function nodeSharing(...on: readonly string[]): { readonly node: NodeApi; readonly intents: readonly Intent[] } {
  const intents: Intent[] = []
  const node: NodeApi = {
    submit(intent) {
      intents.push(intent)
      return Promise.resolve({ ok: true, value: {} })
    },
    watch(query, show) {
      if (query.type === 'sharing')
        show({
          choices: (['typing', 'presence'] as const).map((what) => ({ what, on: on.includes(what), allowed: true }))
        } as never)
      return () => undefined
    }
  }
  return { node, intents }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('[S10] typing is said at most every three seconds, and by nobody who does not share it', () => {
  for (const { shares, said } of [
    { shares: ['typing'], said: 2 },
    { shares: ['presence'], said: 0 }
  ]) {
    const { node, intents } = nodeSharing(...shares)
    const presence = new Presence(node, conversation)
    const shown = reading(() => [presence.sharesPresence, presence.others])
    for (let now = 10_000; now < 14_000; now += 100) presence.typed(now)
    shown.stop()
    expect(intents).toEqual(Array.from({ length: said }, () => ({ type: 'be-live', kind: 'typing', conversation })))
  }
})

test('[S10] looking is said while somebody looks, and ends with the screen', () => {
  const { node, intents } = nodeSharing('presence')
  const presence = new Presence(node, conversation)
  let looks = true
  const end = presence.look(() => looks)
  vi.advanceTimersByTime(20_000)
  expect(intents).toHaveLength(2)
  looks = false
  vi.advanceTimersByTime(40_000)
  expect(intents).toHaveLength(2)
  looks = true
  end()
  vi.advanceTimersByTime(60_000)
  expect(intents).toHaveLength(2)
})
