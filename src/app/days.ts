// Owns how a day stands in a date field, and when it begins: in the zone of this device. Knows no screen.

/** `2026-11-27` */
export function dayOf(ts: number): string {
  const date = new Date(ts)
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The beginning of a day, or of one some days `later`; undefined: it is none. */
export function midnightOf(day: string, later = 0): number | undefined {
  const [year, month, date] = day.split('-').map(Number)
  const ts = new Date(year ?? Number.NaN, (month ?? Number.NaN) - 1, (date ?? Number.NaN) + later).getTime()
  return Number.isNaN(ts) ? undefined : ts
}
