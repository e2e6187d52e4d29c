// Runs a TypeScript file of this repository with the Vite that is installed anyway: `node .ci/ts.mjs FILE [arguments]`.
import { runnerImport } from 'vite'

// As the built app runs: in development Yjs freezes what it is given, and byte arrays cannot be frozen.
process.env['NODE_ENV'] ??= 'production'

const [file, ...rest] = process.argv.slice(2)
if (file === undefined) {
  console.error('usage: node .ci/ts.mjs FILE [arguments]')
  process.exit(2)
}
process.argv = [process.argv[0], file, ...rest]
await runnerImport(new URL(`../${file}`, import.meta.url).pathname, { configFile: false, logLevel: 'error' })
