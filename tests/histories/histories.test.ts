import { describe, expect, it } from 'vitest'
import { keptSeeds } from './seeds.ts'
import { simulate } from './simulator.ts'

const minuteMs = 60_000

describe('histories from seeds', () => {
  for (const { story, ...options } of keptSeeds) {
    it(
      `[P4] [S7] [V7] everybody has the same in the end, seed ${options.seed}: ${story}`,
      async () => {
        const run = await simulate(options)
        expect(
          run.findings,
          `npm run sim -- --seed ${options.seed} --steps ${options.steps} --devices ${options.devices}`
        ).toEqual([])
        expect(run.members).toBeGreaterThan(1)
      },
      3 * minuteMs
    )
  }

  it(
    'one seed twice gives one trace',
    async () => {
      const options = { seed: 'twice', steps: 60, devices: 3 }
      const [once, again] = [await simulate(options), await simulate(options)]
      expect(again.trace).toBe(once.trace)
    },
    3 * minuteMs
  )
})
