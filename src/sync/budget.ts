// Owns the rates of one session (S8): tokens that come back with time. Over the rate means wait, far over it means flood. No
// clock.

/** At most `burst` tokens; `perSecond` come back. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** What is left, and when that was so (milliseconds). Below zero: more was used than allowed. */
export interface Bucket {
  readonly tokens: number
  readonly at: number
}

export function fullBucket({ burst }: Rate, now: number): Bucket {
  return { tokens: burst, at: now }
}

/** What is left at `now`. A clock that went back brings nothing. */
export function tokensAt(bucket: Bucket, rate: Rate, now: number): number {
  return Math.min(rate.burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * rate.perSecond)
}

/** The bucket after `count` were used, whether they were there or not. */
export function spend(
  bucket: Bucket,
  rate: Rate,
  { count, now }: { readonly count: number; readonly now: number }
): Bucket {
  return { tokens: tokensAt(bucket, rate, now) - count, at: now }
}

/** When there is one token again, milliseconds. */
export function refilledAt(bucket: Bucket, rate: Rate, now: number): number {
  const missing = 1 - tokensAt(bucket, rate, now)
  return missing <= 0 ? now : now + Math.ceil((missing / rate.perSecond) * 1000)
}

/** As much beyond the burst as the burst itself: nobody gets there who keeps to the same rate. */
export function isFlood(bucket: Bucket, rate: Rate): boolean {
  return bucket.tokens < -rate.burst
}
