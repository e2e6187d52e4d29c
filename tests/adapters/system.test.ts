import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { toHex } from '../../src/base/bytes.ts'
import { systemClock, systemRandom } from '../../src/adapters/system.ts'

const day = 86_400_000

describe('the clock of the platform', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_795_392_000_000 }))
  afterEach(() => void vi.useRealTimers())

  test('calls once after the wait, not at once and not again', () => {
    const calls: number[] = []
    systemClock.after(0, () => calls.push(0))
    systemClock.after(50, () => calls.push(50))
    expect(calls).toEqual([])
    vi.advanceTimersByTime(49)
    expect(calls).toEqual([0])
    vi.advanceTimersByTime(1000)
    expect(calls).toEqual([0, 50])
    expect(systemClock.now()).toBe(1_795_392_001_049)
  })

  test('does not call what was cancelled, however often', () => {
    const call = vi.fn()
    const cancel = systemClock.after(50, call)
    cancel()
    cancel()
    vi.advanceTimersByTime(100)
    expect(call).not.toHaveBeenCalled()
  })

  test('[I15] waits longer than a timer of the platform can, and can be cancelled on the way', () => {
    const calls: string[] = []
    systemClock.after(60 * day, () => calls.push('sixty'))
    const cancel = systemClock.after(60 * day, () => calls.push('cancelled'))
    vi.advanceTimersByTime(59 * day)
    expect(calls).toEqual([])
    cancel()
    vi.advanceTimersByTime(2 * day)
    expect(calls).toEqual(['sixty'])
  })
})

describe('the chance of the platform', () => {
  test('gives as many bytes as asked, also more than at once, and never the same', () => {
    expect(systemRandom.bytes(0)).toEqual(new Uint8Array(0))
    const many = systemRandom.bytes(200_000)
    expect(many.length).toBe(200_000)
    expect(new Set(many.subarray(190_000)).size).toBeGreaterThan(200)
    expect(toHex(systemRandom.bytes(32))).not.toBe(toHex(systemRandom.bytes(32)))
  })
})
