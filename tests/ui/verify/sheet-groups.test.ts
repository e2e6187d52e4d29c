import { expect, test } from 'vitest'
import { readTypedSheet, sheetGroups } from '../../../src/ui/verify/sheet-groups.ts'

const sheet = '0481-040G-2081-040G-2081-040G-2081-040G-2081-040G-2081-040G-2081-1BRC'

test('[D7] a whole sheet has fourteen groups, with or without its hyphens, in any case', () => {
  for (const text of [sheet, sheet.toLowerCase(), sheet.replaceAll('-', ' '), sheet.replaceAll('-', '')])
    expect(readTypedSheet(text)).toMatchObject({ complete: sheetGroups, problem: undefined })
})

test('[D7] while it is typed the last group may be short, another one may not, and it is named', () => {
  expect(readTypedSheet('0481-04')).toMatchObject({ complete: 1, problem: undefined })
  expect(readTypedSheet('0481-04-2081')).toMatchObject({ complete: 2, problem: { type: 'short', group: 2 } })
  expect(readTypedSheet('0481-040U')).toMatchObject({ complete: 1, problem: { type: 'wrong', group: 2 } })
  expect(readTypedSheet(`${sheet}-0000`).problem).toEqual({ type: 'many' })
})

test('[D7] O, I and L are read as digits, and nothing typed is too odd', () => {
  expect(readTypedSheet('oilo')).toMatchObject({ complete: 1, problem: undefined })
  for (const text of ['', '----', '\u202e', '😀'.repeat(99), 'x'.repeat(5000)])
    expect(readTypedSheet(text).complete).toBeLessThanOrEqual(readTypedSheet(text).groups.length)
})
