import { expect, test } from 'vitest'
import { waitsLong, waitsLongMs } from '../../src/app/waiting.ts'

const nobody = { state: 'stored', has: 0, of: 3, waitsFor: [], read: 0 } as const
const few = { state: 'partly', has: 1, of: 3, waitsFor: ['Ben', 'Cem'], read: 0 } as const

test('[C20] an hour is long where nobody has it, or only a few lack it', () => {
  for (const delivery of [nobody, few]) {
    expect(waitsLong(delivery, 1000, 1000 + waitsLongMs - 1)).toBe(false)
    expect(waitsLong(delivery, 1000, 1000 + waitsLongMs)).toBe(true)
  }
})

test('[C20] with many still to come, with everyone, or alone nothing waits long', () => {
  const late = 1000 + 10 * waitsLongMs
  expect(waitsLong({ state: 'partly', has: 1, of: 9, waitsFor: [], read: 0 }, 1000, late)).toBe(false)
  expect(waitsLong({ state: 'everywhere', has: 3, of: 3, waitsFor: [], read: 0 }, 1000, late)).toBe(false)
  expect(waitsLong({ state: 'stored', has: 0, of: 0, waitsFor: [], read: 0 }, 1000, late)).toBe(false)
})
