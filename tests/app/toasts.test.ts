import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Toasts } from '../../src/app/toasts.svelte.ts'
import { err, ok } from '../../src/base/result.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a toast goes by itself, a notice of the node stays until it was read', () => {
  const toasts = new Toasts()
  toasts.show({ type: 'did', what: 'copied' })
  toasts.follow([{ id: 1, type: 'disk-full', name: '' }])
  vi.advanceTimersByTime(60_000)
  expect(toasts.shown.map(({ type }) => type)).toEqual(['notice'])
})

test('[F4] a notice is shown once, however often the node repeats it', () => {
  const toasts = new Toasts()
  const flagged = { id: 7, type: 'device-flagged', name: 'Ben' } as const
  toasts.follow([flagged])
  toasts.dismiss(toasts.shown[0]?.id ?? 0)
  toasts.follow([flagged])
  expect(toasts.shown).toEqual([])
})

test('more than three at once nobody reads', () => {
  const toasts = new Toasts()
  for (let turn = 0; turn < 5; turn += 1) toasts.show({ type: 'did', what: 'saved' })
  expect(toasts.shown.map(({ id }) => id)).toEqual([3, 4, 5])
})

test('only what was refused is reported', () => {
  const toasts = new Toasts()
  const reports = [toasts.report(ok({})), toasts.report(err('expired'))]
  expect([reports, toasts.shown]).toEqual([[true, false], [{ type: 'refused', reason: 'expired', id: 1 }]])
})

test('[A9] notices are counted by team, and say which one where that is not plain', () => {
  const toasts = new Toasts()
  const [north, south] = [{}, {}]
  const notice = { id: 1, type: 'disk-full', name: '' } as const
  toasts.follow([notice], north)
  toasts.follow([notice], south, 'Tiefbau Süd')
  toasts.follow([notice], south, 'Tiefbau Süd')
  expect(toasts.shown.map((toast) => 'team' in toast && toast.team)).toEqual([false, 'Tiefbau Süd'])
})
