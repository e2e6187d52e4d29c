import { describe, expect, test } from 'vitest'
import { commandsIn } from '../../../src/ui/finding/commands.ts'
import { ranked } from '../../../src/ui/finding/rank.ts'
import { de } from '../../../src/ui/text/de.ts'
import { en } from '../../../src/ui/text/en.ts'

const nothing = (): void => undefined
const hands = {
  route: { open: nothing, go: nothing, close: nothing },
  lock: { view: { lock: 'passphrase' as const, passkey: false, passkeyPossible: false }, lockNow: nothing },
  settings: { theme: 'system' as const },
  team: { mayInvite: true }
}

const firstFor = (say: typeof en, typed: string): string | undefined =>
  ranked(commandsIn(say, hands), typed, [])[0]?.key

describe('the command that an everyday word finds first, whichever language the screen speaks', () => {
  test.each([
    ['dunkel', 'theme-dark'],
    ['dunkle', 'theme-dark'],
    ['dark', 'theme-dark'],
    ['nachtmodus', 'theme-dark'],
    ['hell', 'theme-light'],
    ['light', 'theme-light'],
    ['Sprache', 'appearance'],
    ['language', 'appearance'],
    ['Ton', 'notifications'],
    ['Töne', 'notifications'],
    ['toene', 'notifications'],
    ['Benachrichtigung', 'notifications'],
    ['notification', 'notifications'],
    ['sound', 'notifications'],
    ['Backup', 'backup'],
    ['Sicherung', 'backup'],
    ['restore', 'backup'],
    ['Gerät', 'devices'],
    ['geraet', 'devices'],
    ['device', 'devices'],
    ['Handy', 'devices'],
    ['einladen', 'invite'],
    ['Einladung', 'invite'],
    ['invite', 'invite'],
    ['guest', 'invite'],
    ['Team verlassen', 'leave'],
    ['verlassen', 'leave'],
    ['leave', 'leave'],
    ['Passwort', 'lock-settings'],
    ['password', 'lock-settings'],
    ['Speicher', 'storage'],
    ['storage', 'storage'],
    ['Foto', 'profile'],
    ['Datenschutz', 'privacy'],
    ['Sterne', 'stars'],
    ['Einstellung', 'settings'],
    ['settings', 'settings'],
    ['Hilfe', 'keyboard'],
    ['sperren', 'lock'],
    ['Mitglieder', 'team'],
    ['neue Unterhaltung', 'new'],
    ['new', 'new']
  ])('%s: %s', (typed, key) => {
    expect([firstFor(de, typed), firstFor(en, typed)]).toEqual([key, key])
  })
})

test('what has to be typed to be found is not offered before', () => {
  const offered = commandsIn(de, hands).filter(({ quiet }) => !quiet)
  expect(offered.map(({ key }) => key)).toEqual([
    ...['new', 'invite', 'mentions', 'stars', 'team', 'settings', 'privacy', 'lock'],
    ...['theme-light', 'theme-dark', 'keyboard']
  ])
})
