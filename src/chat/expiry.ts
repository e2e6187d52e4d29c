// Owns when a post with a ttl ends (X6). Knows no clock.

import type { Operation } from './operations.ts'

/** Milliseconds since 1970 from which on every device erases it; undefined for never. */
export function expiryOf(operation: Operation, ts: number): number | undefined {
  return operation.type === 'post' && operation.ttl > 0 ? ts + operation.ttl * 1000 : undefined
}
