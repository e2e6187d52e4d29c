// Owns which devices are used in two places at once (F4), and that a person is told of each once, also over restarts.

import { fromHex } from '../base/bytes.ts'
import { deviceIdOf, type DeviceId } from '../base/ids.ts'
import { isFlagged } from '../log/heads.ts'
import type { Storage } from './ports.ts'
import { named, truth } from './records.ts'
import { logKey, type Replica } from './state.ts'

/** F4 over all logs of a device. */
export function isDeviceFlagged(replica: Replica, device: DeviceId, now: number): boolean {
  return [...replica.heads].some(([scope, logs]) => {
    const heads = logs.get(device) ?? []
    return isFlagged(heads, { now, forkedSince: replica.forkedSince.get(logKey(scope, device)) })
  })
}

export interface Flags {
  /** Heads moved, or time passed. */
  look(): void
}

const kind = 'flag-told'

/** The flags of one replica; `onFlagged` hears of each device once for as long as it is flagged. */
export function createFlags(
  replica: Replica,
  {
    storage,
    now,
    kept
  }: {
    readonly storage: Pick<Storage, 'keep'>
    readonly now: () => number
    readonly kept: ReadonlyMap<string, Uint8Array>
  },
  onFlagged: (device: DeviceId) => void
): Flags {
  const told = new Set(
    named(kept, kind).flatMap(([name]) => {
      const device = fromHex(name)
      return device.ok ? [deviceIdOf(device.value)] : []
    })
  )
  return {
    look() {
      if (replica.forkedSince.size + told.size === 0) return
      const forked = new Set([...replica.forkedSince.keys()].map((key) => key.slice(key.indexOf('/') + 1) as DeviceId))
      for (const device of new Set([...forked, ...told])) {
        const isNow = replica.membership.team.devices.has(device) && isDeviceFlagged(replica, device, now())
        if (isNow === told.has(device)) continue
        // Kept first: told twice after a full disk is worse than a minute later.
        if (!storage.keep(truth(`${kind} ${device}`, isNow ? true : undefined)).ok) continue
        if (isNow) told.add(device)
        else told.delete(device)
        if (isNow) onFlagged(device)
      }
    }
  }
}
