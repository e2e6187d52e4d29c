// Owns how the app looks, speaks and takes the Enter key on this device, what it tells somebody who is away, and after how long it locks.
// They are the only things outside the encrypted database, because they are needed before anything is open, or for all teams alike. Knows
// no team.

import type { NotifyAbout, NotifyChoices, NotifyContent } from './notifying.ts'

export type Theme = 'system' | 'light' | 'dark'
export type EnterKey = 'sends' | 'breaks'
export type LanguageChoice = 'system' | 'de' | 'en'

const themes: readonly Theme[] = ['system', 'light', 'dark']
/** After how many minutes without a sign of a person the device locks itself; 0: never. */
export const lockMinutes = [0, 1, 5, 15, 60] as const
const lockMinutesUsual = 15
const abouts: readonly NotifyAbout[] = ['all', 'mentions', 'none']
const contents: readonly NotifyContent[] = ['text', 'name', 'nothing']
const enterKeys: readonly EnterKey[] = ['sends', 'breaks']
const choices: readonly LanguageChoice[] = ['system', 'de', 'en']

/** Where these are kept; localStorage in the app, a map in a test. */
export interface Kept {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
}

export interface SettingsWorld {
  readonly kept: Kept
  /** BCP 47 tags in order of preference, as the browser tells them. */
  readonly languages: readonly string[]
  /** Whether the system is dark now; a MediaQuery in the app. */
  readonly darkSystem: { readonly current: boolean }
  /** A phone: no mouse, and the keys are on the glass. */
  readonly isTouch: boolean
}

export class Settings {
  readonly #kept: Kept
  readonly #systemLanguage: 'de' | 'en'
  readonly #darkSystem: { readonly current: boolean }
  readonly #isTouch: boolean
  #theme: Theme
  #choice: LanguageChoice
  #lockMinutes: number
  #notify: NotifyChoices
  #enter: EnterKey | undefined

  constructor({ kept, languages, darkSystem, isTouch }: SettingsWorld) {
    this.#kept = kept
    this.#isTouch = isTouch
    this.#darkSystem = darkSystem
    this.#systemLanguage = firstSpoken(languages)
    this.#theme = $state(oneOf(themes, kept.getItem('flurfunk.theme')) ?? 'system')
    this.#choice = $state(oneOf(choices, kept.getItem('flurfunk.language')) ?? 'system')
    this.#lockMinutes = $state(minutesFrom(kept.getItem('flurfunk.lock-minutes')))
    this.#notify = $state.raw(notifyFrom(kept.getItem('flurfunk.notify')))
    this.#enter = $state(oneOf(enterKeys, kept.getItem('flurfunk.enter')))
  }

  get theme(): Theme {
    return this.#theme
  }

  set theme(theme: Theme) {
    this.#theme = theme
    this.#kept.setItem('flurfunk.theme', theme)
  }

  get languageChoice(): LanguageChoice {
    return this.#choice
  }

  set languageChoice(choice: LanguageChoice) {
    this.#choice = choice
    this.#kept.setItem('flurfunk.language', choice)
  }

  get lockMinutes(): number {
    return this.#lockMinutes
  }

  set lockMinutes(minutes: number) {
    this.#lockMinutes = minutes
    this.#kept.setItem('flurfunk.lock-minutes', String(minutes))
  }

  /** Of what this device tells somebody who is not looking (C25): nothing, until it is switched on. */
  get notify(): NotifyChoices {
    return this.#notify
  }

  set notify(notify: NotifyChoices) {
    this.#notify = notify
    const { about, content, sound } = notify
    this.#kept.setItem('flurfunk.notify', `${about} ${content} ${sound ? 'sound' : 'silent'}`)
  }

  /** What Enter does while one writes: on a phone, where no key breaks a line otherwise, it breaks; at a desk it sends. */
  get enter(): EnterKey {
    return this.#enter ?? (this.#isTouch ? 'breaks' : 'sends')
  }

  set enter(enter: EnterKey) {
    this.#enter = enter
    this.#kept.setItem('flurfunk.enter', enter)
  }

  /** What is spoken now. */
  get language(): 'de' | 'en' {
    return this.#choice === 'system' ? this.#systemLanguage : this.#choice
  }

  /** What is painted now. */
  get paint(): 'light' | 'dark' {
    if (this.#theme !== 'system') return this.#theme
    return this.#darkSystem.current ? 'dark' : 'light'
  }
}

/** The first language of the person that Flurfunk speaks; English for everybody else. */
function firstSpoken(languages: readonly string[]): 'de' | 'en' {
  for (const tag of languages) {
    const language = oneOf(['de', 'en'] as const, tag.slice(0, 2).toLowerCase())
    if (language !== undefined) return language
  }
  return 'en'
}

function minutesFrom(kept: string | null): number {
  return lockMinutes.find((minutes) => String(minutes) === kept) ?? lockMinutesUsual
}

function notifyFrom(kept: string | null): NotifyChoices {
  const [about = '', content = '', sound] = kept?.split(' ') ?? []
  return {
    about: oneOf(abouts, about) ?? 'none',
    content: oneOf(contents, content) ?? 'name',
    sound: sound === 'sound'
  }
}

function oneOf<const Word extends string>(words: readonly Word[], word: string | null): Word | undefined {
  return words.find((each) => each === word)
}
