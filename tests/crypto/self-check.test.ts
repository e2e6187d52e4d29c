// Shows that the check at every start passes here and fails as soon as one byte of one known answer is another.

import { describe, expect, test } from 'vitest'
import { err, ok } from '../../src/base/result.ts'
import { appendixA, selfCheck, type KnownAnswers } from '../../src/crypto/self-check.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'

await sodiumReady

describe('the self-check', () => {
  test('[E11] this engine computes the known answers of appendix A', () => {
    expect(selfCheck()).toEqual(ok(undefined))
  })

  const names = Object.keys(appendixA) as (keyof KnownAnswers)[]
  test.each(names)('[E11] one byte of %s is enough to refuse', (name) => {
    const text = appendixA[name]
    const altered = { ...appendixA, [name]: `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}` }
    expect(selfCheck(altered)).toEqual(err('self-check-failed'))
  })
})
