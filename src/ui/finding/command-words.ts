// Owns the everyday words by which a command is found beside its name: in both languages, whichever the screen speaks. Nobody sees them.

import type { SettingsSection } from '../../app/route.svelte.ts'

export type CommandKey =
  | ('new' | 'invite' | 'mentions' | 'stars' | 'team' | 'leave' | 'settings' | 'privacy' | 'lock' | 'keyboard')
  | (Exclude<SettingsSection, 'lock'> | 'lock-settings')
  | `theme-${'system' | 'light' | 'dark'}`

export const commandWords: Readonly<Record<CommandKey, readonly string[]>> = {
  new: [
    'neue unterhaltung',
    'schreiben',
    'chat',
    'gruppe',
    'kanal',
    'direktnachricht',
    'new',
    'write',
    'group',
    'channel',
    'direct message'
  ],
  invite: [
    'einladen',
    'invite',
    'einladung',
    'einladungslink',
    'hinzufügen',
    'mitglied',
    'gast',
    'qr',
    'invitation',
    'add',
    'guest',
    'join'
  ],
  mentions: ['erwähnungen', 'erwähnt', 'mentions', 'mentioned'],
  stars: ['sterne', 'favoriten', 'gemerkt', 'merken', 'lesezeichen', 'stars', 'favourites', 'favorites', 'bookmarks'],
  team: ['mitglieder', 'leute', 'kollegen', 'rollen', 'admin', 'members', 'people', 'colleagues', 'roles'],
  leave: ['team verlassen', 'leave the team', 'austreten', 'verlassen', 'kündigen', 'leave', 'quit'],
  settings: ['einstellungen', 'optionen', 'konfiguration', 'settings', 'options', 'preferences'],
  profile: ['name', 'profilbild', 'bild', 'foto', 'avatar', 'profile', 'picture', 'photo'],
  appearance: [
    ...['sprache', 'deutsch', 'englisch', 'farben', 'design', 'thema', 'eingabetaste', 'enter'],
    ...['language', 'german', 'english', 'colours', 'colors', 'theme', 'appearance']
  ],
  devices: [
    'geräte',
    'gerät',
    'handy',
    'telefon',
    'laptop',
    'koppeln',
    'verknüpfen',
    'devices',
    'phone',
    'link',
    'pair'
  ],
  notifications: [
    'benachrichtigungen',
    ...['mitteilungen', 'ton', 'töne', 'klang', 'stumm', 'lautlos', 'push'],
    ...['notifications', 'sound', 'tone', 'mute', 'silent', 'alerts']
  ],
  'lock-settings': [
    ...['passwort', 'kennwort', 'passphrase', 'pin', 'fingerabdruck', 'bildschirmsperre'],
    ...['password', 'passcode', 'fingerprint', 'passkey']
  ],
  storage: ['speicher', 'speicherplatz', 'platz', 'storage', 'space', 'disk'],
  backup: ['sicherung', 'backup', 'sichern', 'sicherungskopie', 'export', 'wiederherstellen', 'restore', 'save'],
  privacy: [
    'was flurfunk weiß',
    'datenschutz',
    'privatsphäre',
    'diagnose',
    'daten',
    'privacy',
    'diagnostics',
    'what flurfunk knows'
  ],
  lock: ['sperren', 'abmelden', 'ausloggen', 'lock', 'log out', 'logout', 'sign out'],
  'theme-system': ['farben wie das system', 'automatisch', 'automatic', 'colours like the system'],
  'theme-light': ['helle farben', 'light colours', 'heller modus', 'tag', 'light mode', 'bright'],
  'theme-dark': [
    'dunkle farben',
    'dark colours',
    'dunkel',
    'dunkler modus',
    'dunkelmodus',
    'nachtmodus',
    'dark mode',
    'night mode'
  ],
  keyboard: [
    'tastenkürzel',
    'keyboard shortcuts',
    'tastatur',
    'tasten',
    'kürzel',
    'hilfe',
    'keyboard',
    'keys',
    'shortcuts',
    'help'
  ]
}
