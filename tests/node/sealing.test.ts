// Boxes of a large team are begun in slices; others get a turn between two of them (K9).

import { beforeAll, describe, expect, it } from 'vitest'
import { present } from '../../src/base/assert.ts'
import { limits } from '../../src/base/limits.ts'
import { sodiumReady } from '../../src/crypto/sodium.ts'
import { needOfWriting } from '../../src/node/needs.ts'
import { createSealing, type Need, type Sealing } from '../../src/node/sealing.ts'
import { rosterOf } from '../../src/node/membership.ts'
import type { Desk } from '../../src/node/desk.ts'
import { foundBenchTeam, openDesk } from '../bench/bench-team.ts'
import { addCrowd } from '../fixtures/crowd.ts'
import { createMemoryDisk, startSqlite } from '../fixtures/memory-storage.ts'
import { seededBytes } from '../fixtures/random.ts'

let desk: Desk
beforeAll(async () => {
  await sodiumReady
  const storage = createMemoryDisk(await startSqlite()).open()
  foundBenchTeam(storage)
  desk = openDesk(storage)
  addCrowd(desk, { people: 40, devices: 3 * limits.boxesAtOnce + 5 }, seededBytes('sealing'))
})

interface Turns {
  readonly sealing: Sealing
  /** Runs the next event that was planned; false: none is. */
  next(): boolean
  begun(): number
}

function turnsOf(): Turns {
  desk.replica.boxesAhead.clear()
  const events: (() => void)[] = []
  const sealing = createSealing(desk, (_wait, run) => {
    events.push(run)
    return () => events.splice(events.indexOf(run), 1)
  })
  return {
    sealing,
    next() {
      const event = events.shift()
      event?.()
      return event !== undefined
    },
    begun: () => [...desk.replica.boxesAhead.values()].reduce((sum, boxes) => sum + boxes.length, 0)
  }
}

/** A box for every device of the team. */
function everybody(): Need {
  const { team } = desk.replica.identity
  const roster = present(rosterOf(desk.replica.membership, team), 'the team has a roster')
  return { scopes: [team], recipients: [...roster.active.values()] }
}

describe('boxes for many', () => {
  it('[K9] no event begins more of them than one slice, and the write comes when no more than a slice is left', () => {
    const { sealing, next, begun } = turnsOf()
    const need = everybody()
    let written = 0
    sealing.when(need, () => (written = begun()))
    const steps: number[] = []
    for (let before = 0; next(); before = begun()) steps.push(begun() - before)
    expect(Math.max(...steps)).toBe(limits.boxesAtOnce)
    expect(steps.length).toBeGreaterThanOrEqual(3)
    expect(need.recipients.length - written).toBeLessThanOrEqual(limits.boxesAtOnce)
    expect(written).toBeGreaterThan(0)
  })

  it('[K9] one device that is sealed to twice gets two boxes, each begun for itself', () => {
    const { sealing, next } = turnsOf()
    const { scopes, recipients } = everybody()
    sealing.when({ scopes, recipients: [...recipients, ...recipients] }, () => undefined)
    while (next());
    const shared = [...desk.replica.boxesAhead.values()].flat().flatMap((box) => (box.ok ? [box.value.shared] : []))
    expect(shared.length).toBeGreaterThan(recipients.length)
    expect(new Set(shared.map(String)).size).toBe(shared.length)
  })

  it('[K9] nothing is begun for a conversation that has keys, nor kept when nobody came for it', () => {
    const { sealing, next, begun } = turnsOf()
    const { team } = desk.replica.identity
    let written = false
    sealing.when(needOfWriting(desk, team), () => (written = true))
    expect([written, next(), begun()]).toEqual([true, false, 0])
    sealing.ahead(everybody())
    while (next());
    expect(begun()).toBeGreaterThan(0)
    sealing.tidy()
    expect(begun()).toBe(0)
  })

  it('[K9] what was begun for somebody who types is not begun once more when the message has used it', () => {
    const { sealing, next, begun } = turnsOf()
    sealing.ahead(everybody())
    next()
    sealing.when(everybody(), () => desk.replica.boxesAhead.clear())
    while (sealing.waiting > 0) next()
    expect([next(), begun()]).toEqual([false, 0])
  })

  it('[K9] what waits when it stops is told so, and what is planned does not run any more', () => {
    const { sealing, next } = turnsOf()
    const told: string[] = []
    sealing.when(
      everybody(),
      () => told.push('written'),
      () => told.push('stopped')
    )
    expect(sealing.waiting).toBeGreaterThan(0)
    sealing.stop()
    expect(told).toEqual(['stopped'])
    expect(next()).toBe(false)
  })
})
