// The built server as a process: what `npm start` runs once everything is installed and built.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openSocket } from './clients.ts'
import { firstLine } from './other-process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
// Inside the repository, so that packages are found as they are from dist.
const outDir = join(root, '.cache/signaling-test')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flurfunk-process-'))
  await build({ configFile: join(root, '.ci/signaling.config.mjs'), logLevel: 'error', build: { outDir } })
})
afterAll(() => Promise.all([rm(folder, { recursive: true }), rm(outDir, { recursive: true })]))

interface Run {
  readonly child: ChildProcess
  readonly printed: () => string
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
}

function run(args: string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [join(outDir, 'main.js'), ...args], {
    cwd: folder,
    env: { ...process.env, ...env }
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let text = ''
  child.stdout.on('data', (part: Buffer) => (text += part.toString()))
  child.stderr.on('data', (part: Buffer) => (text += part.toString()))
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  return { child, printed: () => text, ended }
}

const address = /Flurfunk runs: (\S+)/

async function addressOf({ child }: Run): Promise<string> {
  return address.exec(await firstLine(child, address))?.[1] ?? ''
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s: sockets hear 1012, exit 0 within 5 s; nothing was logged',
  async (signal) => {
    const server = run(['--port', '0', '--state', join(folder, signal)])
    const url = await addressOf(server)
    const client = await openSocket(`${url.replace('http', 'ws')}/signal`)
    client.say({ type: 'subscribe', topics: ['secret'] })
    await fetch(`${url}/healthz?secret`)
    const beganAtMs = performance.now()
    server.child.kill(signal)
    expect(await client.closed).toBe(1012)
    expect(await server.ended).toBe(0)
    expect(performance.now() - beganAtMs).toBeLessThan(5_000)
    expect(server.printed()).toBe(`Flurfunk runs: ${url}\n`)
    const state = join(folder, signal)
    expect(await readdir(state)).toEqual(['relay.key'])
    expect((await stat(join(state, 'relay.key'))).mode & 0o777).toBe(0o600)
  }
)

test('PORT sets the port, --port wins over it, and the relay keeps its id over a restart', async () => {
  const free = run(['--port', '0'], { PORT: '1' })
  const port = new URL(await addressOf(free)).port
  const idAt = async (url: string): Promise<unknown> =>
    ((await (await fetch(`${url}/relay.json`)).json()) as { peerId: string }).peerId
  const first = await idAt(`http://localhost:${port}`)
  free.child.kill('SIGTERM')
  await free.ended
  const again = run([], { PORT: port })
  expect(await addressOf(again)).toBe(`http://localhost:${port}`)
  expect(await idAt(`http://localhost:${port}`)).toBe(first)
})

test('--lan prints two codes, the fingerprint and the address', async () => {
  const lan = run(['--lan', '--port', '0', '--stun', 'off', '--state', join(folder, 'lan')])
  const url = await addressOf(lan)
  expect(url).toMatch(/^https:\/\/[\w.:[\]]+:\d+$/)
  const text = lan.printed()
  expect(text).toContain(`${url.replace('https', 'http')}/ca`)
  expect(text).toMatch(/SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}/)
  expect(text.match(/█▄▄▄▄▄▄▄█/g)?.length).toBeGreaterThanOrEqual(4)
  lan.child.kill('SIGHUP')
  lan.child.kill('SIGTERM')
  expect(await lan.ended).toBe(0)
})

test('a setting nobody knows, and a port that is taken, end with a sentence', async () => {
  const unknown = run(['--nats', 'somewhere'])
  expect(await unknown.ended).toBe(2)
  expect(unknown.printed()).toMatch(/--nats/)
  const first = run(['--port', '0'])
  const { port } = new URL(await addressOf(first))
  const second = run(['--port', port])
  expect(await second.ended).toBe(1)
  expect(second.printed()).toMatch(/EADDRINUSE/)
})
