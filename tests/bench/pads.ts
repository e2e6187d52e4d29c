// Owns the row about opening a pad that was written in for long: what is kept of it, and the little that came since, against the library
// alone reading the merged document, which nobody can open faster.

import * as Y from 'yjs'
import { assert, present } from '../../src/base/assert.ts'
import type { PadId } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import type { PadBase } from '../../src/chat/pad-base.ts'
import { newPadId } from '../../src/chat/pads.ts'
import { pageOf } from '../../src/chat/rules.ts'
import { padClientOf } from '../../src/node/content.ts'
import { createOpenPad, type OpenPad } from '../../src/node/open-pad.ts'
import { createPadReader } from '../../src/node/pad-steps.ts'
import type { Desk } from '../../src/node/desk.ts'
import { writeContent } from '../../src/node/write.ts'
import { createMemoryDisk, startSqlite } from '../fixtures/memory-storage.ts'
import { createDice, seededBytes, type Dice } from '../fixtures/random.ts'
import { benchNow, foundBenchTeam, openDesk, type BenchTeam } from './bench-team.ts'
import type { Row } from './rows.ts'
import { median, timeOf } from './timing.ts'

const weeks = 20
const rounds = 5
/** Written after the last snapshot. */
const since = 20

export async function benchPads(edits: number): Promise<readonly Row[]> {
  const disk = createMemoryDisk(await startSqlite())
  const storage = disk.open()
  const beganMs = benchNow - (weeks - 1) * limits.weekMs
  const team = foundBenchTeam(storage, beganMs)
  const pad = newPadId(pageOf(beganMs), 'note', seededBytes('pad')(11))
  const dice = createDice(5)
  for (let week = 0; week < weeks; week += 1)
    write({ desk: openDesk(storage, beganMs + week * limits.weekMs), team, pad, dice }, edits / weeks)
  const everything = medianOf(
    () => openDesk(storage, benchNow),
    (desk) => openOnce(desk, team, pad)
  )
  const desk = openDesk(storage, benchNow)
  const { open, reader } = openOnce(desk, team, pad)
  let bytes: Uint8Array | undefined
  const taken = (base: PadBase): void => {
    bytes = base.bytes
    reader.keep(base)
  }
  open.keep({ ...reader, keep: taken }, { min: 1 })
  const merged = present(bytes, 'a document that is kept')
  write({ desk, team, pad, dice }, since)
  const kept = medianOf(
    () => openDesk(storage, benchNow),
    (again) => openOnce(again, team, pad)
  )
  const library = medianOf(
    () => new Y.Doc(),
    (doc) => {
      Y.applyUpdate(doc, merged)
      assert(doc.getText('t').toString().length > 0, 'a note of words')
    }
  )
  disk.close()
  const baseline = { name: 'Y.applyUpdate alone', value: library }
  return [
    { name: `opening a pad of ${edits} edits`, value: kept, unit: 'ms', baseline, limit: { most: 6 } },
    { name: `the same, all its pages read`, value: everything, unit: 'ms', baseline }
  ]
}

function openOnce(
  desk: Desk,
  { channel }: BenchTeam,
  pad: PadId
): { readonly open: OpenPad; readonly reader: ReturnType<typeof createPadReader> } {
  const open = createOpenPad('note', padClientOf(desk.replica.identity.device, channel, pad))
  const reader = createPadReader(desk, channel, pad)
  open.project(reader)
  assert((open.text()?.text ?? '').length > 0, 'a note of words')
  return { open, reader }
}

/** Edits of a word each, somewhere in the text; some take one away. */
function write(
  {
    desk,
    team,
    pad,
    dice
  }: { readonly desk: Desk; readonly team: BenchTeam; readonly pad: PadId; readonly dice: Dice },
  edits: number
): void {
  const open = createOpenPad('note', padClientOf(desk.replica.identity.device, team.channel, pad))
  const reader = createPadReader(desk, team.channel, pad)
  open.project(reader)
  for (let edit = 0; edit < edits; edit += 1) {
    const { text, revision } = present(open.text(), 'a note')
    const at = dice.below(text.length + 1)
    const remove = dice.below(4) === 0 ? Math.min(6, text.length - at) : 0
    const refused = open.write({
      text: 't',
      revision,
      edit,
      splice: { at, remove, insert: `wort${dice.below(1000)} ` }
    })
    assert(refused === undefined, 'there is room')
    for (let piece = open.pending(); piece !== undefined; piece = open.pending()) {
      const operation = { type: 'pad', pad, vector: piece.vector, update: piece.update } as const
      assert(writeContent(desk, team.channel, { operation }).ok, 'an owner writes in a channel')
      open.draft().stored(piece)
    }
  }
  desk.pages.settle()
}

function medianOf<Prepared>(prepare: () => Prepared, act: (prepared: Prepared) => void): number {
  return median(Array.from({ length: rounds }, () => timeOf({ prepare, act })))
}
