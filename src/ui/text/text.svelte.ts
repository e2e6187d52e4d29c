// Owns how a component comes by words, dates and sizes in the person's language. Knows no screen.

import { createContext } from 'svelte'
import { present } from '../../base/assert.ts'
import type { ConversationView } from '../../node/api-conversations.ts'
import type { Settings } from '../../app/settings.svelte.ts'
import type { Words } from './en.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Each in its own words: the first screen carries the words of one language only. */
export const languages: readonly { readonly language: 'de' | 'en'; readonly name: string }[] = [
  { language: 'de', name: 'Deutsch' },
  { language: 'en', name: 'English' }
]

const dictionaries = {
  de: async (): Promise<Words> => (await import('./de.ts')).de,
  en: async (): Promise<Words> => (await import('./en.ts')).en
}

/** Words and formats of the language that is chosen; reading any of them follows a change. */
export class Text {
  readonly #settings: Settings
  readonly say: Words
  readonly #formats: Formats
  #spoken: Spoken | undefined

  constructor(settings: Settings) {
    this.#settings = settings
    this.#spoken = $state.raw()
    const spoken = (): Spoken => present(this.#spoken, 'nobody speaks before the first words are here')
    this.say = following(() => spoken().words)
    this.#formats = following(() => spoken().formats)
  }

  /** Whether there are words to show yet. */
  get ready(): boolean {
    return this.#spoken !== undefined
  }

  /** Fetches the words of the language that is chosen now; until they are here those of the last one stay. */
  async follow(): Promise<void> {
    const { language } = this.#settings
    const words = await dictionaries[language]()
    if (this.#settings.language === language) this.#spoken = { words, formats: formatsOf(words.tag) }
  }

  get language(): 'de' | 'en' {
    return this.#settings.language
  }

  /** `17:42` */
  time(ts: number): string {
    return this.#formats.time.format(ts)
  }

  /** `Today`, `Yesterday`, a weekday within the week, else the date; `now` is passed so that midnight can move it. */
  day(ts: number, now: number): string {
    const days = calendarDays(ts, now)
    if (days === 0) return this.say.timeline.today
    if (days === 1) return this.say.timeline.yesterday
    if (days > 1 && days < 7) return this.#formats.weekday.format(ts)
    return sameYear(ts, now) ? this.#formats.dayMonth.format(ts) : this.#formats.date.format(ts)
  }

  /** The shortest that is clear in a list: time today, weekday this week, else the date. */
  short(ts: number, now: number): string {
    const days = calendarDays(ts, now)
    if (days <= 0) return this.time(ts)
    if (days === 1) return this.say.timeline.yesterday
    if (days < 7) return this.#formats.weekdayShort.format(ts)
    return this.#formats.dateShort.format(ts)
  }

  /** `27 November 2026` */
  date(ts: number): string {
    return this.#formats.date.format(ts)
  }

  /** Day and time, for details. */
  moment(ts: number, now: number): string {
    return calendarDays(ts, now) === 0 ? this.time(ts) : this.#formats.moment.format(ts)
  }

  /** `3 minutes ago` */
  ago(ts: number, now: number): string {
    const span = Math.max(0, now - ts)
    if (span < hour) return this.#formats.relative.format(-Math.floor(span / minute), 'minute')
    if (span < day) return this.#formats.relative.format(-Math.floor(span / hour), 'hour')
    return this.#formats.relative.format(-Math.floor(span / day), 'day')
  }

  /** `3 h`: the greatest unit that fits. */
  span(ms: number): string {
    const { units } = this.say
    if (ms < minute) return units.seconds(Math.round(ms / 1000))
    if (ms < hour) return units.minutes(Math.round(ms / minute))
    if (ms < 2 * day) return units.hours(Math.round(ms / hour))
    return units.days(Math.round(ms / day))
  }

  number(value: number): string {
    return this.#formats.number.format(value)
  }

  /** `1.4 MB` */
  size(bytes: number): string {
    const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
    let value = bytes
    let step = 0
    while (value >= 1000 && step < steps.length - 1) {
      value /= 1000
      step += 1
    }
    const format = new Intl.NumberFormat(this.say.tag, {
      style: 'unit',
      unit: steps[step] ?? 'byte',
      unitDisplay: 'short',
      maximumFractionDigits: value < 10 && step > 0 ? 1 : 0
    })
    return format.format(value)
  }

  /** What a conversation is called on the screen: the core leaves these two to the window. */
  conversationName(conversation: ConversationView): string {
    if (conversation.kind === 'self') return this.say.team.self
    if (conversation.everyone && conversation.name === '') return this.say.team.everyone
    return conversation.name === '' ? this.say.unnamed : conversation.name
  }
}

/** Hands every read to the value that holds now, so that `text.say` can be kept in a constant. */
function following<Value extends object>(current: () => Value): Value {
  return new Proxy({} as Value, { get: (_target, key) => Reflect.get(current(), key) })
}

interface Spoken {
  readonly words: Words
  readonly formats: Formats
}

type Formats = ReturnType<typeof formatsOf>

function formatsOf(tag: string) {
  return {
    time: new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit' }),
    weekday: new Intl.DateTimeFormat(tag, { weekday: 'long' }),
    weekdayShort: new Intl.DateTimeFormat(tag, { weekday: 'short' }),
    dayMonth: new Intl.DateTimeFormat(tag, { weekday: 'long', day: 'numeric', month: 'long' }),
    date: new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long', year: 'numeric' }),
    dateShort: new Intl.DateTimeFormat(tag, { day: '2-digit', month: '2-digit', year: '2-digit' }),
    moment: new Intl.DateTimeFormat(tag, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit'
    }),
    relative: new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }),
    number: new Intl.NumberFormat(tag)
  }
}

/** Midnights between two moments, in the zone of this device. */
function calendarDays(ts: number, now: number): number {
  return Math.round((midnight(now) - midnight(ts)) / day)
}

function midnight(ts: number): number {
  const date = new Date(ts)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

function sameYear(a: number, b: number): boolean {
  return new Date(a).getFullYear() === new Date(b).getFullYear()
}

export const [getText, setText] = createContext<Text>()
