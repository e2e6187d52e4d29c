// Owns what may go wrong with the world and its devices in a run: the faults by name, and how each is drawn. Knows no protocol.

import type { Milliseconds } from '../../src/node/ports.ts'
import type { Dice } from '../fixtures/random.ts'
import { between } from './chance.ts'
import type { Device } from './device.ts'
import { clearWeather } from './network.ts'
import { day, hour, minute, second, type Site } from './world.ts'

/** Everything that may be let loose on a run. */
export const allFaults = [
  'weather',
  'partitions',
  'outages',
  'crashes',
  'clocks',
  'backups',
  'full',
  'caches',
  'rogue',
  'stranger',
  'removals',
  'devices',
  'moderations',
  'groups',
  'guests'
] as const
export type FaultName = (typeof allFaults)[number]

/**
 * What a run has unless it says otherwise: everybody has one device. With 'devices' some newcomers are further ones of a member; with
 * 'moderations' and 'groups' people do more than talk; with 'guests' some newcomers are guests, rise and fall.
 */
const further: readonly FaultName[] = ['devices', 'moderations', 'groups', 'guests']
export const usualFaults = allFaults.filter((fault) => !further.includes(fault))

/** One year wrong and more: a device whose battery died. */
const yearsOffMs = 4 * 365 * day
const skews: readonly Milliseconds[] = [0, 40 * second, -40 * second, 7 * minute, -7 * minute, day, -day]

/** What was drawn for a run and lasts. */
export interface Climate {
  /** Draws one change of the world and tells it in words. */
  change(): string
  partition(): string
  outage(): string
  /** Draws what goes wrong with a device. */
  crash(device: Device): string
  fill(device: Device): string
  setClock(device: Device): string
  /** Everything is well again, from now on. */
  clear(): void
}

/** The climate of a site; `dice` decide. At most one device is years wrong: a team of those has no median (S11). */
export function createClimate(site: Site, dice: Dice): Climate {
  const { network, timeline, devices } = site
  const relayOnly = new Map<string, boolean>()
  let relayOnlyPercent = 0
  let yearsWrong: Device | undefined

  network.isDirect = (a, b) => {
    const pair = a < b ? `${a} ${b}` : `${b} ${a}`
    const known = relayOnly.get(pair) ?? dice.chance(relayOnlyPercent)
    relayOnly.set(pair, known)
    return !known
  }

  return {
    change() {
      network.weather = {
        delayMs: dice.pick([
          [2, 30],
          [20, 200],
          [50, 2_500]
        ] as const),
        lossPercent: dice.pick([0, 0, 2, 12]),
        copyPercent: dice.pick([0, 0, 5]),
        reorders: dice.chance(40)
      }
      relayOnlyPercent = dice.pick([0, 30, 100])
      relayOnly.clear()
      network.settle()
      return `weather ${JSON.stringify(network.weather)} relayed ${relayOnlyPercent}`
    },
    partition() {
      const islands = dice.pick([1, 2, 2, 3])
      for (const { name } of devices) network.place(name, dice.chance(5) ? undefined : dice.below(islands))
      network.settle()
      return `${islands} islands`
    },
    outage() {
      network.relay = dice.chance(60)
      network.signaling = dice.chance(60)
      network.settle()
      return `relay ${network.relay ? 'up' : 'down'}, signaling ${network.signaling ? 'up' : 'down'}`
    },
    crash(device) {
      let writes = dice.below(6)
      const when = dice.pick(['crash-before', 'crash-after'] as const)
      device.fault = () => (writes-- > 0 ? undefined : when)
      return `${device.name} will ${when}`
    },
    fill(device) {
      const until = timeline.now + between(dice, second, 2 * minute)
      device.fault = () => (timeline.now < until ? 'full' : undefined)
      return `${device.name} is full`
    },
    setClock(device) {
      const isYears = (yearsWrong === undefined || yearsWrong === device) && dice.chance(20)
      if (isYears) yearsWrong = device
      const off = isYears ? dice.pick([yearsOffMs, -yearsOffMs]) : dice.pick(skews)
      device.clock.set(off)
      return `${device.name} is ${off / hour} h off`
    },
    clear() {
      network.weather = clearWeather
      network.relay = true
      network.signaling = true
      relayOnlyPercent = 0
      relayOnly.clear()
      for (const device of devices) {
        network.place(device.name, 0)
        device.clock.set(0)
        device.fault = undefined
      }
      network.settle()
    }
  }
}
