import { describe, expect, it } from 'vitest'
import { commandOf } from './arguments.ts'
import { keptSeeds } from './seeds.ts'
import { simulate } from './simulator.ts'

const minuteMs = 60_000

describe('histories from seeds', () => {
  for (const { story, ...options } of keptSeeds) {
    it(
      `[P4] [S7] [V7] everybody has the same in the end, seed ${options.seed}: ${story}`,
      async () => {
        const { findings, members } = await simulate(options)
        expect(findings, commandOf(options)).toEqual([])
        expect(members).toBeGreaterThan(1)
      },
      3 * minuteMs
    )
  }

  it(
    '[P4] one seed twice gives one trace',
    async () => {
      const options = { seed: 'twice', steps: 60, devices: 4 }
      const [once, again] = [await simulate(options), await simulate(options)]
      expect(again.trace).toBe(once.trace)
      expect((await simulate({ ...options, seed: 'once' })).trace).not.toBe(once.trace)
    },
    3 * minuteMs
  )
})
