// worker. Owns the pool of files in the browser's private file system that SQLite writes to: taking hold of it, letting it go.
// Knows no key and no SQL.

import { err, ok, type Result } from '../base/result.ts'
import type { Connection, Sqlite } from './sqlite-statement.ts'

/** 'no-storage': the browser gives this page no files, as in some private windows. 'busy': another worker holds them. */
export type PoolFailure = 'no-storage' | 'busy'

export interface FilePool {
  /** Opens or creates a file of the pool; `path` is absolute within it and visible on the disk. */
  open(path: string): Connection
  /** Lets all files go, so that another worker can take them; every connection is closed by then. */
  release(): void
}

/** One database with its log, and room for a second one while a key is changed. */
const poolSettings = {
  name: 'flurfunk',
  directory: '/flurfunk',
  initialCapacity: 6,
  verbosity: 0,
  forceReinitIfPreviouslyFailed: true
}

/** Takes hold of all files of the pool; one worker of an origin at a time succeeds. */
export async function takePool(sqlite: Sqlite): Promise<Result<FilePool, PoolFailure>> {
  try {
    const pool = await withoutRemovingDirectories(async () => {
      const installed = await sqlite.installOpfsSAHPoolVfs(poolSettings)
      return installed.isPaused() ? await installed.unpauseVfs() : installed
    })
    return ok({ open: (path) => new pool.OpfsSAHPoolDb(path), release: () => void pool.pauseVfs() })
  } catch (error) {
    return err(isBusy(error) ? 'busy' : 'no-storage')
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NoModificationAllowedError'
}

/**
 * The library cleans up after a failed start by removing its whole directory. When it failed because another worker was just
 * letting go of the files, that would be every message of this device, so meanwhile no directory can be removed.
 */
async function withoutRemovingDirectories<Value>(work: () => Promise<Value>): Promise<Value> {
  if (typeof FileSystemDirectoryHandle === 'undefined') return await work()
  const { prototype } = FileSystemDirectoryHandle
  const { removeEntry } = prototype
  prototype.removeEntry = async function (name, options) {
    if (options?.recursive === true) throw new DOMException('this directory stays', 'NotAllowedError')
    await removeEntry.call(this, name, options)
  }
  try {
    return await work()
  } finally {
    prototype.removeEntry = removeEntry
  }
}
