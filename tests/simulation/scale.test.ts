import { expect, it } from 'vitest'
import { simulateScale } from './scale.ts'

it(
  '[Q12] a hundred people with 250 devices come, go, are removed and invited, on islands: in the end all have the same',
  async () => {
    const options = { seed: 1, people: 100, devices: 250, live: 12, steps: 12 }
    const { findings, members, devices, happened } = await simulateScale(options)
    expect(findings, `npm run sim -- --scale --seed ${options.seed}`).toEqual([])
    expect(members).toBeGreaterThan(90)
    expect(devices).toBeGreaterThan(220)
    expect(Object.keys(happened).sort()).toEqual(
      ['come and go', 'invitation', 'islands', 'removal', 'revocation', 'talk'].sort()
    )
  },
  5 * 60_000
)
