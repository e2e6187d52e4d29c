// Shows that the slots in memory, on which the simulator's devices keep files, do what the port asks. Those on disk: tests/browser/storage.

import { test } from 'vitest'
import { createMemoryShelf } from '../fixtures/memory-blobs.ts'
import { blobCases } from './blobs.ts'

test.each(blobCases)('$name', async ({ run }) => {
  const shelf = createMemoryShelf()
  await run({ open: () => shelf.open(), close: () => undefined, content: async () => shelf.bytes() })
})
