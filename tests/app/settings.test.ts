import { describe, expect, test } from 'vitest'
import { Settings } from '../../src/app/settings.svelte.ts'

function kept(values: Readonly<Record<string, string>> = {}) {
  const map = new Map(Object.entries(values))
  return { map, getItem: (name: string) => map.get(name) ?? null, setItem: (name: string, value: string) => void map.set(name, value) }
}

describe('language', () => {
  test.each([
    [['de-AT', 'en'], 'de'],
    [['fr-FR', 'DE'], 'de'],
    [['en-US'], 'en'],
    [['pl-PL', 'uk'], 'en'],
    [[], 'en']
  ] as const)('of a browser that prefers %j it is %s', (languages, spoken) => {
    expect(new Settings({ kept: kept(), languages }).language).toBe(spoken)
  })

  test('a choice is kept and counts more than the browser', () => {
    const store = kept()
    new Settings({ kept: store, languages: ['en'] }).languageChoice = 'de'
    expect(new Settings({ kept: store, languages: ['en'] }).language).toBe('de')
  })
})

test('nothing but theme and language is kept outside the database', () => {
  const store = kept()
  const settings = new Settings({ kept: store, languages: [] })
  settings.theme = 'dark'
  settings.languageChoice = 'de'
  expect([...store.map]).toEqual([
    ['flurfunk.theme', 'dark'],
    ['flurfunk.language', 'de']
  ])
})

test('what is kept and no longer understood is as if nothing were kept', () => {
  const settings = new Settings({ kept: kept({ 'flurfunk.theme': 'pink', 'flurfunk.language': 'tlh' }), languages: ['de'] })
  expect([settings.theme, settings.languageChoice, settings.language]).toEqual(['system', 'system', 'de'])
})
