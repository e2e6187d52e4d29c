// Owns the moments that a person is offered when something is to be sent later, and how a moment stands in a field of the browser.

const hourMs = 3_600_000
const dayMs = 24 * hourMs

export interface Suggestion {
  readonly name: 'hour' | 'evening' | 'morning' | 'monday'
  readonly at: number
}

/** Moments that lie ahead, each at least half an hour away, in the zone of this device. */
export function suggestionsAt(now: number): readonly Suggestion[] {
  const monday = (8 - new Date(now).getDay()) % 7 || 7
  const all: readonly Suggestion[] = [
    { name: 'hour', at: now + hourMs },
    { name: 'evening', at: onDay(now, 0, 18) },
    { name: 'morning', at: onDay(now, 1, 8) },
    { name: 'monday', at: onDay(now, monday, 8) }
  ]
  const times = all.filter(({ at }) => at >= now + hourMs / 2)
  return times.filter(({ at }, index) => times.findIndex((other) => other.at === at) === index)
}

/** `2026-11-27T18:00`, in the zone of this device. */
export function fieldOf(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** The moment that a field names; undefined while it names none. */
export function momentOf(field: string): number | undefined {
  const at = new Date(field).getTime()
  return Number.isNaN(at) ? undefined : at
}

/** How long messages may stay, in seconds. */
export const timerSpans = [
  ['hour', 3600],
  ['day', dayMs / 1000],
  ['week', (7 * dayMs) / 1000],
  ['month', (30 * dayMs) / 1000],
  ['quarter', (90 * dayMs) / 1000]
] as const

function onDay(now: number, days: number, hours: number): number {
  const date = new Date(now)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, hours).getTime()
}
