// Owns in which conversations a blob is named, and so who may have it (M5). Asked for every chunk, so answers to who fetches are remembered
// until a message may have changed them.

import type { BlobId, DeviceId, ScopeId } from '../base/ids.ts'
import type { Desk } from './desk.ts'
import { memberOfDevice, takesPart } from './scopes.ts'

export interface FileScopes {
  /** Conversations in which a message names the blob now, each once. */
  of(blob: BlobId): readonly ScopeId[]
  /** One of them in which the member of this device takes part; undefined: there is none. */
  in(blob: BlobId, device: DeviceId): ScopeId | undefined
  /** M5: whether a message of that scope names it now. */
  isNamed(blob: BlobId, scope: ScopeId): boolean
  /** Messages that may name it came, or it is whole. */
  forget(blob: BlobId): void
  forgetAll(): void
}

/** Who may have what, by what storage knows of messages now. */
export function createFileScopes({ replica, storage }: Desk): FileScopes {
  const scopesByBlob = new Map<BlobId, readonly ScopeId[]>()

  function scopesOf(blob: BlobId): readonly ScopeId[] {
    return [...new Set(storage.files({ type: 'blob', blob }).map(({ scope }) => scope))]
  }

  return {
    of: scopesOf,
    in(blob, device) {
      const { membership } = replica
      const member = memberOfDevice(membership.team, device)
      if (member === undefined) return undefined
      const scopes = scopesByBlob.get(blob) ?? scopesOf(blob)
      scopesByBlob.set(blob, scopes)
      return scopes.find((scope) => {
        const info = membership.scopes.get(scope)
        return info !== undefined && takesPart(membership, info, member)
      })
    },
    isNamed: (blob, scope) => storage.files({ type: 'blob', blob }).some((file) => file.scope === scope),
    forget: (blob) => void scopesByBlob.delete(blob),
    forgetAll: () => scopesByBlob.clear()
  }
}
