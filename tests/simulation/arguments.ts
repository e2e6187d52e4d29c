// Owns the words after `npm run sim --`: which there are, and what each may say. What it does not know it refuses: a fault that is misspelt
// would be left out, and the run would pass without it.

import { err, ok, type Result } from '../../src/base/result.ts'
import type { RunOptions } from './simulator.ts'
import { allFaults, usualFaults, type FaultName } from './weather.ts'

export interface Arguments {
  readonly isLarge: boolean
  readonly seed: number
  readonly steps: number
  readonly devices: number
  readonly people: number
  readonly live: number
  /** How many seeds are played, and for how long at most; 0: as long as it takes. */
  readonly seeds: number
  readonly minutes: number
  readonly faults: readonly FaultName[]
  readonly isTraced: boolean
}

const numbers = ['seed', 'steps', 'devices', 'people', 'live', 'seeds', 'minutes'] as const
type NumberName = (typeof numbers)[number]
const switches = ['scale', 'trace'] as const
/** A misspelt word could also be one that belongs to the other kind of run. */
const onlyLarge: readonly string[] = ['people', 'live']
const onlySmall: readonly string[] = ['faults', 'minutes']

/** What the words of a command line say, or a sentence about the first that says nothing. */
export function readArguments(words: readonly string[]): Result<Arguments, string> {
  const given = new Map<string, string>()
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    const name = word.replace(/^--/, '')
    if (!word.startsWith('--') || !isKnown(name)) return err(`unknown: ${word}. Known: ${known()}`)
    if (given.has(name)) return err(`--${name} is said twice`)
    const value = isSwitch(name) ? '' : words[++index]
    if (value === undefined) return err(`--${name} needs a value`)
    given.set(name, value)
  }
  const isLarge = given.has('scale')
  const misplaced = (isLarge ? onlySmall : onlyLarge).find((name) => given.has(name))
  if (misplaced !== undefined) return err(`--${misplaced} is ${isLarge ? 'not for' : 'only for'} --scale`)
  const bad = numbers.find((name) => given.has(name) && !isNumber(name, given.get(name) ?? ''))
  if (bad !== undefined) return err(`--${bad} needs a number, not "${given.get(bad) ?? ''}"`)
  const faults = faultsOf(given.get('faults'))
  return faults.ok ? ok(argumentsOf(given, faults.value)) : faults
}

/** The words that play one run again. */
export function commandOf({ seed, steps, devices, faults = usualFaults }: RunOptions): string {
  const isUsual = faults.length === usualFaults.length && faults.every((fault) => usualFaults.includes(fault))
  const named = isUsual ? '' : ` --faults ${faults.length === 0 ? 'none' : faults.join(',')}`
  return `npm run sim -- --seed ${seed} --steps ${steps} --devices ${devices}${named}`
}

function argumentsOf(given: ReadonlyMap<string, string>, faults: readonly FaultName[]): Arguments {
  const isLarge = given.has('scale')
  const number = (name: NumberName, otherwise: number): number => Number(given.get(name) ?? otherwise)
  const minutes = number('minutes', 0)
  return {
    isLarge,
    seed: number('seed', 1),
    steps: number('steps', isLarge ? 60 : 300),
    devices: number('devices', isLarge ? 250 : 5),
    people: number('people', 100),
    live: number('live', 40),
    seeds: number('seeds', minutes > 0 ? Number.POSITIVE_INFINITY : 1),
    minutes,
    faults,
    isTraced: given.has('trace')
  }
}

/** `all`, `none`, or names with commas between them. */
function faultsOf(text: string | undefined): Result<readonly FaultName[], string> {
  if (text === undefined) return ok(usualFaults)
  if (text === 'all') return ok(allFaults)
  if (text === 'none') return ok([])
  const names = text.split(',')
  const unknown = names.filter((name) => !allFaults.some((fault) => fault === name))
  if (unknown.length > 0)
    return err(`unknown faults: ${unknown.map((name) => `"${name}"`).join(', ')}. Known: ${allFaults.join(', ')}`)
  return ok(allFaults.filter((fault) => names.includes(fault)))
}

function isNumber(name: NumberName, text: string): boolean {
  return name === 'minutes' ? /^\d+(\.\d+)?$/.test(text) : /^\d{1,15}$/.test(text) && (name === 'seed' || text !== '0')
}

function isSwitch(name: string): boolean {
  return switches.some((each) => each === name)
}

function isKnown(name: string): boolean {
  return name === 'faults' || isSwitch(name) || numbers.some((each) => each === name)
}

function known(): string {
  return [...numbers, 'faults', ...switches].map((name) => `--${name}`).join(' ')
}
