// The command `npm run mutants`: breaks one rule of the core at a time and runs the tests that must notice. A mutant that lives is a rule
// nobody tests; one whose text is not found once says that the list has not followed the code.
//   npm run mutants                       all of them
//   npm run mutants -- --only K7          those of a rule, a file or a word
//   npm run mutants -- --every 5          each fifth: the sample of npm test

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { mutants } from './list.ts'
import type { Mutant } from './mutant.ts'
import { createTrial, type Verdict } from './trial.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

function option(name: string): string | undefined {
  const index = process.argv.indexOf(`--${name}`)
  return index === -1 ? undefined : process.argv[index + 1]
}

function matches({ rule, breaks, file }: Mutant, word: string): boolean {
  return rule === word || file.includes(word) || breaks.includes(word)
}

/** A text that stands in its file not at all, or more than once, mutates nothing or who knows what. */
function misplaced({ file, find, put }: Mutant): string | undefined {
  const times = readFileSync(`${root}${file}`, 'utf8').split(find).length - 1
  if (times !== 1) return `${file} has its text ${times} times, not once`
  return find === put ? 'it changes nothing' : undefined
}

function sentenceOf({ rule, breaks }: Mutant, verdict: Verdict, seconds: number): string {
  const took = `${seconds.toFixed(1)} s`.padStart(7)
  const by = verdict.by === undefined ? '' : ` (${verdict.by.slice(0, 120)})`
  return `${verdict.type.padEnd(6)} ${took}  [${rule}] ${breaks}${by}`
}

const only = option('only')
const every = Number(option('every') ?? 1)
const chosen = mutants.filter((each, index) => index % every === 0 && (only === undefined || matches(each, only)))
const begun = performance.now()
const failures: string[] = mutants.flatMap((each) => {
  const reason = misplaced(each)
  return reason === undefined ? [] : [`[${each.rule}] ${each.breaks}: ${reason}`]
})
if (new Set(mutants.map(({ breaks }) => breaks)).size < mutants.length) failures.push('two mutants have one name')
if (chosen.length === 0) failures.push('no mutant is called so')

if (failures.length === 0) {
  const trial = await createTrial()
  const untouched = await trial.untouched([...new Set(chosen.flatMap(({ tests }) => tests))])
  // A test that fails anyway kills every mutant and proves none dead.
  if (untouched.type !== 'alive') failures.push(`without any mutation: ${untouched.by}`)
  for (const mutant of untouched.type === 'alive' ? chosen : []) {
    const start = performance.now()
    const verdict = await trial.try(mutant)
    const sentence = sentenceOf(mutant, verdict, (performance.now() - start) / 1000)
    console.log(sentence)
    if (verdict.type !== 'killed') failures.push(sentence)
  }
  await trial.close()
}

for (const failure of failures) console.error(`FAILS  ${failure}`)
const minutes = ((performance.now() - begun) / 60_000).toFixed(1)
console.log(`${chosen.length} mutants, ${failures.length} failures, ${minutes} min`)
process.exit(failures.length === 0 ? 0 : 1)
