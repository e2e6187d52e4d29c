// Owns the page on which everything at rest is tried in a browser: workers that can be killed, and the real host with the real
// node behind it, over a network and a lobby in which nobody else is.

import { createPasskeys } from '../../../../src/adapters/passkey.ts'
import { createThreadedHost, type TeamHands } from '../../../../src/adapters/threaded-host.ts'
import { trustedScripts } from '../../../../src/app/trusted-scripts.ts'
import type { Host, HostPhase, PassphraseChange } from '../../../../src/node/api-host.ts'
import type { Intent } from '../../../../src/node/api-intents.ts'
import type { TeamView } from '../../../../src/node/api-people.ts'
import benchUrl from './bench.worker.ts?worker&url'
import nodeUrl from '../../../../src/node.worker.ts?worker&url'
import { noConnections } from '../../../fixtures/fake-privacy.ts'

declare global {
  /** Given by the test: hears every event of the page, as JSON. */
  function tell(event: string): Promise<void>
  /** What a test may ask of a page. */
  var bench: Readonly<Record<string, (...given: never[]) => unknown>>
}

const report = (event: object): void => void globalThis.tell(JSON.stringify(event))
const trusted = trustedScripts([benchUrl, nodeUrl])
const workers = new Map<string, Worker>()
const asked = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>()
let count = 0
let host: Host | undefined
let nodeWorker: Worker | undefined
let backup: Blob | undefined

function startWorker(name: string): void {
  const worker = new Worker(trusted(benchUrl), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent) => {
    const { id, answer, error, told }: { id: number; answer: unknown; error?: string; told?: object } = data
    if (told !== undefined) return report({ ...told, worker: name })
    const waiting = asked.get(id)
    asked.delete(id)
    if (error === undefined) waiting?.resolve(answer)
    else waiting?.reject(new Error(error))
  })
  worker.addEventListener('error', (event) => report({ type: 'worker-error', words: event.message }))
  workers.set(name, worker)
}

async function ask(name: string, act: string, given: readonly unknown[]): Promise<unknown> {
  const worker = workers.get(name)
  if (worker === undefined) throw new Error('no such worker')
  count += 1
  const id = count
  return await new Promise((resolve, reject) => {
    asked.set(id, { resolve, reject })
    worker.postMessage({ id, act, given })
  })
}

/** Every file of the private file system, as hexadecimal. */
async function filesOf(folder: FileSystemDirectoryHandle): Promise<readonly string[]> {
  const found: string[] = []
  for await (const handle of folder.values()) {
    if (handle instanceof FileSystemDirectoryHandle) found.push(...(await filesOf(handle)))
    else found.push(handle.name, await hexOf(await (await folder.getFileHandle(handle.name)).getFile()))
  }
  return found
}

async function hexOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

function detailOf(phase: HostPhase): string {
  return phase.type === 'unavailable' ? phase.reason : phase.type === 'stopped' ? phase.words : ''
}

const createHands = (): TeamHands => ({
  network: {
    listen: () => report({ type: 'listening' }),
    follow: () => undefined,
    announce: () => undefined,
    farewell: () => undefined,
    dial: () => undefined,
    upgrade: () => undefined,
    send: () => undefined,
    close: () => undefined,
    taken: () => undefined
  },
  lobby: { visit: () => ({ open: () => undefined, put: () => undefined, leave: () => undefined }) },
  stop: () => report({ type: 'let-go' })
})

/** The first team's stages, and how each stands. */
function watchHost(watched: Host): void {
  watched.watchPhase((phase) => report({ type: 'phase', phase: phase.type, detail: detailOf(phase) }))
  watched.watchTeams((teams) =>
    report({ type: 'teams', teams: teams.map(({ number, phase }) => `${number} ${phase.type}`).join(', ') })
  )
}

const benchOfPage = {
  start: startWorker,
  ask: (name: string, act: string, ...given: unknown[]) => ask(name, act, given),
  /** Does not wait for the answer: some acts never end. */
  begin: (name: string, act: string, ...given: unknown[]) => void ask(name, act, given),
  kill(name: string): void {
    workers.get(name)?.terminate()
    workers.delete(name)
  },
  files: async () => await filesOf(await navigator.storage.getDirectory()),

  host(): void {
    const start = (): Worker => (nodeWorker = new Worker(trusted(nodeUrl), { type: 'module' }))
    host = createThreadedHost({
      startWorker: start,
      createHands,
      passkeys: createPasskeys(),
      connections: noConnections
    })
    watchHost(host)
    benchOfPage.watchTeam(1)
  },
  watchTeam(number: number): void {
    host
      ?.nodeOf(number)
      .watch({ type: 'team' }, (team: TeamView) =>
        report({ type: 'team', number, team: team.type, name: 'name' in team ? team.name : '' })
      )
  },
  submit: async (intent: Intent, team = 1) => await host?.nodeOf(team).submit(intent),
  addTeam: async () => await host?.addTeam(),
  eraseTeam: async (team: number) => await host?.eraseTeam(team),
  lookAt: (team: number) => host?.lookAt(team),
  useHere: () => host?.useHere(),
  setPassphrase: async (change: PassphraseChange) => await host?.lock.setPassphrase(change),
  removeLock: async (current: string) => await host?.lock.removeLock(current),
  unlock: async (passphrase: string) => await host?.lock.unlock(passphrase),
  /** The file stays with the page; its size tells that there is one. */
  makeBackup: async (passphrase: string): Promise<number> => {
    const made = await host?.backups.make(passphrase)
    backup = made?.ok === true ? made.value : undefined
    return backup?.size ?? 0
  },
  restoreBackup: async (passphrase: string) => backup && (await host?.backups.restore(backup, passphrase)),
  restart: (team: number | undefined) => host?.restart(team),
  /** Says something that it does not understand to one of the worker's lives, or to the host itself. */
  confuse: (life: number, line: string) => nodeWorker?.postMessage([life, line, { type: 'format-disk' }])
}
globalThis.bench = benchOfPage
report({ type: 'loaded' })
