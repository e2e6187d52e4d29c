import { describe, expect, test } from 'vitest'
import { Settings, type SettingsWorld } from '../../src/app/settings.svelte.ts'

function kept(values: Readonly<Record<string, string>> = {}) {
  const map = new Map(Object.entries(values))
  return {
    map,
    getItem: (name: string) => map.get(name) ?? null,
    setItem: (name: string, value: string) => void map.set(name, value)
  }
}

function settingsOf(world: Partial<SettingsWorld>): Settings {
  return new Settings({ kept: kept(), languages: [], darkSystem: { current: false }, isTouch: false, ...world })
}

describe('language', () => {
  test.each([
    [['de-AT', 'en'], 'de'],
    [['fr-FR', 'DE'], 'de'],
    [['en-US'], 'en'],
    [['pl-PL', 'uk'], 'en'],
    [[], 'en']
  ] as const)('of a browser that prefers %j it is %s', (languages, spoken) => {
    expect(settingsOf({ languages }).language).toBe(spoken)
  })

  test('a choice is kept and counts more than the browser', () => {
    const store = kept()
    settingsOf({ kept: store, languages: ['en'] }).languageChoice = 'de'
    expect(settingsOf({ kept: store, languages: ['en'] }).language).toBe('de')
  })
})

test('Enter sends at a desk and breaks a line on a phone, until somebody chooses for this device', () => {
  const store = kept()
  expect(settingsOf({ kept: store }).enter).toBe('sends')
  const phone = settingsOf({ kept: store, isTouch: true })
  expect(phone.enter).toBe('breaks')
  phone.enter = 'sends'
  expect(settingsOf({ kept: store, isTouch: true }).enter).toBe('sends')
  settingsOf({ kept: store }).enter = 'breaks'
  expect(settingsOf({ kept: store }).enter).toBe('breaks')
  expect(settingsOf({ kept: kept({ 'flurfunk.enter': 'explodes' }) }).enter).toBe('sends')
})

test('outside the database nothing is kept but what a person chose of theme, language, lock, notices and Enter', () => {
  const store = kept()
  const settings = settingsOf({ kept: store, languages: [] })
  expect([...store.map]).toEqual([])
  settings.theme = 'dark'
  settings.languageChoice = 'de'
  settings.lockMinutes = 5
  settings.notify = { about: 'mentions', content: 'text', sound: true }
  settings.enter = 'breaks'
  expect([...store.map]).toEqual([
    ['flurfunk.theme', 'dark'],
    ['flurfunk.language', 'de'],
    ['flurfunk.lock-minutes', '5'],
    ['flurfunk.notify', 'mentions text sound'],
    ['flurfunk.enter', 'breaks']
  ])
  const setters = Object.entries(Object.getOwnPropertyDescriptors(Settings.prototype)).filter(([, { set }]) => set)
  expect(setters.map(([name]) => name)).toEqual(['theme', 'languageChoice', 'lockMinutes', 'notify', 'enter'])
})

test('what is kept and no longer understood is as if nothing were kept', () => {
  const settings = settingsOf({
    kept: kept({ 'flurfunk.theme': 'pink', 'flurfunk.language': 'tlh' }),
    languages: ['de']
  })
  expect([settings.theme, settings.languageChoice, settings.language]).toEqual(['system', 'system', 'de'])
})

test.each([
  ['system', false, 'light'],
  ['system', true, 'dark'],
  ['light', true, 'light'],
  ['dark', false, 'dark']
] as const)('with the theme %s in a system that is dark: %s, the paint is %s', (theme, current, paint) => {
  expect(settingsOf({ kept: kept({ 'flurfunk.theme': theme }), darkSystem: { current } }).paint).toBe(paint)
})
