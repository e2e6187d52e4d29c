// Owns what can be done by typing its name, and when it can. Knows no component.

import type { Lock } from '../../app/lock.svelte.ts'
import type { Route, SettingsSection } from '../../app/route.svelte.ts'
import type { Settings } from '../../app/settings.svelte.ts'
import type { Team } from '../../app/team.svelte.ts'
import type { Words } from '../text/en.ts'
import { commandWords, type CommandKey } from './command-words.ts'

export interface Command {
  readonly key: CommandKey
  readonly name: string
  /** Other words for it. */
  readonly also: readonly string[]
  /** Not offered before something is typed. */
  readonly quiet: boolean
  readonly run: () => void
}

interface Hands {
  readonly route: Pick<Route, 'open' | 'go' | 'close'>
  readonly lock: Pick<Lock, 'view' | 'lockNow'>
  readonly settings: Pick<Settings, 'theme'>
  readonly team: Pick<Team, 'mayInvite'>
}

export function commandsIn(say: Words, { route, lock, settings, team }: Hands): readonly Command[] {
  const { command } = say.finding
  const canLock = lock.view.lock !== 'none'
  const themes = (['system', 'light', 'dark'] as const).filter((theme) => theme !== settings.theme)
  type Named = readonly [CommandKey, string, () => void]
  const first: readonly Named[] = [
    ['new', command.newConversation, () => route.open('new')],
    // Where its people stand it is said who invites.
    ['invite', command.invite, () => (team.mayInvite ? route.open('invite') : route.go({ type: 'team' }))],
    ['mentions', command.mentions, () => route.open('mentions')],
    ['stars', command.stars, () => route.open('stars')],
    ['team', command.people, () => route.go({ type: 'team' })],
    ['settings', command.settings, () => route.go({ type: 'settings' })],
    ['privacy', command.privacy, () => route.go({ type: 'privacy' })],
    ...(canLock ? [['lock', command.lock, () => lock.lockNow()] as const] : []),
    ...themes.map((theme) => {
      const choose = (): void => {
        settings.theme = theme
        route.close()
      }
      return [`theme-${theme}`, command.theme[theme], choose] as const
    }),
    ['keyboard', command.keys, () => route.open('keyboard')]
  ]
  const quiet: readonly Named[] = [
    ...sectionsIn(say).map(([key, section, name]) => {
      return [key, command.inSettings(name), () => route.go({ type: 'settings', section })] as const
    }),
    ['leave', command.leave, () => route.go({ type: 'team' })]
  ]
  const commandOf = ([key, name, run]: Named, isQuiet: boolean): Command => {
    return { key, name, run, also: commandWords[key], quiet: isQuiet }
  }
  return [...first.map((each) => commandOf(each, false)), ...quiet.map((each) => commandOf(each, true))]
}

/** The sections of the settings under their headings. */
function sectionsIn(say: Words): readonly (readonly [CommandKey, SettingsSection, string])[] {
  return [
    ['profile', 'profile', say.settings.profile],
    ['appearance', 'appearance', say.settings.appearance],
    ['devices', 'devices', say.devices.title],
    ['notifications', 'notifications', say.life.notify.title],
    ['lock-settings', 'lock', say.lock.title],
    ['storage', 'storage', say.settings.storage],
    ['backup', 'backup', say.lock.backup.title]
  ]
}
