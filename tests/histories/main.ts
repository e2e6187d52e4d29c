// The command `npm run sim`: explores histories, or replays one exactly.
//   npm run sim -- --seed 7 [--steps 300] [--devices 5] [--seeds 20] [--faults weather,partitions]

import { execFileSync } from 'node:child_process'
import { allFaults, simulate, type Fault } from './simulator.ts'

function option(name: string): string | undefined {
  const index = process.argv.indexOf(`--${name}`)
  return index === -1 ? undefined : process.argv[index + 1]
}

const first = Number(option('seed') ?? 1)
const seeds = Number(option('seeds') ?? 1)
const steps = Number(option('steps') ?? 300)
const devices = Number(option('devices') ?? 5)
const named = option('faults')?.split(',')
const faults: readonly Fault[] = named === undefined ? allFaults : allFaults.filter((fault) => named.includes(fault))

for (let seed = first; seed < first + seeds; seed++) {
  const begun = performance.now()
  const run = await simulate({ seed, steps, devices, faults })
  const { findings, trace, members, posts, frames, simulatedMs, step } = run
  const took = ((performance.now() - begun) / 1000).toFixed(1)
  const hours = (simulatedMs / 3_600_000).toFixed(1)
  console.log(
    `seed ${seed}: trace ${trace}, ${members} members, ${posts} posts, ${frames} frames, ${hours} h in ${took} s`
  )
  if (findings.length === 0) continue
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  console.error(`seed ${seed} fails at step ${step}, commit ${commit}:`)
  for (const finding of findings.slice(0, 20)) console.error(`  ${finding.slice(0, 1200)}`)
  const more = named === undefined ? '' : ` --faults ${named.join(',')}`
  console.error(`replay: npm run sim -- --seed ${seed} --steps ${steps} --devices ${devices}${more}`)
  process.exit(1)
}
process.exit(0)
