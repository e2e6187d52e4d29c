// Owns what whoever gives the window a NodeApi must do, be it the node itself or the line to its thread. What a node decides is
// tried in its own tests; here only that it can be asked and watched.

import { describe, expect, test, vi } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { scopeIdOf } from '../../src/base/ids.ts'
import { repeat } from '../../src/base/bytes.ts'
import type { ConversationId } from '../../src/base/ids.ts'
import type { NodeApi, Query } from '../../src/node/api.ts'
import type { ConversationView, TimelineView } from '../../src/node/api-conversations.ts'
import type { TeamView } from '../../src/node/api-people.ts'

/** A node that belongs to no team yet and meets nobody. */
export interface LonelyNode {
  readonly api: NodeApi
  close(): void
}

const founding = { type: 'found-team', displayName: 'Anna', teamName: 'Bau Nord', deviceName: 'Laptop' } as const
const strange = scopeIdOf(repeat(0x77, 16))

/** Runs the suite; `make` gives a fresh node each time. */
export function describeNodeApi(name: string, make: () => Promise<LonelyNode>): void {
  const withNode = async (work: (api: NodeApi) => Promise<void>): Promise<void> => {
    const { api, close } = await make()
    try {
      await work(api)
    } finally {
      close()
    }
  }

  describe(`NodeApi: ${name}`, () => {
    test('a watch shows what is, and what has become of it', () =>
      withNode(async (api) => {
        const shown: TeamView[] = []
        api.watch({ type: 'team' }, (view) => shown.push(view))
        await vi.waitFor(() => expect(shown.at(-1)).toEqual({ type: 'none' }))
        const founded = await api.submit(founding)
        await vi.waitFor(() => expect(shown.at(-1)).toMatchObject({ type: 'member', name: 'Bau Nord' }))
        const team = shown.at(-1)
        expect(founded).toEqual({ ok: true, value: { conversation: team?.type === 'member' && team.everyone } })
      }))

    test('every watch of one query is shown, and a stopped one no more, however often it is stopped', () =>
      withNode(async (api) => {
        const shown = { stays: 0, goes: 0 }
        api.watch({ type: 'team' }, () => (shown.stays += 1))
        const stop = api.watch({ type: 'team' }, () => (shown.goes += 1))
        await vi.waitFor(() => expect(shown).toEqual({ stays: 1, goes: 1 }))
        stop()
        stop()
        await api.submit(founding)
        await vi.waitFor(() => expect(shown.stays).toBeGreaterThan(1))
        expect(shown.goes).toBe(1)
      }))

    test('a watch that is stopped at once is not shown anything later', () =>
      withNode(async (api) => {
        const shown = { first: 0, second: 0 }
        const stop = api.watch({ type: 'team' }, () => (shown.first += 1))
        stop()
        const before = shown.first
        api.watch({ type: 'team' }, () => (shown.second += 1))
        await api.submit(founding)
        await vi.waitFor(() => expect(shown.second).toBeGreaterThan(1))
        expect(shown.first).toBe(before)
      }))

    test('every intent ends in one outcome of its own, refused ones with a reason', () =>
      withNode(async (api) => {
        const post = { type: 'post', conversation: strange, text: 'hello', reply: undefined } as const
        const outcomes = await Promise.all([
          api.submit(post),
          api.submit({ ...founding, displayName: ' ' }),
          api.submit(founding),
          api.submit(founding),
          api.submit(post)
        ])
        expect(outcomes).toEqual([
          { ok: false, reason: 'no-team' },
          { ok: false, reason: 'empty-name' },
          { ok: true, value: { conversation: expect.any(String) as unknown } },
          { ok: false, reason: 'already-in-team' },
          { ok: false, reason: 'unknown-conversation' }
        ])
      }))

    test('[L10] what was stored is shown', () =>
      withNode(async (api) => {
        const conversation = await foundedChannel(api)
        const posted = await api.submit({ type: 'post', conversation, text: 'Guten Morgen', reply: undefined })
        let timeline: TimelineView | undefined
        api.watch({ type: 'timeline', conversation, anchor: 'newest', count: 60 }, (view) => (timeline = view))
        await vi.waitFor(() => expect(timeline?.messages.map(({ text }) => text)).toEqual(['Guten Morgen']))
        expect(posted).toMatchObject({ ok: true, value: { entry: timeline?.messages[0]?.message } })
      }))

    test('[D1] every view is a plain value: it crosses the line between the threads as it is', () =>
      withNode(async (api) => {
        const conversation = await foundedChannel(api)
        const posted = await api.submit({ type: 'post', conversation, text: 'Guten Morgen', reply: undefined })
        const message = present(posted.ok ? posted.value.entry : undefined, 'a post is stored as an entry')
        const queries: readonly Query[] = [
          { type: 'team' },
          { type: 'join' },
          { type: 'members' },
          { type: 'conversations' },
          { type: 'timeline', conversation, anchor: { around: message }, count: 10 },
          { type: 'draft', conversation },
          { type: 'message', conversation, message },
          { type: 'invitations' },
          { type: 'connection' },
          { type: 'notices' }
        ]
        for (const query of queries) {
          const shown: unknown[] = []
          const stop = api.watch(query, (view) => shown.push(view))
          await vi.waitFor(() => expect(shown.length, query.type).toBeGreaterThan(0))
          expect(structuredClone(shown[0])).toEqual(shown[0])
          stop()
        }
      }))
  })
}

async function foundedChannel(api: NodeApi): Promise<ConversationId> {
  await api.submit(founding)
  let conversations: readonly ConversationView[] = []
  const stop = api.watch({ type: 'conversations' }, (view) => (conversations = view))
  await vi.waitFor(() => expect(conversations.some(({ everyone }) => everyone)).toBe(true))
  stop()
  return present(
    conversations.find(({ everyone }) => everyone),
    'a team has its first channel'
  ).conversation
}
