// The command `npm run sim`: explores histories, or replays one exactly.
//   npm run sim -- --seed 7 [--steps 300] [--devices 5] [--seeds 20] [--minutes 1] [--faults all|none|weather,partitions] [--trace]
//   npm run sim -- --scale --seed 7 [--steps 60] [--devices 250] [--people 100] [--live 40] [--seeds 5]    a large team

import { execFileSync } from 'node:child_process'
import { commandOf, readArguments } from './arguments.ts'
import { simulateScale } from './scale.ts'
import { simulate } from './simulator.ts'

function commitNow(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return 'unknown'
  }
}

const read = readArguments(process.argv.slice(2))
if (!read.ok) {
  console.error(read.reason)
  process.exit(2)
}
const { isLarge, seed: first, steps, devices, people, live, seeds, minutes, faults, isTraced } = read.value
const print = isTraced ? (line: string) => console.log(line) : undefined
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
  console.error(`replay: ${commandOf({ seed, steps, devices, faults })}`)
}

/** A hundred people with 250 devices, of which some are on; true if all of them end with the same. */
async function playLarge(seed: number, start: number): Promise<boolean> {
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
