// Owns what a name that people give may be: of a person, a device, a conversation, a team.

import { limits } from '../base/limits.ts'
import type { Refusal } from './api-intents.ts'

/** Names are counted in characters, as a person counts them. */
export function nameRefusal(name: string): Refusal | undefined {
  if (name.trim() === '') return 'empty-name'
  return [...name.trim()].length > limits.nameCharactersMax ? 'name-too-long' : undefined
}
