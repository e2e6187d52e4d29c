// Owns chance in the simulator: one seed, split by name, so that a new fault does not shift the draws of anything else.

import { createDice, type Dice } from '../fixtures/random.ts'

export interface Chance {
  /** The dice of this name: the same object each time, independent of every other name. */
  of(name: string): Dice
}

/** All chance of one run. */
export function createChance(seed: number | string): Chance {
  const byName = new Map<string, Dice>()
  return {
    of(name) {
      const dice = byName.get(name) ?? createDice(`${seed}/${name}`)
      byName.set(name, dice)
      return dice
    }
  }
}

/** A whole number from `least` to `most`. */
export function between(dice: Dice, least: number, most: number): number {
  return least + dice.below(most - least + 1)
}
