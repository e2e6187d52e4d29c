// Owns the few secrets that outlive a start: files of mode 0600 in a folder of mode 0700. Losing them costs new certificates,
// never a message. It does not know what is inside.
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The text of a file in the folder; undefined if there is none yet. */
export async function readState(folder: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, name), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Writes whole or not at all: a power cut leaves the old file. */
export async function writeState(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const place = join(folder, name)
  const draft = `${place}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, text, { mode: 0o600 })
  await rename(draft, place)
}

/** The relay's 32 bytes from the folder, drawn at the first start. */
export async function relaySeed(folder: string): Promise<Uint8Array> {
  const kept = await readState(folder, 'relay.key')
  if (kept !== undefined) {
    const seed = Buffer.from(kept, 'base64')
    if (seed.length === 32) return seed
    throw new Error(`${join(folder, 'relay.key')} does not hold 32 bytes in base64; remove it to draw a new one`)
  }
  const seed = randomBytes(32)
  await writeState(folder, 'relay.key', `${seed.toString('base64')}\n`)
  return seed
}
