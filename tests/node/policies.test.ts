import { describe, expect, test } from 'vitest'
import { allows, amountOf, policiesOf, settingFrom } from '../../src/node/policies.ts'
import type { PolicyValue } from '../../src/team/control.ts'

const decided = (...named: readonly (readonly [string, PolicyValue])[]) => ({ policies: new Map(named) })

describe('policies', () => {
  test('[T6] what nobody decided holds by default', () => {
    expect(policiesOf(decided())).toEqual([
      { name: 'destroy-allowed', value: true },
      { name: 'wipe-on-removal', value: false },
      { name: 'lock-required', value: false },
      { name: 'lock-minutes', value: 15 },
      { name: 'retain-days', value: 0 },
      { name: 'read-receipts', value: false },
      { name: 'live-signals', value: true }
    ])
  })

  test('[T6] what somebody decided holds', () => {
    const team = decided(['wipe-on-removal', true], ['retain-days', 30], ['lock-minutes', 1440])
    expect(allows(team, 'wipe-on-removal')).toBe(true)
    expect(amountOf(team, 'retain-days')).toBe(30)
    expect(amountOf(team, 'lock-minutes')).toBe(1440)
  })

  test.each([
    ['retain-days', 3651],
    ['retain-days', 1.5],
    ['retain-days', 'soon'],
    ['lock-minutes', 0],
    ['lock-minutes', 1441],
    ['destroy-allowed', 1],
    ['wipe-on-removal', 'yes'],
    ['read-receipts', 1],
    ['live-signals', 'no'],
    ['unheard-of', true]
  ] as const)('[T6] a value that makes no sense is as if nobody had decided: %s %s', (name, value) => {
    expect(settingFrom(name, value)).toBe(undefined)
    expect(policiesOf(decided([name, value]))).toEqual(policiesOf(decided()))
  })
})
