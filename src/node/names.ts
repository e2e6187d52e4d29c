// Owns what a name that people give may be: of a person, a device, a conversation, a team.

import { limits } from '../base/limits.ts'
import type { Refusal } from './api-intents.ts'

/** What nobody sees: marks without a letter, what has no width, what only acts on its surroundings. */
const unseen = /^[\s\p{M}\p{Cc}\p{Cf}\u115f\u1160\u3164\uffa0\u2800]*$/u

/** Names are counted in characters, as a person counts them; one that shows nothing is none. */
export function nameRefusal(name: string): Refusal | undefined {
  if (unseen.test(name)) return 'empty-name'
  return [...name.trim()].length > limits.nameCharactersMax ? 'name-too-long' : undefined
}
