// Owns the step between an entry as the log knows it and as storage keeps it.

import { present } from '../base/assert.ts'
import { decodeHeader, type Entry } from '../log/entry.ts'
import type { Milliseconds, StoredEntry } from './ports.ts'

/** What storage keeps of an entry that arrives at `now`. */
export function storedEntryOf(entry: Entry, now: Milliseconds): StoredEntry {
  const { scope, device, hash, header, headerBytes, payload, signature } = entry
  const { kind, seq, ts, page, epoch } = header
  return {
    scope,
    device,
    hash,
    kind,
    seq,
    ts,
    page,
    epoch,
    header: headerBytes,
    payload,
    erased: false,
    signature,
    receivedAt: now
  }
}

/** The entry that storage kept; its header passed the door once. */
export function entryFromStored(stored: StoredEntry): Entry {
  const header = decodeHeader(stored.header)
  const { scope, device, hash, payload, signature } = stored
  return {
    scope,
    device,
    hash,
    header: present(header.ok ? header.value : undefined, 'a stored header is well formed'),
    headerBytes: stored.header,
    payload,
    signature
  }
}
