import { describe, expect, test } from 'vitest'
import type { ChangeView } from '../../../src/node/api-conversations.ts'
import { de } from '../../../src/ui/text/de.ts'
import { en } from '../../../src/ui/text/en.ts'
import { changeWords } from '../../../src/ui/verify/change-words.ts'
import { entryHash, memberId } from '../../fixtures/fake-world.ts'

const change = (more: Partial<ChangeView>): ChangeView => ({
  change: entryHash('one'),
  ts: 0,
  type: 'device-added',
  member: memberId('Ben'),
  name: 'Ben',
  mine: false,
  by: { type: 'self' },
  deviceName: 'Phone',
  role: undefined,
  ...more
})
const anna = { type: 'member', name: 'Anna', mine: false } as const
const me = { type: 'member', name: 'Mara', mine: true } as const
const said = (more: Partial<ChangeView>, alike = false): string =>
  changeWords(en.verify.changes, change(more), { unnamed: 'Somebody', alike: () => alike }).replace(
    /[\u2068\u2069]/g,
    ''
  )

describe('what a line says', () => {
  test('[D12] devices, and through whom', () => {
    expect([
      said({}),
      said({ by: anna }),
      said({ type: 'device-revoked', by: anna }),
      said({ type: 'device-revoked', by: me, deviceName: '' }),
      said({ mine: true }),
      said({ mine: true, type: 'device-revoked', by: anna })
    ]).toEqual([
      'Ben has a new device (Phone), added by Ben',
      'Ben came back with a new device (Phone), approved by Anna',
      'Ben’s device (Phone) was removed by Anna',
      'Ben’s device was removed by you',
      'You have a new device (Phone), added by you',
      'Your device (Phone) was removed by Anna'
    ])
  })

  test('[D12] people and roles, and what the root sheet decided', () => {
    expect([
      said({ type: 'joined', by: anna }),
      said({ type: 'left' }),
      said({ type: 'removed', by: anna }),
      said({ type: 'role', role: 'owner', by: { type: 'root' } }),
      said({ type: 'role', role: 'admin', mine: true, by: anna })
    ]).toEqual([
      'Ben joined, let in by Anna',
      'Ben left the team',
      'Ben was removed from the team by Anna',
      'Ben is now an owner, decided by the root sheet',
      'You are now an admin, decided by Anna'
    ])
  })

  test('[W2] a name stands alone in it, without what acts, and is told apart from one that looks the same', () => {
    const words = changeWords(de.verify.changes, change({ name: 'Ben\u202e, entfernt' }), {
      unnamed: 'Jemand',
      alike: () => true
    })
    expect(words).not.toContain('\u202e')
    expect(words).toContain(`\u2068Ben\u25af, entfernt · ${memberId('Ben').slice(0, 4)}\u2069`)
    expect(said({ name: '' })).toContain('Somebody')
  })
})
