// The attacks on raw Yjs that made us write pages ourselves (protocol, "Why not raw Yjs for chat").

import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { toHex } from '../../src/base/bytes.ts'
import { createPage, openPage } from '../../src/chat/projector.ts'
import * as projector from '../../src/chat/projector.ts'
import { readOperation } from '../../src/chat/operation-bytes.ts'
import { rowKey, type Row } from '../../src/chat/rows.ts'
import { hashNo, page as pageNumber, post, row } from './fixtures.ts'
import { createPageTimeline } from '../../src/chat/timeline.ts'
import type { DeviceId } from '../../src/base/ids.ts'

const clientIdOfDevice = (device: DeviceId): number => Number.parseInt(device.slice(0, 8), 16)
const rows: readonly Row[] = [row({ hash: 1, member: 1 }, post('one')), row({ hash: 2, member: 2 }, post('two'))]
const honest = createPage(clientIdOfDevice, rows).bytes()

/** A document that knows the honest page and writes as `clientId`. */
function attacker(clientId: number): { readonly doc: Y.Doc; readonly items: Y.Map<unknown> } {
  const doc = new Y.Doc()
  const items = doc.getMap<unknown>('e')
  Y.applyUpdate(doc, honest)
  doc.clientID = clientId
  return { doc, items }
}

function replaced(): Uint8Array {
  const { doc, items } = attacker(66)
  items.set(rowKey(hashNo(1)), ['another text'])
  return Y.encodeStateAsUpdate(doc)
}
function nested(): Uint8Array {
  const { doc, items } = attacker(66)
  const fields = new Y.Map<unknown>([['text', 'mine']])
  items.set('fields', fields)
  fields.set('text', 'yours')
  return Y.encodeStateAsUpdate(doc)
}
function textInserted(): Uint8Array {
  const { doc, items } = attacker(66)
  const text = new Y.Text('one')
  items.set(rowKey(hashNo(2)), text)
  text.insert(1, ' and more')
  return Y.encodeStateAsUpdate(doc)
}
function clockTwice(): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 1
  doc.getMap<unknown>('e').set(rowKey(hashNo(2)), ['under the clock of one'])
  return Y.encodeStateAsUpdate(doc)
}
/** By hand, as no Yjs would write it: one deleted struct at clock 2^40, and 200,000 ranges to delete. */
function farAhead(): Uint8Array {
  const struct = [0, 1]
  return Uint8Array.from([1, 1, ...varUint(66), ...varUint(2 ** 40), ...struct, 0])
}
function deleteRanges(): Uint8Array {
  const ranges = Array.from({ length: 200_000 }, (_, place) => [...varUint(2 * place), 1]).flat()
  return Uint8Array.from([0, 1, ...varUint(1), ...varUint(200_000), ...ranges])
}
function varUint(value: number): readonly number[] {
  return value < 128 ? [value] : [128 + (value % 128), ...varUint(Math.floor(value / 128))]
}
function unresolvable(): Uint8Array {
  const { doc, items } = attacker(66)
  items.set('mine', 1)
  const vector = Y.encodeStateVector(doc)
  items.set('mine', 2)
  return Y.encodeStateAsUpdate(doc, vector)
}

describe.each([
  ['Y1 a value replaced without a delete set', replaced()],
  ["Y2 a field rewritten in another's map", nested()],
  ["Y3 text inserted into another's text", textInserted()],
  ['Y4 one clock twice', clockTwice()],
  ['Y5 a clock of 2^40', farAhead()],
  ['Y5 200,000 delete ranges', deleteRanges()],
  ['Y6 updates that wait for what never comes', unresolvable()]
])('%s', (_, update) => {
  test('[P2] sent as an operation it is a value in its own row and touches nothing else', () => {
    const carrier: Row = {
      ...row({ hash: 3, member: 3 }, post('')),
      content: { type: 'operation', operation: [23, new Uint8Array(16), new Uint8Array(1), update] }
    }
    const page = createPage(clientIdOfDevice, [...rows, carrier])
    expect(page.rows().filter(({ hash }) => hash !== carrier.hash)).toEqual(rows)
    const timeline = createPageTimeline(pageNumber, { moderations: [], levelOf: () => 100 })
    timeline.apply({ put: page.rows(), gone: [] })
    expect(timeline.messages().map(({ type, text }) => [type, text])).toEqual([
      ['message', 'one'],
      ['message', 'two']
    ])
    page.rebuild(rows)
    expect(toHex(page.bytes())).toBe(toHex(honest))
  })

  test('[P9] sent as a change of a pad it says nothing', () => {
    for (const vector of [Uint8Array.of(0), Uint8Array.of(1, 1, 9)])
      expect(readOperation([23, new Uint8Array(16), vector, update])).toEqual({ ok: false, reason: 'malformed' })
  })

  test('[P8] found in the snapshot it is refused', () => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, honest)
    Y.applyUpdate(doc, update)
    const merged = Y.encodeStateAsUpdate(doc)
    const refused = { ok: false, reason: 'snapshot-damaged' }
    expect(openPage(clientIdOfDevice, { snapshot: update, places: rows })).toEqual(refused)
    // One clock twice is the exception: Yjs keeps what it had, and the snapshot is the honest one.
    if (toHex(merged) === toHex(honest)) return
    expect(openPage(clientIdOfDevice, { snapshot: merged, places: rows })).toEqual(refused)
  })
})

test('[P2] the only bytes of Yjs that come in are those of our own snapshot', () => {
  expect(Object.keys(projector).sort()).toEqual(['clientIdOf', 'createPage', 'openPage'])
  const page = createPage(clientIdOfDevice, [])
  expect(Object.keys(page).sort()).toEqual(['bytes', 'destroy', 'project', 'rebuild', 'row', 'rows'])
})
