// worker. Owns the pool of files in the browser's private file system that SQLite writes to: taking hold of it, letting it go.
// Knows no key and no SQL.

import { err, ok, type Result } from '../base/result.ts'
import type { Connection, Sqlite } from './sqlite-statement.ts'

/** 'no-storage': the browser gives this page no files, as in some private windows. 'busy': another worker holds them. */
export type PoolFailure = 'no-storage' | 'busy'

export interface FilePool {
  /** Opens or creates a file of the pool; `path` is absolute within it and visible on the disk. */
  open(path: string): Connection
  /** The paths of all files that hold something. */
  paths(): readonly string[]
  /** Sees to it that this many files can be open at once. */
  reserve(files: number): Promise<void>
  /** Empties a file and forgets its path; no connection uses it any more. */
  erase(path: string): void
  /** How SQL names a file of the pool, for a statement that makes a copy. */
  address(path: string): string
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

/** Whether this page gets files at all; asked before anything else waits for them. */
export async function hasFiles(): Promise<boolean> {
  return await navigator.storage.getDirectory().then(
    () => true,
    () => false
  )
}

/** Takes hold of all files of the pool; one worker of an origin at a time succeeds. */
export async function takePool(sqlite: Sqlite): Promise<Result<FilePool, PoolFailure>> {
  const care = takeCare()
  try {
    const installed = await sqlite.installOpfsSAHPoolVfs(poolSettings)
    const pool = installed.isPaused() ? await installed.unpauseVfs() : installed
    // The cipher is a layer of its own above the pool, made by its name.
    const address = (path: string): string => `file:${path}?vfs=multipleciphers-${poolSettings.name}`
    return ok({
      open: (path) => new sqlite.oo1.DB(address(path), 'c'),
      paths: () => pool.getFileNames(),
      reserve: async (files) => void (await pool.reserveMinimumCapacity(files)),
      erase: (path) => void pool.unlink(path),
      address,
      release: () => void pool.pauseVfs()
    })
  } catch (error) {
    await care.letGo()
    return err(isBusy(error) ? 'busy' : 'no-storage')
  } finally {
    care.end()
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NoModificationAllowedError'
}

interface Care {
  /** Closes every file that was opened, also those whose opening is still under way. */
  letGo(): Promise<void>
  end(): void
}

/**
 * The library fails badly where another worker still holds a file. It removes the whole directory, and succeeds if the other
 * lets go just then: every message of this device would be gone. And of the files it opens side by side it forgets those that
 * come after the first refusal: they would stay held, and every further attempt be refused by ourselves. So for the time of an
 * attempt no directory can be removed, and what is opened is remembered.
 */
function takeCare(): Care {
  const directory = FileSystemDirectoryHandle.prototype
  const file = FileSystemFileHandle.prototype
  const { removeEntry } = directory
  const { createSyncAccessHandle } = file
  const opened: Promise<FileSystemSyncAccessHandle>[] = []
  directory.removeEntry = async function (name, options) {
    if (options?.recursive === true) throw new DOMException('this directory stays', 'NotAllowedError')
    await removeEntry.call(this, name, options)
  }
  file.createSyncAccessHandle = async function () {
    const handle = createSyncAccessHandle.call(this)
    opened.push(handle)
    return await handle
  }
  return {
    letGo: async () => {
      for (const handle of await Promise.allSettled(opened)) if (handle.status === 'fulfilled') handle.value.close()
    },
    end: () => {
      directory.removeEntry = removeEntry
      file.createSyncAccessHandle = createSyncAccessHandle
    }
  }
}
