import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviceIdOf } from '../../src/base/ids.ts'
import { repeat } from '../../src/base/bytes.ts'
import { createFirstWord, hearsayOf, type FirstWord, type Hearsay } from '../../src/node/first-word.ts'
import type { Session } from '../../src/sync/session.ts'

const own = deviceIdOf(repeat(1, 32))
const meeting = { type: 'meeting' } as Session
const bound = (wholes: number, ...lacking: readonly string[]): Session =>
  ({
    type: 'bound',
    talk: { said: { wholes }, pulling: { lacking: new Set(lacking.map((device) => `tag/${device}`)) } }
  }) as unknown as Session
const company = { own, sessions: [], heard: 0, isCutOff: false, isEarly: false }

describe('what others have told', () => {
  it('[F1] nothing while a link is young or a log of ours goes on beyond what is here; else enough', () => {
    const other = deviceIdOf(repeat(2, 32))
    expect(hearsayOf({ ...company, sessions: [meeting] })).toBe('asking')
    expect(hearsayOf({ ...company, sessions: [bound(0)] })).toBe('asking')
    expect(hearsayOf({ ...company, sessions: [bound(1, own)] })).toBe('asking')
    expect(hearsayOf({ ...company, sessions: [bound(1, other)] })).toBe('told')
    expect(hearsayOf({ ...company, sessions: [bound(1), meeting] })).toBe('asking')
    // One that has told is enough, however many are heard without a link.
    expect(hearsayOf({ ...company, sessions: [bound(1)], heard: 20 })).toBe('told')
  })

  it('[F1] nobody is there: known at once where the way is cut off, else after the first two seconds', () => {
    expect(hearsayOf({ ...company, isEarly: true })).toBe('asking')
    expect(hearsayOf({ ...company, isEarly: true, isCutOff: true })).toBe('alone')
    expect(hearsayOf(company)).toBe('alone')
    expect(hearsayOf({ ...company, heard: 1 })).toBe('asking')
    expect(hearsayOf({ ...company, heard: 1, isCutOff: true })).toBe('alone')
  })
})

interface Start {
  readonly firstWord: FirstWord
  readonly log: string[]
  hear(hearsay: Hearsay): void
  /** The time is up. */
  passTwoSeconds(): void
  /** `then` is what it leads to. */
  append(name: string, then?: () => void): void
  look(name: string): void
}

function start({ written = 1, isBeginning = false, first = 'asking' as Hearsay } = {}): Start {
  const log: string[] = []
  let entries = written
  let hearsay = first
  const timers: (() => void)[] = []
  const firstWord = createFirstWord({
    isBeginning,
    ownEntries: () => entries,
    hearsay: () => hearsay,
    later(wait, run) {
      expect(wait).toBe(2_000)
      timers.push(run)
      return () => {
        if (timers.includes(run)) timers.splice(timers.indexOf(run), 1)
      }
    }
  })
  return {
    firstWord,
    log,
    hear(next) {
      hearsay = next
      firstWord.look()
    },
    passTwoSeconds() {
      for (const run of [...timers]) if (timers.includes(run)) run()
    },
    append: (name, then) =>
      firstWord.when(
        () => {
          entries += 1
          log.push(name)
          then?.()
        },
        () => log.push(`${name} stopped`)
      ),
    look: (name) => firstWord.when(() => void log.push(name))
  }
}

describe('the first word of a start', () => {
  it('[F1] waits until somebody has told, and then no other waits', () => {
    const { append, hear, log, firstWord } = start()
    append('one')
    append('two')
    expect([log, firstWord.waiting > 0]).toEqual([[], true])
    hear('told')
    expect(log).toEqual(['one', 'two'])
    hear('asking')
    append('three')
    expect(log).toEqual(['one', 'two', 'three'])
  })

  it('[F1] never waits longer than two seconds', () => {
    const { append, passTwoSeconds, log } = start()
    append('one')
    passTwoSeconds()
    expect(log).toEqual(['one'])
    append('two')
    expect(log).toEqual(['one', 'two'])
  })

  it('[F1] goes out at once where nobody is there, and where there was never another one', () => {
    for (const settings of [{ first: 'alone' }, { written: 0 }, { isBeginning: true }] as const) {
      const { append, log } = start(settings)
      append('one')
      expect(log).toEqual(['one'])
    }
  })

  it('[F1] what appends nothing does not end the wait for what does', () => {
    const { append, look, hear, log } = start({ first: 'alone' })
    look('looked')
    hear('asking')
    append('one')
    expect(log).toEqual(['looked'])
    hear('alone')
    expect(log).toEqual(['looked', 'one'])
  })

  it('[F1] what an append leads to belongs to it and waits for nobody', () => {
    const { append, hear, log } = start({ first: 'alone' })
    append('a yes', () => {
      hear('asking')
      append('its consequence')
      expect(log).toEqual(['a yes', 'its consequence'])
    })
    expect(log).toEqual(['a yes', 'its consequence'])
  })

  it('[F1] whoever stops while something waits is told so, and nothing runs later', () => {
    const { append, passTwoSeconds, firstWord, log } = start()
    append('one')
    firstWord.stop()
    passTwoSeconds()
    expect(log).toEqual(['one stopped'])
  })

  it('[F1] whatever happens in between, everything runs once and in its order', () => {
    const event = fc.oneof(
      fc.constant('append'),
      fc.constant('time'),
      fc.constantFrom<Hearsay>('asking', 'told', 'alone')
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const { append, hear, passTwoSeconds, log } = start()
        let count = 0
        for (const each of events) {
          if (each === 'append') append(String(count++))
          else if (each === 'time') passTwoSeconds()
          else hear(each)
        }
        hear('told')
        expect(log).toEqual(Array.from({ length: count }, (_, index) => String(index)))
      })
    )
  })
})
