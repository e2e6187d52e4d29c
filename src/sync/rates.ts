// Owns the budgets of one session (S8): frames, questions, signals, and entries by author. Says wait, or flood; draws no
// consequence.

import type { DeviceId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { bounds } from './bounds.ts'
import { fullBucket, isFlood, refilledAt, spend, tokensAt, type Bucket, type Rate } from './budget.ts'

const rates = {
  frames: { perSecond: bounds.framesPerSecond, burst: bounds.framesBurst },
  wants: { perSecond: bounds.wantsPerSecond, burst: bounds.wantsBurst },
  signalsIn: { perSecond: bounds.signalsPerSecond, burst: 2 * bounds.signalsPerSecond },
  /** All frames about files, and the questions among them (M6). */
  files: { perSecond: bounds.fileFramesPerSecond, burst: 2 * bounds.fileFramesPerSecond },
  seeks: { perSecond: bounds.seeksPerSecond, burst: 2 * bounds.seeksPerSecond },
  fetches: { perSecond: bounds.fetchesPerSecond, burst: 2 * bounds.fetchesPerSecond },
  signalsOut: { perSecond: bounds.signalsPerSecond, burst: bounds.signalsPerSecond }
} as const satisfies Record<string, Rate>

/** What one author may write through one peer. */
const authorRate: Rate = { perSecond: limits.entriesPerSecond, burst: limits.entriesBurst }

export type Counted = keyof typeof rates
export type Direction = 'in' | 'out'
/** `over`: wait. `flood`: far over, more than any honest device. */
export type RateVerdict = 'within' | 'over' | 'flood'

export interface Rates {
  readonly counted: Readonly<Record<Counted, Bucket>>
  readonly authors: Readonly<Record<Direction, ReadonlyMap<DeviceId, Bucket>>>
}

export function fullRates(now: number): Rates {
  const counted = {
    frames: fullBucket(rates.frames, now),
    wants: fullBucket(rates.wants, now),
    files: fullBucket(rates.files, now),
    seeks: fullBucket(rates.seeks, now),
    fetches: fullBucket(rates.fetches, now),
    signalsIn: fullBucket(rates.signalsIn, now),
    signalsOut: fullBucket(rates.signalsOut, now)
  }
  return { counted, authors: { in: new Map(), out: new Map() } }
}

/** One more of a kind. */
export function count(
  before: Rates,
  what: Counted,
  now: number
): { readonly rates: Rates; readonly verdict: RateVerdict } {
  const bucket = spend(before.counted[what], rates[what], { count: 1, now })
  return {
    rates: { ...before, counted: { ...before.counted, [what]: bucket } },
    verdict: verdictOf(bucket, rates[what])
  }
}

/** `entries` more of one author. With too many authors at once every further one is over. */
export function countAuthor(
  before: Rates,
  {
    author,
    direction,
    entries,
    now
  }: { readonly author: DeviceId; readonly direction: Direction; readonly entries: number; readonly now: number }
): { readonly rates: Rates; readonly verdict: RateVerdict } {
  const known = before.authors[direction]
  const busy = known.size < bounds.authorsMax || known.has(author) ? known : onlyUsed(known, now)
  if (busy.size >= bounds.authorsMax && !busy.has(author)) return { rates: before, verdict: 'over' }
  const bucket = spend(busy.get(author) ?? fullBucket(authorRate, now), authorRate, { count: entries, now })
  const authors = { ...before.authors, [direction]: new Map(busy).set(author, bucket) }
  return { rates: { ...before, authors }, verdict: verdictOf(bucket, authorRate) }
}

/** When entries of this author are welcome again; `now`: at once. */
export function authorFreeAt(before: Rates, author: DeviceId, now: number): number {
  const bucket = before.authors.in.get(author)
  return bucket === undefined ? now : refilledAt(bucket, authorRate, now)
}

function onlyUsed(authors: ReadonlyMap<DeviceId, Bucket>, now: number): ReadonlyMap<DeviceId, Bucket> {
  return new Map([...authors].filter(([, bucket]) => tokensAt(bucket, authorRate, now) < authorRate.burst))
}

function verdictOf(bucket: Bucket, rate: Rate): RateVerdict {
  if (isFlood(bucket, rate)) return 'flood'
  return bucket.tokens < 0 ? 'over' : 'within'
}
