import { describe, expect, it } from 'vitest'
import { nameRefusal } from '../../src/node/names.ts'

describe('a name', () => {
  it.each(['', ' ', '\u200b', '\u200d\u200d', '\u202e', '\u0308', '\u3164', '\u2800 \u00ad', '\ufe0f'])(
    'that shows nothing is none: %j',
    (name) => {
      expect(nameRefusal(name)).toBe('empty-name')
    }
  )

  it.each(['ä', 'a\u0308', '👷🏽\u200d♀️', '🇩🇪', '…', 'נועה', 'मीना', '\u202eneB', '\ue000'])('may be %j', (name) => {
    expect(nameRefusal(name)).toBe(undefined)
  })

  it('is counted in characters', () => {
    expect([nameRefusal('👷'.repeat(64)), nameRefusal('👷'.repeat(65))]).toEqual([undefined, 'name-too-long'])
  })
})
