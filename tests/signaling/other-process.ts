// Owns child processes of these tests and of the bench: our own server apart from the test (another clock, another loop), and
// the end of both.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { startSignaling } from '../fixtures/signaling.ts'

export interface ServerProcess {
  readonly httpUrl: string
  readonly socketUrl: string
  readonly relayAddress: string
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The overrides travel as JSON: plain values only. */
export async function startServerProcess(overrides: Parameters<typeof startSignaling>[0] = {}): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['.ci/ts.mjs', 'tests/signaling/process.ts', JSON.stringify(overrides)], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit']
  })
  const told = JSON.parse(await firstLine(child)) as Omit<ServerProcess, 'stop'>
  return {
    ...told,
    async stop() {
      const ended = once(child, 'exit')
      child.stdin.end()
      await ended
    }
  }
}

/** The first line a child prints; rejects if it ends without one. */
export async function firstLine(child: ChildProcess, matching = /./): Promise<string> {
  const { stdout } = child
  if (stdout === null) throw new Error('a child without stdout says nothing')
  for await (const line of createInterface({ input: stdout })) if (matching.test(line)) return line
  throw new Error(`the child ended with ${child.exitCode} before it said ${matching}`)
}
