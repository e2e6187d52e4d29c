// `npm run dev`: Vite with reload on http://localhost:5173, the signaling server beside it on port 8080. Vite passes on what the
// app asks of its own origin: /relay.json, /signal, and libp2p's socket at `/`, which has no path of its own to go by.
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { checkNode, preparePackages } from './prepare.mjs'

checkNode()
preparePackages()
const { createServer, runnerImport } = await import('vite')
const place = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const load = async (path) => (await runnerImport(place(path), { configFile: false, logLevel: 'error' })).module

// In this order: libp2p must find the polyfill.
await load('signaling/polyfill.ts')
const { configurationFrom } = await load('signaling/configuration.ts')
const asked = configurationFrom(process.argv.slice(2), process.env)
if (asked.type !== 'run' || asked.configuration.tls.type !== 'none') {
  console.error(
    asked.type === 'wrong' ? asked.reason : 'npm run dev takes the flags of plain http only; see npm start -- --help'
  )
  process.exit(2)
}
const { startServer } = await load('signaling/server.ts')
const signaling = await startServer(asked.configuration)

const target = `http://127.0.0.1:${signaling.port}`
const vite = await createServer({
  configFile: place('vite.config.ts'),
  server: {
    port: 5173,
    proxy: { '/signal': { target, ws: true }, '/relay.json': { target }, '/healthz': { target } }
  }
})
vite.httpServer?.on('upgrade', passOnRelay)
await vite.listen()
vite.printUrls()
console.log(`  signaling: ${signaling.url}`)

/** Vite's own sockets come with a protocol of theirs; every other socket at `/` is libp2p's and goes through as it is. */
function passOnRelay(request, socket, head) {
  const isVite = (request.headers['sec-websocket-protocol'] ?? '').startsWith('vite-')
  if (request.url?.split('?', 1)[0] !== '/' || isVite) return
  const relay = connect(signaling.port, '127.0.0.1')
  for (const [one, other] of [
    [socket, relay],
    [relay, socket]
  ]) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.destroy())
  }
  const pairs = Array.from({ length: request.rawHeaders.length / 2 }, (_, at) =>
    request.rawHeaders.slice(2 * at, 2 * at + 2)
  )
  relay.write(`GET / HTTP/1.1\r\n${pairs.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
  relay.write(head)
  socket.pipe(relay).pipe(socket)
}

const leave = async () => {
  await vite.close()
  await signaling.close()
  process.exit(0)
}
process.on('SIGINT', () => void leave())
process.on('SIGTERM', () => void leave())
