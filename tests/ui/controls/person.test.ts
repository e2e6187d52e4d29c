import { expect, test } from 'vitest'
import { initialsOf } from '../../../src/ui/controls/person.ts'

test.each([
  ['Anna-Lena Großmann', 'AG'],
  ['ben', 'B'],
  ['a\u0308nne o\u0308z', 'ÄÖ'],
  ['q\u0308 x', 'Q\u0308X'],
  ['ßen', 'ß'],
  ['👷 Ben', 'B'],
  ['👷', '👷'],
  ['👷🏽\u200d♀️ 🧱', '👷🏽\u200d♀️'],
  ['🇩🇪', '🇩🇪'],
  ['1️⃣', '1️⃣'],
  ['मीना', 'मी'],
  ['\u202eneB', 'N'],
  ['\u2067נועה\u2069 כהן', 'נכ'],
  ['\u200b', '?'],
  ['…', '?'],
  ['', '?']
])('of %j stands %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})
