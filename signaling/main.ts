// Owns the process: flags and environment in, addresses out, signals and exit codes. Everything that reaches libp2p is imported
// dynamically, so that polyfill.ts has run before; and nothing awaits at the top level, or the bundle's chunks, which import
// this one, could not finish loading.
import './polyfill.ts'
import { fileURLToPath } from 'node:url'
import { configurationFrom, usage, type Configuration } from './configuration.ts'

/** The built app lies beside the built server: dist/app beside dist/signaling. */
const appFolder = fileURLToPath(new URL('../app', import.meta.url))

async function run(configuration: Configuration): Promise<void> {
  const { startServer } = await import('./server.ts')
  const { welcomeLines } = await import('./terminal.ts')
  const server = await startServer({ ...configuration, appFolder })
  process.on('SIGHUP', () => void server.renewCertificate())
  const stop = (): void => {
    server.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error)
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  // Last: whoever reads that it runs may send signals.
  for (const line of welcomeLines(server)) configuration.log(line)
}

function fail(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error)
  process.stderr.write(`Flurfunk did not start or stop as it should: ${reason}\n`)
  process.exit(1)
}

const asked = configurationFrom(process.argv.slice(2), process.env)
if (asked.type === 'help') {
  process.stdout.write(`${usage}\n`)
} else if (asked.type === 'wrong') {
  process.stderr.write(`${asked.reason}\nnpm start -- --help lists what can be set.\n`)
  process.exitCode = 2
} else {
  run(asked.configuration).catch(fail)
}
