// `npm start`, on a fresh clone too: installs what is missing, builds what is older than its sources, and runs the server.
// Flags go through: `npm start -- --lan`, `npm start -- --help`.
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checkNode, preparePackages } from './prepare.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = [
  'src',
  'public',
  'signaling',
  'vite.config.ts',
  '.ci/signaling.config.mjs',
  'package-lock.json',
  'package.json'
]
const products = ['dist/app/index.html', 'dist/signaling/main.js']

checkNode()
preparePackages()
if (isStale()) build()
run()

function isStale() {
  const made = products.map((product) => statSync(`${root}${product}`, { throwIfNoEntry: false })?.mtimeMs ?? 0)
  return Math.max(...sources.map((source) => newest(`${root}${source}`))) > Math.min(...made)
}

/** The latest change in a file or folder, in milliseconds; 0 if there is none. A file that was removed shows in its folder. */
function newest(place) {
  const stat = statSync(place, { throwIfNoEntry: false })
  if (stat === undefined) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  const names = readdirSync(place).filter((name) => name !== 'node_modules')
  return Math.max(stat.mtimeMs, ...names.map((name) => newest(`${place}/${name}`)))
}

function build() {
  console.log('Building Flurfunk …')
  const built = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  if (built.status === 0) return
  console.error('The build failed; `npm run build` shows all of it.')
  process.exit(1)
}

function run() {
  const server = spawn(process.execPath, [`${root}dist/signaling/main.js`, ...process.argv.slice(2)], {
    stdio: 'inherit'
  })
  // The server decides how to leave; this process only waits for it.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => server.kill(signal))
  if (process.env['npm_lifecycle_event'] !== undefined) leaveWithParent(server)
  server.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1))
}

/** npm passes a signal to the shell it put between us, and that shell dies without a word: its death is our signal. */
function leaveWithParent(server) {
  const parent = process.ppid
  setInterval(() => process.ppid === parent || server.kill('SIGTERM'), 200).unref()
}
