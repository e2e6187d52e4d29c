import { expect, test } from 'vitest'
import { rowsOf, type Row } from '../../src/app/rows.ts'
import type { ChangeView } from '../../src/node/api-conversations.ts'
import { entryHash, message, person } from '../fixtures/fake-world.ts'

const anna = person({ name: 'Anna', role: 'member', devices: [] })
const ben = person({ name: 'Ben', role: 'member', devices: [] })
const noon = new Date(2026, 10, 20, 12).getTime()
const minute = 60_000
const at = (by: typeof anna, minutes: number) => message({ by, text: 'x', at: noon + minutes * minute }, 1)

const marks = (row: Row): string =>
  [row.startsDay && 'day', row.startsUnread && 'unread', row.startsRun && 'starts', row.endsRun && 'ends']
    .filter(Boolean)
    .join(' ')

test('messages of one person within five minutes are one run', () => {
  const rows = rowsOf([at(anna, 0), at(anna, 4), at(anna, 8), at(ben, 9), at(anna, 10), at(anna, 15)], undefined)
  expect(rows.map(marks)).toEqual(['day starts', '', 'ends', 'starts ends', 'starts ends', 'starts ends'])
})

test('midnight of this device begins a day and ends a run', () => {
  const rows = rowsOf([at(anna, 0), at(anna, 12 * 60 - 1), at(anna, 12 * 60 + 1)], undefined)
  expect(rows.map(marks)).toEqual(['day starts ends', 'starts ends', 'day starts ends'])
})

test('the divider stands before the first unread message and ends the run before it', () => {
  const messages = [at(anna, 0), at(anna, 1), at(anna, 2)]
  const rows = rowsOf(messages, messages[1]?.message)
  expect(rows.map(marks)).toEqual(['day starts ends', 'unread starts', 'ends'])
})

test('[C6] messages stand in the order they come in, also when a clock went back', () => {
  const rows = rowsOf([at(anna, 5), at(ben, 2), at(anna, 6)], undefined)
  expect(rows.map((row) => row.message.ts - noon)).toEqual([5 * minute, 2 * minute, 6 * minute])
})

test('[D12] what happened to people stands between the messages by its time, and ends a run', () => {
  const happened = (minutes: number): ChangeView => ({
    change: entryHash(`change ${minutes}`),
    ts: noon + minutes * minute,
    type: 'device-added',
    member: anna.member,
    name: anna.name,
    mine: false,
    by: { type: 'self' },
    deviceName: 'Phone',
    role: undefined
  })
  const changes = [-1, 1, 9].map(happened)
  const rows = rowsOf([at(anna, 0), at(anna, 2), at(anna, 3)], undefined, changes)
  expect(rows.map(marks)).toEqual(['day starts ends', 'starts', 'ends'])
  expect(rows.map(({ before }) => before.map(({ ts }) => (ts - noon) / minute))).toEqual([[-1], [1], []])
  expect(rows.map(({ after }) => after.length)).toEqual([0, 0, 1])
})
