// Owns what a person has set for files on this device: how much room they may take, and what is fetched unasked (M9). One local record.

import { limits } from '../base/limits.ts'
import type { LocalRecord } from './ports.ts'
import { truth, truthIn, type Records } from './records.ts'

export interface FileSettings {
  /** Room for chunks, of one's own files and of those of others. */
  readonly quotaBytes: number
  /** Whether anything is fetched before somebody asks for it. */
  readonly autoFetch: boolean
  /** Up to this size files of every kind are fetched, not only pictures and voice messages. */
  readonly everythingBytes: number
}

/** Keeps what was set. */
export function settingsRecord({ quotaBytes, autoFetch, everythingBytes }: FileSettings): LocalRecord {
  return truth('file-settings', [quotaBytes, autoFetch, everythingBytes])
}

/** What was set last; what was never set, or cannot be read, is as it is at first. */
export function settingsIn(records: Records): FileSettings {
  const value = truthIn(records, 'file-settings')
  const [quotaBytes, autoFetch, everythingBytes] = Array.isArray(value) ? value : []
  return {
    quotaBytes: typeof quotaBytes === 'number' ? quotaBytes : limits.fileQuotaBytes,
    autoFetch: typeof autoFetch === 'boolean' ? autoFetch : true,
    everythingBytes: typeof everythingBytes === 'number' ? everythingBytes : 0
  }
}
