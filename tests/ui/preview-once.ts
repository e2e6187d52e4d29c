// Owns that one run of browser tests has one preview, however many of its files look at the screens: building it takes longer than most
// of what is done on it then.

import type { TestProject } from 'vitest/node'
import { servePreview } from './preview-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    previewOrigin: string
  }
}

/** Vitest calls this before the run, and what it gives after it. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const served = await servePreview()
  provide('previewOrigin', served.origin)
  return () => served.close()
}
