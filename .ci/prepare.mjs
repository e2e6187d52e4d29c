// Puts in place what this repository needs and is not there yet.
//   node .ci/prepare.mjs           npm packages, by the lockfile (all that `npm start` needs)
//   node .ci/prepare.mjs --tests   Debian's Chromium and a few tools besides (what `npm test` needs)
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const nodeFloor = [20, 19]

/** Ends the process with a sentence if this Node is too old for the code it is about to run. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > nodeFloor[0] || (major === nodeFloor[0] && minor >= nodeFloor[1])) return
  console.error(`Flurfunk needs Node ${nodeFloor.join('.')} or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

/**
 * Installs exactly what the lockfile names, when node_modules is missing or older. Not `npm ci`: it refuses any lockfile in which a
 * registry offers no build of an optional package for other platforms, and this must work with such a registry too.
 */
export function preparePackages() {
  const lockfile = statSync(`${root}package-lock.json`)
  const installed = statSync(`${root}node_modules/.package-lock.json`, { throwIfNoEntry: false })
  if (installed !== undefined && installed.mtimeMs >= lockfile.mtimeMs) return
  console.log('Installing packages …')
  const npm = spawnSync('npm', ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit'
  })
  if (npm.status === 0) return
  console.error('npm failed; its reason stands above. It needs the npm registry or a filled npm cache once.')
  process.exit(1)
}

/** What the tests use beside npm packages: the Debian package, and where to see whether it is there. */
const tools = [
  { name: 'chromium', places: ['/usr/bin/chromium'] },
  { name: 'iproute2', places: ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'] },
  { name: 'nftables', places: ['/usr/sbin/nft', '/sbin/nft'] },
  { name: 'fonts-noto-color-emoji', places: ['/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf'] },
  { name: 'openssl', places: ['/usr/bin/openssl'] },
  { name: 'libnss3-tools', places: ['/usr/bin/certutil'] }
]

const missingTools = () =>
  tools.filter(({ places }) => !places.some((place) => existsSync(place))).map(({ name }) => name)

/**
 * Installs what is missing with apt-get, as root or by a sudo that asks nothing. Without Chromium the tests cannot run, and
 * the process ends with the command that helps; the other tools only cost the tests that need them.
 */
export function prepareTools() {
  const missing = missingTools()
  if (missing.length === 0) return
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing]
  const way = wayToRoot()
  if (way !== undefined) {
    console.log(`Installing ${missing.join(', ')} (apt-get) …`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const run = (args) =>
      spawnSync([...way, ...args][0], [...way, ...args].slice(1), { stdio: 'inherit', env }).status === 0
    // Lists may be fresh already or the mirror away: installing decides.
    run(['apt-get', 'update', '-q'])
    run(command)
  }
  const still = missingTools()
  if (still.length === 0) return
  console.error(`Not installed: ${still.join(', ')}. On Debian or Ubuntu: sudo ${command.join(' ')}`)
  if (still.includes('chromium')) process.exit(1)
}

/** The words before a command that needs root, or undefined if there is no way. */
function wayToRoot() {
  if (!existsSync('/usr/bin/apt-get')) return undefined
  if (process.getuid?.() === 0) return []
  try {
    execFileSync('sudo', ['-n', 'true'], { stdio: 'ignore' })
    return ['sudo', '-n']
  } catch {
    return undefined
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  checkNode()
  preparePackages()
  if (process.argv.includes('--tests')) prepareTools()
}
