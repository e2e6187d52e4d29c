// Owns the text that a person may hand to whoever helps: numbers and states, never a name, an id, an address or a word of anybody.

import type { ConnectionView, ViewOf } from '../node/api.ts'
import type { LockView } from '../node/api-host.ts'
import type { ConnectionsView } from '../node/api-privacy.ts'

export interface Diagnosed {
  readonly version: string
  readonly now: number
  /** What the browser says of itself. */
  readonly browser: string
  readonly language: string
  readonly installed: boolean
  readonly persisted: boolean | undefined
  readonly quotaBytes: number | undefined
  readonly usedBytes: number | undefined
  readonly lock: LockView | undefined
  readonly teams: number
  readonly people: number
  readonly devices: number
  readonly conversations: number
  readonly connection: ConnectionView | undefined
  readonly storage: ViewOf<{ type: 'storage-use' }> | undefined
  readonly connections: ConnectionsView | undefined
}

/** Lines of `name: value`, always in English, for they are read by whoever helps. */
export function diagnosticsOf(facts: Diagnosed): string {
  const { connection, storage, connections, lock } = facts
  const lines: readonly (readonly [string, unknown])[] = [
    ['flurfunk', facts.version],
    ['time', new Date(facts.now).toISOString()],
    ['browser', facts.browser],
    ['language', facts.language],
    ['installed', facts.installed],
    ['storage kept by the browser', facts.persisted],
    ['storage used / quota (bytes)', `${facts.usedBytes ?? 'unknown'} / ${facts.quotaBytes ?? 'unknown'}`],
    ['lock', lock && `${lock.lock}${lock.passkey ? ' and passkey' : ''}`],
    ['teams', facts.teams],
    ['people / devices / conversations', `${facts.people} / ${facts.devices} / ${facts.conversations}`],
    ['connection', connection?.state],
    ['connected devices', connection?.peers],
    ['paths', connection && counted(connection.devices.map(({ path }) => path))],
    ['reason', connection?.reason ?? 'none'],
    ['clock off by (ms)', connection?.clockOffMs ?? 0],
    ['database file (bytes)', storage?.fileBytes],
    ...(storage?.parts ?? []).map(({ part, count, bytes }) => [part, `${count} in ${bytes} bytes`] as const),
    ['open connections', connections && counted(connections.notes.filter(isOpen).map(({ reason }) => reason))],
    [
      'ended connections',
      connections && counted(connections.notes.filter((each) => !isOpen(each)).map(({ reason }) => reason))
    ]
  ]
  return lines.map(([name, value]) => `${name}: ${value === undefined ? 'unknown' : String(value)}`).join('\n')
}

function isOpen({ until }: ConnectionsView['notes'][number]): boolean {
  return until === undefined
}

/** `2 direct, 1 relayed` */
function counted(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts.size === 0 ? 'none' : [...counts].map(([word, count]) => `${count} ${word}`).join(', ')
}
