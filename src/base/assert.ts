// Owns the assertions that stay on in production: a failed one is our own mistake and stops the node (fail-stop).

/** Throws when `condition` does not hold; `sentence` says what was promised. */
export function assert(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${sentence}`)
}

/** The value, which by construction is there; `sentence` says why. */
export function present<Value>(value: Value | undefined | null, sentence: string): Value {
  if (value === undefined || value === null) throw new Error(`assertion failed: ${sentence}`)
  return value
}

/** Closes a switch over a union: reaching it is our own mistake. */
export function unreachable(value: never): never {
  throw new Error(`assertion failed: nothing else is possible, but there was ${String(value)}`)
}
