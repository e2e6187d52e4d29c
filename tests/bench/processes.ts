// Owns how much memory a browser has, all its processes together: windows, workers, storage, network. Linux only; it reads /proc.

import { readdirSync, readFileSync } from 'node:fs'

interface Process {
  readonly id: number
  readonly parent: number
  readonly command: string
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // It ended while we looked.
    return ''
  }
}

function processes(): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      // The name in brackets may hold spaces and brackets of its own.
      const after = readOr(`/proc/${name}/stat`).split(') ').at(-1) ?? ''
      return { id: Number(name), parent: Number(after.split(' ')[1]), command: readOr(`/proc/${name}/cmdline`) }
    })
}

/** The processes of the browser on this profile: its first one and all that came from it. */
export function browserOn(profile: string): readonly number[] {
  const all = processes()
  const ids = all.filter(({ command }) => command.includes(`--user-data-dir=${profile}`)).map(({ id }) => id)
  for (let index = 0; index < ids.length; index++)
    for (const { id, parent } of all) if (parent === ids[index] && !ids.includes(id)) ids.push(id)
  return ids
}

/** Megabytes that are in memory and stand in no file: heaps, buffers, and what processes share. */
export function memoryOf(ids: readonly number[]): number {
  const kib = (status: string, name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)
  const each = ids.map((id) => readOr(`/proc/${id}/status`))
  return each.reduce((sum, status) => sum + kib(status, 'RssAnon') + kib(status, 'RssShmem'), 0) / 1024
}
