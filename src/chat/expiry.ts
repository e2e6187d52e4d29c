// Owns when a message with a ttl ends (X6), and that nothing shown once stays for long (C14). Knows no clock.

import { limits } from '../base/limits.ts'
import { isOnce, type Operation } from './operations.ts'

/** Milliseconds since 1970 from which on every device erases it; undefined for never. */
export function expiryOf(operation: Operation, ts: number): number | undefined {
  if (operation.type !== 'post' && operation.type !== 'poll') return undefined
  const { ttl = 0 } = operation
  const seconds = isOnce(operation) ? Math.min(ttl === 0 ? limits.onceSecondsMax : ttl, limits.onceSecondsMax) : ttl
  return seconds > 0 ? ts + seconds * 1000 : undefined
}
