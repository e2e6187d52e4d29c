import { describe, expect, test } from 'vitest'
import { minutesDemanded, minutesOf, watchPresence, type Presence } from '../../src/app/lock.svelte.ts'

/** A document with a clock that only the test moves; timers sleep with the device. */
function createRoom() {
  const hearers = new Map<string, Set<() => void>>()
  const timers = new Map<number, { at: number; run: () => void }>()
  let [now, next, asleep] = [1_000_000, 1, false]
  let visibilityState: DocumentVisibilityState = 'visible'
  const presence: Presence = {
    document: {
      get visibilityState() {
        return visibilityState
      },
      addEventListener: (type: string, heard: () => void) =>
        void hearers.set(type, (hearers.get(type) ?? new Set()).add(heard)),
      removeEventListener: (type: string, heard: () => void) => void hearers.get(type)?.delete(heard)
    } as Presence['document'],
    now: () => now,
    setTimeout: (run, ms) => {
      timers.set(next, { at: now + ms, run })
      return next++
    },
    clearTimeout: (timer) => void timers.delete(timer)
  }
  const say = (type: string): void => {
    for (const heard of [...(hearers.get(type) ?? [])]) heard()
  }
  return {
    presence,
    say,
    sleep: () => (asleep = true),
    wake: () => (asleep = false),
    show: (state: DocumentVisibilityState) => {
      visibilityState = state
      say('visibilitychange')
    },
    pass: (ms: number) => {
      now += ms
      if (asleep) return
      for (const [timer, { at, run }] of [...timers]) {
        if (at > now || !timers.delete(timer)) continue
        run()
      }
    },
    left: () => [timers.size, [...hearers.values()].reduce((sum, each) => sum + each.size, 0)]
  }
}

const minute = 60_000

describe('[A6] the lock that falls by itself', () => {
  test('after the minutes without a sign, and each sign begins them again', () => {
    const room = createRoom()
    let locked = 0
    watchPresence(room.presence, 5, () => (locked += 1))
    room.pass(4 * minute)
    room.say('keydown')
    room.pass(4 * minute)
    room.say('pointermove')
    room.pass(5 * minute - 1)
    expect(locked).toBe(0)
    room.pass(1)
    expect(locked).toBe(1)
  })

  test('while the page is hidden, where moves of the mouse are not for us', () => {
    const room = createRoom()
    let locked = 0
    watchPresence(room.presence, 5, () => (locked += 1))
    room.show('hidden')
    room.pass(3 * minute)
    room.say('keydown')
    room.pass(2 * minute)
    expect(locked).toBe(1)
  })

  test('when a device that slept comes back, before anything is touched', () => {
    const room = createRoom()
    let locked = 0
    watchPresence(room.presence, 5, () => (locked += 1))
    room.sleep()
    room.pass(60 * minute)
    room.wake()
    room.show('visible')
    expect(locked).toBe(1)
    const other = createRoom()
    watchPresence(other.presence, 5, () => (locked += 1))
    other.sleep()
    other.pass(60 * minute)
    other.wake()
    other.say('pointerdown')
    expect(locked).toBe(2)
  })

  test('when the clock was set back, and never where the person wants it so', () => {
    const room = createRoom()
    let locked = 0
    watchPresence(room.presence, 5, () => (locked += 1))
    room.pass(-10 * minute)
    room.show('visible')
    expect(locked).toBe(1)
    const free = createRoom()
    watchPresence(free.presence, 0, () => (locked += 1))
    free.pass(1000 * minute)
    expect([locked, free.left()]).toEqual([1, [0, 0]])
  })

  test('leaves nothing behind', () => {
    const room = createRoom()
    watchPresence(room.presence, 5, () => undefined)()
    expect(room.left()).toEqual([0, 0])
  })
})

describe('[T6] what a team asks for', () => {
  const view = (required: boolean, minutes: number) => ({
    policies: [{ name: 'lock-required', value: required } as const, { name: 'lock-minutes', value: minutes } as const],
    maySetPolicies: false,
    mayModerate: false,
    isLastOwner: false,
    rights: [],
    beyond: []
  })

  test('counts only where it asks for a lock', () => {
    expect([minutesDemanded(undefined), minutesDemanded(view(false, 5)), minutesDemanded(view(true, 5))]).toEqual([
      undefined,
      undefined,
      5
    ])
  })

  test('makes the time shorter, never longer, and leaves nobody without one', () => {
    expect([
      minutesOf(15, undefined),
      minutesOf(15, 5),
      minutesOf(1, 5),
      minutesOf(0, 5),
      minutesOf(0, undefined)
    ]).toEqual([15, 5, 1, 5, 0])
  })
})
