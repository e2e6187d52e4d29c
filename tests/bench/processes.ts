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

/** What some processes did until now; the difference of two is what they did between. */
export interface Effort {
  /** Milliseconds of processor time, told in hundredths of a second. */
  readonly processorMs: number
  /** How often one of their threads went to sleep of itself, so how often it was woken. */
  readonly wakes: number
}

const tickMs = 10

export function effortOf(ids: readonly number[]): Effort {
  const ticks = ids.map((id) => {
    const after = readOr(`/proc/${id}/stat`).split(') ').at(-1)?.split(' ') ?? []
    return Number(after[11] ?? 0) + Number(after[12] ?? 0)
  })
  const wakes = ids.flatMap((id) => threadsOf(id).map((thread) => wakesIn(readOr(`${thread}/status`))))
  return { processorMs: tickMs * sumOf(ticks), wakes: sumOf(wakes) }
}

function threadsOf(id: number): readonly string[] {
  const folder = `/proc/${id}/task`
  try {
    return readdirSync(folder).map((thread) => `${folder}/${thread}`)
  } catch {
    return []
  }
}

function wakesIn(status: string): number {
  return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0)
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
