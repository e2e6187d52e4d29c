import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { linksIn } from '../../src/app/shared-links.ts'

test('[W2] every web address of a text once, with the host that is really asked, and nothing else', () => {
  const text = [
    'Plan: https://plan.example/a, *https://fett.example*',
    'www.ohne.example und mail@x.example +49 170 1234567',
    'https://bank.example@böse.example/x https://plan.example/a',
    'javascript:alert(1) https://[::1]/ http://intern'
  ].join('\n')
  expect(linksIn(text).map(({ host }) => host)).toEqual([
    'plan.example',
    'fett.example',
    'www.ohne.example',
    'xn--bse-sna.example',
    '[::1]'
  ])
})

test('[W2] any text gives web addresses only, soon', () => {
  const start = performance.now()
  const any = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 500 }),
    fc.string({
      unit: fc.constantFrom('https://', 'www.', '@', '.', 'a', ' ', '\n', '\u202e', 'ä', '/'),
      maxLength: 200
    })
  )
  fc.assert(
    fc.property(any, (text) => {
      for (const { href, host } of linksIn(text)) {
        expect(href).toMatch(/^https?:\/\//)
        expect(new URL(href).host).toBe(host)
      }
    })
  )
  expect(linksIn('https://a.example/'.repeat(900)).length).toBeLessThanOrEqual(20)
  expect(performance.now() - start).toBeLessThan(20_000)
})
