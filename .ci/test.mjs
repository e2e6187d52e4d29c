// `npm test`, on a fresh clone too: installs what is missing, builds the app, and runs every test and check there is. Its last
// line is `N passed, N failed`: N counts the tests of Vitest, and each other step as one test. It exits with 0 if nothing failed.
//   node .ci/test.mjs              everything
//   node .ci/test.mjs --quick      without browsers, networks and simulations
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkNode, preparePackages, prepareTools } from './prepare.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const isQuick = process.argv.includes('--quick')
const minute = 60_000
const totals = { passed: 0, failed: 0 }
/** What failed, named once more at the end: of a long log often only the end is kept. */
const failures = []

checkNode()
preparePackages()
if (!isQuick) prepareTools()

step('the build', ['npm', 'run', '--silent', 'build'])
step('the bundle budget', [process.execPath, '.ci/budget.mjs'])
step('the format', [bin('prettier'), '--check', '.'])
step('the linter', [bin('eslint'), '-c', '.ci/eslint.config.mjs', '.'])
step('the types', [bin('tsc'), '--noEmit'])
step('the components', [bin('svelte-check'), '--tsconfig', './tsconfig.json', '--fail-on-warnings'])
// Browsers and network namespaces have the machine to themselves: what they wait for is real time.
const alone = ['browser', 'networks']
vitest(
  'units',
  projects().filter((name) => !alone.includes(name))
)
step('a sample of the mutants', ['npm', 'run', '--silent', 'mutants', '--', '--every', '7'])
if (!isQuick) for (const name of alone) vitest(name, [name])
if (!isQuick) simulate()

if (failures.length > 0) console.log(`Failed:\n${failures.map((name) => `  ${name}\n`).join('')}`)
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exitCode = totals.failed === 0 ? 0 : 1

/** A package's command without npx between us, so that a time limit ends the command itself. */
function bin(name) {
  return `${root}node_modules/.bin/${name}`
}

/** Runs a command to its end, or to its time limit; true if it ended well. */
function run([command, ...args], timeout = 10 * minute) {
  const ended = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout,
    killSignal: 'SIGKILL',
    env: { ...process.env, CI: process.env['CI'] ?? 'true' }
  })
  if (ended.error !== undefined) console.error(`${command}: ${ended.error.message}`)
  return ended.status === 0
}

function count(name, { passed, failed }) {
  totals.passed += passed
  totals.failed += failed
  console.log(`-- ${name}: ${passed} passed, ${failed} failed\n`)
}

function step(name, command) {
  console.log(`-- ${name}`)
  const isGood = run(command)
  if (!isGood) failures.push(name)
  count(name, { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1 })
}

/** The projects of Vitest, read where they are written: one added there is run here. */
function projects() {
  const names = [...readFileSync(`${root}vite.config.ts`, 'utf8').matchAll(/\bname: '([a-z]+)'/g)].map(
    ([, name]) => name
  )
  if (!alone.every((name) => names.includes(name)))
    throw new Error('vite.config.ts does not name its projects as it did')
  return names
}

/** One run of Vitest; what it counted stands in its JSON report, which is not written when it breaks down. */
function vitest(name, names) {
  console.log(`-- ${name}`)
  const report = `${root}node_modules/.cache/flurfunk/${name}.json`
  mkdirSync(`${root}node_modules/.cache/flurfunk`, { recursive: true })
  rmSync(report, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const chosen = names.map((project) => `--project=${project}`)
  const isGood = run([bin('vitest'), 'run', '--passWithNoTests', ...reporters, ...chosen], 35 * minute)
  const { passed, failed, failedTests } = readReport(report)
  failures.push(...failedTests)
  if (!isGood && failedTests.length === 0) failures.push(`${name}, outside of any test`)
  // A file that does not load, or an error outside of any test, fails the run without failing a test.
  count(name, { passed, failed: isGood ? failed : Math.max(1, failed) })
}

function readReport(path) {
  if (!existsSync(path)) return { passed: 0, failed: 0, failedTests: [] }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(path, 'utf8'))
  const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  const failedTests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => `${relative(root, name)}: ${fullName}`)
  )
  failedTests.push(...unloaded.map(({ name }) => `${relative(root, name)}, which does not load`))
  return { passed: numPassedTests, failed: numFailedTests + unloaded.length, failedTests }
}

/** Histories beyond those of the suite. CI plays the same ones each time; new ones are explored with `npm run sim`. */
function simulate() {
  console.log('-- simulations')
  const result = { passed: 0, failed: 0 }
  for (const seed of ['200', '201', '204']) {
    const isGood = run(['npm', 'run', '--silent', 'sim', '--', '--seed', seed, '--steps', '200'], 5 * minute)
    result[isGood ? 'passed' : 'failed'] += 1
    if (!isGood) failures.push(`npm run sim -- --seed ${seed} --steps 200`)
  }
  count('simulations', result)
}
