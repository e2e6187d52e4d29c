// Owns for how long a conversation can be muted: the moments that a person is offered, in the zone of this device.

const hourMs = 3_600_000

export type MuteSpan = 'hour' | 'hours' | 'tomorrow' | 'monday' | 'ever'

export interface MuteChoice {
  readonly span: MuteSpan
  readonly until: number | 'ever'
}

/** Tomorrow and Monday begin at eight in the morning. The day before Monday the two are one. */
export function muteChoices(now: number): readonly MuteChoice[] {
  const monday = (8 - new Date(now).getDay()) % 7 || 7
  return [
    { span: 'hour', until: now + hourMs },
    { span: 'hours', until: now + 8 * hourMs },
    ...(monday === 1 ? [] : [{ span: 'tomorrow', until: morningIn(now, 1) } as const]),
    { span: 'monday', until: morningIn(now, monday) },
    { span: 'ever', until: 'ever' }
  ]
}

function morningIn(now: number, days: number): number {
  const date = new Date(now)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, 8).getTime()
}
