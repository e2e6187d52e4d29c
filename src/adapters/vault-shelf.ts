// worker. Owns the place of the vault in IndexedDB: one record, and the key of "no lock" beside it. Knows neither's meaning.

/** What lies there. Both are looked at before they are believed. */
export interface Kept {
  readonly record: unknown
  readonly wrappingKey: unknown
}

export interface VaultShelf {
  /** undefined: there is no vault yet. A part of one is no reason to make another, for that would lose the key for good. */
  read(): Promise<Kept | undefined>
  /** Replaces both parts in one step, durable when it resolves; `wrappingKey` undefined: there is none any more. */
  write(kept: Kept): Promise<void>
}

const shelfName = 'flurfunk'
const storeName = 'vault'

/** The vault of this origin; every act opens and closes it, so that nothing stands in the way of an upgrade. */
export function createVaultShelf(): VaultShelf {
  return {
    read: () =>
      withShelf(async (shelf) => {
        const store = shelf.transaction(storeName, 'readonly').objectStore(storeName)
        const [record, wrappingKey]: readonly unknown[] = await Promise.all([
          answerOf(store.get('record')),
          answerOf(store.get('wrapping-key'))
        ])
        return record === undefined && wrappingKey === undefined ? undefined : { record, wrappingKey }
      }),
    write: ({ record, wrappingKey }) =>
      withShelf(async (shelf) => {
        // A lost key is a lost device, so this waits for the disk.
        const transaction = shelf.transaction(storeName, 'readwrite', { durability: 'strict' })
        const store = transaction.objectStore(storeName)
        store.put(record, 'record')
        if (wrappingKey === undefined) store.delete('wrapping-key')
        else store.put(wrappingKey, 'wrapping-key')
        await new Promise<void>((resolve, reject) => {
          transaction.oncomplete = () => resolve()
          transaction.onabort = () => reject(transaction.error ?? new Error('the vault was not written'))
        })
      })
  }
}

async function withShelf<Value>(act: (shelf: IDBDatabase) => Promise<Value>): Promise<Value> {
  const request = indexedDB.open(shelfName, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(storeName)
  const shelf = await answerOf(request)
  try {
    return await act(shelf)
  } finally {
    shelf.close()
  }
}

function answerOf<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the vault was not read'))
  })
}
