// Owns what stands in the databases of this folder: fixed bytes, the same in each version as far as that version can hold them.

import { repeat } from '../../src/base/bytes.ts'
import type { Storage, StoredEntry } from '../../src/node/ports.ts'
import { ben, growth, keys, lobbyChannel, makeStored, nothing, otherEpoch, team } from '../fixtures/stored-entries.ts'

const control = [makeStored(0, { scope: team, kind: 'control' }), makeStored(1, { scope: team, kind: 'control' })]
const epochEntry = makeStored(2, { scope: team, kind: 'epoch', signature: repeat(0x5a, 64) })
const words = [
  makeStored(3, { seq: 0, page: 2966 }),
  makeStored(4, { seq: 1, page: 2968 }),
  makeStored(5, { seq: 2, page: 2968, epoch: otherEpoch, payload: repeat(0x71, 5000) }),
  makeStored(6, { seq: 3, page: 2968, payload: undefined })
]
const strange = makeStored(7, { device: ben, seq: 0, header: repeat(0x33, 128) })

/** Every entry of a stored database as it is found there; the second word was erased. */
export const storedEntries: readonly StoredEntry[] = [
  ...control,
  epochEntry,
  ...words.map((entry, index) => (index === 1 ? { ...entry, payload: undefined, erased: true } : entry)),
  strange
]

/** Writes all of it into an empty storage. */
export function fillStored(storage: Storage): void {
  const outcomes = [
    storage.begin(keys),
    storage.append(growth([...control, epochEntry])),
    storage.append(growth(words)),
    storage.append(growth([strange])),
    storage.append({ ...nothing, erase: words.slice(1, 2).map(({ hash }) => hash) }),
    storage.keep({ keep: 'truth', name: 'epoch e1', value: repeat(0xee, 32) }),
    storage.keep({ keep: 'cache', name: `page ${lobbyChannel} 2968`, value: repeat(0xca, 700) })
  ]
  if (outcomes.some(({ ok }) => !ok)) throw new Error('an empty storage takes all of it')
}
