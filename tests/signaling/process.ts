// A signaling server in a process of its own: `node .ci/ts.mjs tests/signaling/process.ts '{"limits":{…}}'`. It prints what
// relay.json and the bench need as one line of JSON, and leaves when its parent does.
import { startSignaling } from '../fixtures/signaling.ts'

const overrides = JSON.parse(process.argv[2] ?? '{}') as Parameters<typeof startSignaling>[0]
const { httpUrl, socketUrl, relayAddress, close } = await startSignaling(overrides)
process.stdout.write(`${JSON.stringify({ httpUrl, socketUrl, relayAddress })}\n`)
process.stdin.resume()
process.stdin.on('end', () => void close().then(() => process.exit(0)))
