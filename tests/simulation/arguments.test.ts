import { describe, expect, it } from 'vitest'
import { commandOf, readArguments } from './arguments.ts'
import { allFaults, usualFaults } from './weather.ts'

const words = (line: string): readonly string[] => line.split(' ').filter((word) => word !== '')

describe('npm run sim', () => {
  it('plays one usual run when nothing is said', () => {
    expect(readArguments([])).toEqual({
      ok: true,
      value: {
        isLarge: false,
        seed: 1,
        steps: 300,
        devices: 5,
        people: 100,
        live: 40,
        seeds: 1,
        minutes: 0,
        faults: usualFaults,
        isTraced: false
      }
    })
  })

  it('takes what is said, and faults in the order in which they are drawn', () => {
    const read = readArguments(words('--seed 7 --steps 20 --minutes 0.5 --faults partitions,weather --trace'))
    expect(read).toMatchObject({
      ok: true,
      value: { seed: 7, steps: 20, minutes: 0.5, seeds: Infinity, faults: ['weather', 'partitions'], isTraced: true }
    })
    expect(readArguments(words('--faults all'))).toMatchObject({ value: { faults: allFaults } })
    expect(readArguments(words('--faults none'))).toMatchObject({ value: { faults: [] } })
    expect(readArguments(words('--scale'))).toMatchObject({ value: { isLarge: true, steps: 60, devices: 250 } })
  })

  it('refuses a fault that it does not know and names those that it does', () => {
    const read = readArguments(words('--faults weather,wether'))
    expect(read).toEqual({ ok: false, reason: `unknown faults: "wether". Known: ${allFaults.join(', ')}` })
    expect(readArguments(['--faults', ''])).toMatchObject({ ok: false })
  })

  it.each([
    ['--seed abc', '--seed needs a number, not "abc"'],
    ['--seed', '--seed needs a value'],
    ['--steps 0', '--steps needs a number, not "0"'],
    ['--steps 1e3', '--steps needs a number, not "1e3"'],
    ['--devices -2', '--devices needs a number, not "-2"'],
    ['--seed 1 --seed 2', '--seed is said twice'],
    ['--people 9', '--people is only for --scale'],
    ['--scale --faults weather', '--faults is not for --scale']
  ])('refuses "%s"', (line, reason) => {
    expect(readArguments(words(line))).toEqual({ ok: false, reason })
  })

  it('says how a run is played again, and takes that back', () => {
    for (const faults of [usualFaults, [], ['weather', 'groups'], allFaults] as const) {
      const command = commandOf({ seed: 7, steps: 20, devices: 3, faults })
      const read = readArguments(words(command.replace('npm run sim -- ', '')))
      expect(read).toMatchObject({ ok: true, value: { seed: 7, steps: 20, devices: 3, faults } })
    }
  })

  it('refuses words that it does not know', () => {
    expect(readArguments(words('--sed 7'))).toMatchObject({ ok: false, reason: expect.stringContaining('--sed.') })
    expect(readArguments(words('7'))).toMatchObject({ ok: false, reason: expect.stringContaining('--seed --steps') })
  })
})
