// Owns the one way in which an expected failure travels: as a value with a reason. Knows nothing of any room.

export interface Ok<Value> {
  readonly ok: true
  readonly value: Value
}

export interface Err<Reason> {
  readonly ok: false
  readonly reason: Reason
}

export type Result<Value, Reason = string> = Ok<Value> | Err<Reason>

/** A success that carries `value`. */
export function ok<Value>(value: Value): Ok<Value> {
  return { ok: true, value }
}

/** A refusal; `reason` is a tagged word such as 'unknown-device', never a sentence for people. */
export function err<const Reason>(reason: Reason): Err<Reason> {
  return { ok: false, reason }
}
