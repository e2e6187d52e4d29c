// Owns what can be done by typing its name, and when it can. Knows no component.

import type { Lock } from '../../app/lock.svelte.ts'
import type { Route } from '../../app/route.svelte.ts'
import type { Settings } from '../../app/settings.svelte.ts'
import type { Words } from '../text/en.ts'

export interface Command {
  readonly key: string
  readonly name: string
  readonly run: () => void
}

interface Hands {
  readonly route: Route
  readonly lock: Lock
  readonly settings: Settings
}

export function commandsIn({ command }: Words['finding'], { route, lock, settings }: Hands): readonly Command[] {
  const canLock = lock.view.lock !== 'none'
  const themes = (['system', 'light', 'dark'] as const).filter((theme) => theme !== settings.theme)
  return [
    { key: 'new', name: command.newConversation, run: () => route.open('new') },
    { key: 'invite', name: command.invite, run: () => route.open('invite') },
    { key: 'mentions', name: command.mentions, run: () => route.open('mentions') },
    { key: 'stars', name: command.stars, run: () => route.open('stars') },
    { key: 'team', name: command.people, run: () => route.go({ type: 'team' }) },
    { key: 'settings', name: command.settings, run: () => route.go({ type: 'settings' }) },
    { key: 'privacy', name: command.privacy, run: () => route.go({ type: 'privacy' }) },
    ...(canLock ? [{ key: 'lock', name: command.lock, run: () => lock.lockNow() }] : []),
    ...themes.map((theme) => ({
      key: `theme-${theme}`,
      name: command.theme[theme],
      run: () => {
        settings.theme = theme
        route.close()
      }
    })),
    { key: 'keyboard', name: command.keys, run: () => route.open('keyboard') }
  ]
}
