// Owns the notes and lists of the preview: a note in which two others stand, a list half done, and ends of both.

import { fakePad, itemOf, padNo, type FakePad } from '../../fixtures/fake-pads.ts'
import { memberId, type FakeWorld } from '../../fixtures/fake-world.ts'

const note = `Baustelle Nord, Montag

Kran steht um acht vor Halle 3. Kein Parken auf der Zufahrt!
Beton kommt in zwei Fuhren, 9:30 und 11:00.

Offen
- Gerüst Ostseite: Abnahme mit Herrn Demir
- Wer hat den Schlüssel für den Container?`

/** Notes and lists in the first conversation. */
export function withPads(world: FakeWorld, now: number): FakeWorld {
  const conversation = world.conversations[0]?.id
  if (conversation === undefined) return world
  const told = { revision: 0, edit: 0 }
  const place = note.indexOf('Beton')
  const cursors = [
    { member: memberId('b'), name: 'Yusuf Kaya', text: 't', at: place + 5 },
    { member: memberId('c'), name: 'Anna Lindqvist', text: 't', at: note.length }
  ]
  const doneBy = { name: 'Yusuf Kaya', mine: false, ts: now - 40 * 60_000 }
  const items = [
    itemOf('item0000', 'Schlüssel beim Pförtner abholen', { done: true, doneBy }),
    itemOf('item0001', 'Helme für den Besuch: sechs Stück, zwei davon in klein', {
      done: true,
      doneBy: { ...doneBy, mine: true }
    }),
    itemOf('item0002', 'Absperrband'),
    itemOf(
      'item0003',
      'Frau Lindqvist anrufen wegen der Abnahme am Donnerstag, vorher die Mängelliste noch einmal durchgehen'
    ),
    itemOf('item0004', '')
  ]
  const pads: readonly FakePad[] = [
    {
      conversation,
      view: fakePad(padNo(1), {
        kind: 'note',
        name: 'Baustelle Nord',
        text: { id: 't', text: note, ...told },
        cursors,
        canUndo: true
      })
    },
    {
      conversation,
      view: fakePad(padNo(2), {
        kind: 'list',
        name: 'Besuch am Donnerstag',
        items,
        cursors: [{ member: memberId('c'), name: 'Anna Lindqvist', text: 'item0002', at: 4 }]
      })
    },
    { conversation, view: fakePad(padNo(3), { kind: 'note', text: { id: 't', text: '', ...told } }) },
    {
      conversation,
      view: fakePad(padNo(4), {
        kind: 'note',
        name: 'Alt',
        text: { id: 't', text: 'Was hier steht, geht bald.', ...told },
        mayWrite: false,
        full: true,
        waits: true,
        saved: false,
        ends: now + 5 * 24 * 3_600_000
      })
    },
    {
      conversation,
      view: fakePad(padNo(5), {
        kind: 'note',
        name: 'Aufmaß',
        text: { id: 't', text: 'Breite 4 m, Höhe 3 m', ...told },
        mayWrite: false,
        saved: false,
        unsaved: { why: 'not-allowed', text: ', Höhe 3 m' }
      })
    }
  ]
  return { ...world, pads }
}
