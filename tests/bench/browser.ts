// Owns the part of the bench that runs in Chromium: profiles on disk (an incognito context keeps its files in another process, three
// to five times slower), the built app, the bench page beside it on the same origin.

import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { build } from 'vite'
import { startSignalingFor } from '../fixtures/browser-worlds.ts'
import { chromiumLaunch } from '../fixtures/chromium.ts'
import type { SignalingForTests } from '../fixtures/signaling.ts'

export interface BrowserBench {
  readonly url: string
  readonly signaling: SignalingForTests
  /** A folder for a profile, gone at the end. */
  profile(): string
  /** A browser process of its own on a profile. */
  launch(profile: string): Promise<BrowserContext>
  close(): Promise<void>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const appFolder = join(root, 'dist/app')

/** Builds what is missing and starts the real server. */
export async function startBrowserBench(): Promise<BrowserBench> {
  if (!existsSync(join(appFolder, 'index.html')))
    spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' })
  const folders = [mkdtempSync(join(tmpdir(), 'flurfunk-bench-'))]
  const served = folders[0] ?? ''
  cpSync(appFolder, served, { recursive: true })
  await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('page/', import.meta.url)),
    base: '/bench/',
    worker: { format: 'es' },
    build: { outDir: join(served, 'bench'), emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 }
  })
  const signaling = await startSignalingFor(served)
  return {
    url: signaling.httpUrl,
    signaling,
    profile() {
      const folder = mkdtempSync(join(tmpdir(), 'flurfunk-profile-'))
      folders.push(folder)
      return folder
    },
    launch: (profile) =>
      chromium.launchPersistentContext(profile, {
        ...chromiumLaunch(),
        locale: 'en-GB',
        viewport: { width: 1280, height: 800 },
        // The app as it comes from the server: what the service worker adds is a start without one.
        serviceWorkers: 'block'
      }),
    async close() {
      await signaling.close()
      for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    }
  }
}

/** The bench page in a fresh tab. */
export async function openBenchPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${url}/bench/index.html`)
  await page.waitForFunction(() => 'benchPage' in globalThis)
  return page
}
