// Weighs the built app part by part (gzip, KiB) and refuses what grew beyond its budget: `node .ci/budget.mjs` after a build.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const app = fileURLToPath(new URL('../dist/app/', import.meta.url))
if (!existsSync(`${app}index.html`)) {
  console.error('There is no built app; `npm run build` makes one.')
  process.exit(1)
}

const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'))
const page = readFileSync(`${app}index.html`, 'utf8')
/** What the page itself names is loaded before anything shows. */
const isFirst = (file) => page.includes(`/${file}`)

/** Built in by SQLite's package and never loaded; emoji data is fetched when the picker opens. */
const neverPrecached = /sqlite3-worker1|sqlite3-opfs-async-proxy|\bdata-[^/]*\.json$|\.map$/

/** Which files make a part, and what they may weigh together (or each, for what is loaded one at a time). */
const parts = [
  { name: 'first screen, scripts', budget: 118, of: (file) => file.endsWith('.js') && isFirst(file) },
  { name: 'first screen, styles', budget: 15, of: (file) => file.endsWith('.css') && isFirst(file) },
  { name: 'network, after first paint', budget: 145, of: (file) => /libp2p-network-[^/]*\.js$/.test(file) },
  { name: 'worker, scripts', budget: 414, of: (file) => /node\.worker-[^/]*\.js$/.test(file) },
  { name: 'worker, WASM', budget: 460, of: (file) => file.endsWith('.wasm') },
  { name: 'lobby, lazy', budget: 62, of: (file) => /webrtc-lobby-[^/]*\.js$/.test(file) },
  { name: 'emoji picker, lazy', budget: 16, of: (file) => /Emoji[^/]*\.js$/.test(file) },
  { name: 'emoji data, one language', budget: 80, each: true, of: (file) => /\bdata-[^/]*\.json$/.test(file) },
  { name: 'QR code, drawing', budget: 7, of: (file) => /\bqr-[^/]*\.js$/.test(file) },
  { name: 'QR code, scanning', budget: 16, of: (file) => /QrScanner-[^/]*\.js$/.test(file) },
  { name: 'service worker', budget: 10, of: (file) => /^(sw|service-worker)\.js$/.test(file) },
  { name: 'everything precached', budget: 1525, of: (file) => !neverPrecached.test(file) }
]

const weighed = new Map(
  files
    .filter((file) => /\.[a-z0-9]+$/.test(file))
    .map((file) => [file, gzipSync(readFileSync(`${app}${file}`)).length / 1024])
)

let tooHeavy = 0
for (const { name, budget, each = false, of } of parts) {
  const weights = [...weighed].filter(([file]) => of(file)).map(([, weight]) => weight)
  const weight = each ? Math.max(0, ...weights) : weights.reduce((sum, one) => sum + one, 0)
  const verdict = weights.length === 0 ? 'no such file' : weight > budget ? 'too heavy' : 'ok'
  if (verdict !== 'ok') tooHeavy += 1
  console.log(`${name.padEnd(28)} ${weight.toFixed(1).padStart(7)} of ${String(budget).padStart(4)} KiB  ${verdict}`)
}
process.exit(tooHeavy === 0 ? 0 : 1)
