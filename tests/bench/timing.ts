// Owns how time is taken in Node: processor time, in turns, as medians, so that what else the machine does changes no ratio.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { present } from '../../src/base/assert.ts'

/** Milliseconds that `act` takes. What it makes before the clock starts is `prepare`'s. */
export interface Timed<Prepared> {
  readonly prepare: () => Prepared
  readonly act: (prepared: Prepared) => void
}

/** The median time of each contender over `rounds`, all of them once in every round. */
export function inTurns<Names extends string>(
  rounds: number,
  contenders: Readonly<Record<Names, Timed<unknown>>>
): Readonly<Record<Names, number>> {
  const names = Object.keys(contenders) as Names[]
  const times = new Map<Names, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const name of names) present(times.get(name), 'every contender has its times').push(timeOf(contenders[name]))
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<Names, number>
}

/**
 * Milliseconds of processor time of one run, begun on a heap without garbage. Nothing here waits for a disk or a network, so on a
 * free machine that is what a clock would say; on a busy one a clock would measure the neighbours.
 */
export function timeOf<Prepared>({ prepare, act }: Timed<Prepared>): number {
  const prepared = prepare()
  collectGarbage()
  const before = process.cpuUsage()
  act(prepared)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** The mean without the tenth at either end: of times that a browser rounds to a tenth of a millisecond a median is as coarse as they are. */
export function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const cut = Math.floor(sorted.length / 10)
  const kept = sorted.slice(cut, sorted.length - cut)
  return kept.reduce((sum, value) => sum + value, 0) / kept.length
}

/** A contender; keeps the type of what it prepares to itself. */
export function timed<Prepared>(prepare: () => Prepared, act: (prepared: Prepared) => void): Timed<unknown> {
  return { prepare, act: (prepared) => act(prepared as Prepared) }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which this share of the values lies; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

let collect: (() => void) | undefined

function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc')
    const found: unknown = runInNewContext('gc')
    collect = typeof found === 'function' ? (found as () => void) : () => undefined
  }
  collect()
}
