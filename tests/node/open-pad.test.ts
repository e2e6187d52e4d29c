import { expect, test } from 'vitest'
import { createOpenPad } from '../../src/node/open-pad.ts'
import type { PadReader } from '../../src/node/pad-steps.ts'
import type { PadStep } from '../../src/chat/pad-order.ts'
import { readPadVector } from '../../src/chat/pad-update.ts'
import { createWriter } from '../chat/pad-writers.ts'

/** Reads these steps, and keeps nothing. */
const readerOf = (steps: readonly PadStep[]): PadReader => ({
  read: () => ({ base: undefined, steps }),
  readAll: () => ({ base: undefined, steps }),
  keep: () => undefined
})

test('[P10] what is typed stays when a change under it counts no more, and waits for nothing of that', () => {
  const [ben, cem] = [createWriter(2), createWriter(3)]
  ben.splice({ at: 0, remove: 0, insert: 'Kran um acht\n' })
  const kept = ben.save(1)
  cem.hear(kept)
  cem.splice({ at: 13, remove: 0, insert: 'Beton um neun' })
  cem.splice({ at: 5, remove: 2, insert: 'gegen' })
  const dropped = cem.save(2)
  const open = createOpenPad('note', 1)
  open.project(readerOf([...kept, ...dropped]))
  const { id, text, revision } = open.text() ?? { id: '', text: '', revision: 0 }
  expect(text).toBe('Kran gegen acht\nBeton um neun')
  const typed = { text: id, revision, edit: 1, splice: { at: text.length, remove: 0, insert: ', sagt Anna' } }
  expect(open.write(typed)).toBeUndefined()
  open.project(readerOf(kept))
  expect(open.text()).toMatchObject({ text: 'Kran um acht\n, sagt Anna', edit: 1 })
  const vector = readPadVector(open.pending()?.vector ?? new Uint8Array())
  expect([...(vector?.keys() ?? [])]).toEqual([2])
  open.destroy()
})
