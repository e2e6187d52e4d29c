import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import '../fixtures/team.ts'
import { summaryOf, type Step, type Summary } from './histories.ts'

interface Cases {
  readonly base: readonly Step[]
  readonly cases: readonly (Summary & { readonly name: string; readonly ops: readonly Step[] })[]
}

const vectors = JSON.parse(readFileSync(new URL('../vectors/vectors.json', import.meta.url), 'utf8')) as {
  resolver: Cases
}
const { base, cases } = vectors.resolver

describe('the worked cases of the protocol', () => {
  test.each(cases)('[R9, N1, N2] $name', ({ ops, members, devices, invalid }) => {
    const summary = summaryOf([...base, ...ops])
    expect({ ...summary, invalid: summary.invalid.toSorted() }).toEqual({
      members,
      devices,
      invalid: invalid.toSorted()
    })
  })

  test.each(cases)('[R1] the order of arrival is irrelevant: $name', ({ ops }) => {
    const steps = [...base, ...ops]
    const forwards = summaryOf(steps)
    const backwards = summaryOf(steps.toReversed())
    expect({ ...backwards, invalid: backwards.invalid.toReversed() }).toEqual(forwards)
  })
})
