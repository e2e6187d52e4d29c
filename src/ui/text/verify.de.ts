// Owns the German words about comparing codes, about what changed with people and devices, and about the paper key.

import type { verify as en, verifyRefusals as enRefusals } from './verify.en.ts'

const named = (device: string): string => (device === '' ? '' : ` (${device})`)
export const verify: typeof en = {
  changes: {
    byMe: 'dir',
    byRoot: 'dem Wurzelblatt',
    roles: { owner: 'Inhaber', admin: 'Admin', member: 'Mitglied', guest: 'Gast' },
    joined: (name, by) => `${name} ist dazugekommen, aufgenommen von ${by}`,
    joinedMine: (by) => `Du bist dazugekommen, aufgenommen von ${by}`,
    left: (name) => `${name} hat das Team verlassen`,
    leftMine: 'Du hast das Team verlassen',
    removed: (name, by) => `${name} wurde von ${by} aus dem Team entfernt`,
    role: (name, role, by) => `${name} hat jetzt die Rolle ${role}, entschieden von ${by}`,
    roleMine: (role, by) => `Du hast jetzt die Rolle ${role}, entschieden von ${by}`,
    deviceAdded: (name, device, by) => `${name} hat ein neues Gerät${named(device)}, hinzugefügt von ${by}`,
    deviceAddedMine: (device, by) => `Du hast ein neues Gerät${named(device)}, hinzugefügt von ${by}`,
    deviceApproved: (name, device, by) =>
      `${name} ist mit einem neuen Gerät${named(device)} zurück, bestätigt von ${by}`,
    deviceRevoked: (name, device, by) => `Ein Gerät von ${name}${named(device)} wurde von ${by} entfernt`,
    deviceRevokedMine: (device, by) => `Eines deiner Geräte${named(device)} wurde von ${by} entfernt`
  },
  open: 'Codes vergleichen',
  again: 'Noch einmal vergleichen',
  done: 'Als geprüft vermerkt',
  verified: 'geprüft',
  changed: 'seitdem geändert',
  teamDone: 'Alle sind als geprüft vermerkt',
  useDone: 'Du bist jetzt Inhaber'
}

export const verifyRefusals: typeof enRefusals = {
  'code-malformed': 'Das ist kein Code von Flurfunk. Es wurde nichts vermerkt.',
  'code-differs': 'Die Codes sind nicht gleich. Es wurde nichts vermerkt.',
  'root-sheet-malformed': 'Das ist kein vollständiges Wurzelblatt. Es hat vierzehn Gruppen mit je vier Zeichen.',
  'root-sheet-mistyped': 'Ein Zeichen stimmt nicht. Gruppe für Gruppe prüfen; es wurde nichts verändert.',
  'root-sheet-of-another-team': 'Dieses Wurzelblatt gehört zu einem anderen Team. Es wurde nichts verändert.',
  'already-owner': 'Du bist schon Inhaber. Das Wurzelblatt wurde nicht benutzt.'
}
