// The command `npm run sim`: explores histories, or replays one exactly.
//   npm run sim -- --seed 7 [--steps 300] [--devices 5] [--seeds 20] [--minutes 1] [--faults weather,partitions] [--trace]
//   npm run sim -- --scale --seed 7 [--steps 60] [--devices 250] [--people 100] [--live 40] [--seeds 5]    a large team

import { execFileSync } from 'node:child_process'
import { simulateScale } from './scale.ts'
import { simulate } from './simulator.ts'
import { allFaults, usualFaults, type FaultName } from './weather.ts'

function option(name: string): string | undefined {
  const index = process.argv.indexOf(`--${name}`)
  return index === -1 ? undefined : process.argv[index + 1]
}

function commitNow(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return 'unknown'
  }
}

const isLarge = process.argv.includes('--scale')
const first = Number(option('seed') ?? 1)
const steps = Number(option('steps') ?? (isLarge ? 60 : 300))
const devices = Number(option('devices') ?? (isLarge ? 250 : 5))
const minutes = Number(option('minutes') ?? 0)
const seeds = Number(option('seeds') ?? (minutes > 0 ? Number.POSITIVE_INFINITY : 1))
const named = option('faults')?.split(',')
const faults: readonly FaultName[] =
  named === undefined ? usualFaults : allFaults.filter((each) => named.includes(each))
const print = process.argv.includes('--trace') ? (line: string) => console.log(line) : undefined
const begun = performance.now()
let failed = false

for (let seed = first; seed < first + seeds && !failed; seed++) {
  if (minutes > 0 && seed > first && performance.now() - begun > minutes * 60_000) break
  const start = performance.now()
  if (isLarge) {
    failed = !(await playLarge(seed, start))
    continue
  }
  const run = await simulate({ seed, steps, devices, faults, ...(print === undefined ? {} : { print }) })
  const took = ((performance.now() - start) / 1000).toFixed(1)
  const hours = (run.simulatedMs / 3_600_000).toFixed(1)
  const { trace, members, posts, frames, events, findings } = run
  console.log(
    `seed ${seed}: trace ${trace}, ${members} members, ${posts} posts, ${frames} frames, ${events} events, ${hours} h in ${took} s`
  )
  if (findings.length === 0) continue
  failed = true
  console.error(`seed ${seed} fails at step ${run.step}, commit ${commitNow()}:`)
  for (const finding of findings.slice(0, 20)) console.error(`  ${finding.slice(0, 1500)}`)
  const more = named === undefined ? '' : ` --faults ${named.join(',')}`
  console.error(`replay: npm run sim -- --seed ${seed} --steps ${steps} --devices ${devices}${more}`)
}

/** A hundred people with 250 devices, of which some are on; true if all of them end with the same. */
async function playLarge(seed: number, start: number): Promise<boolean> {
  const people = Number(option('people') ?? 100)
  const live = Number(option('live') ?? 40)
  const run = await simulateScale({ seed, people, devices, live, steps, ...(print === undefined ? {} : { print }) })
  const took = ((performance.now() - start) / 1000).toFixed(1)
  const { trace, members, devices: certified, links, happened, findings } = run
  const told = Object.entries(happened).map(([what, times]) => `${times} ${what}`)
  console.log(
    `seed ${seed}: trace ${trace}, ${members} members, ${certified} devices, ${links} links, ${told.join(', ')} in ${took} s`
  )
  for (const finding of findings.slice(0, 20)) console.error(`  ${finding.slice(0, 1500)}`)
  const size = `--steps ${steps} --devices ${devices} --people ${people} --live ${live}`
  if (findings.length > 0) console.error(`replay: npm run sim -- --scale --seed ${seed} ${size}`)
  return findings.length === 0
}

process.exit(failed ? 1 : 0)
