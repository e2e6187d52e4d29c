// Owns every domain label, once (E6). A label is never used for two purposes; the list is closed.

import { concat, utf8 } from '../base/bytes.ts'

const names = [
  // identity and entries
  'team',
  'member',
  'device',
  'cert',
  'directory',
  'channel',
  'direct',
  'group',
  'payload',
  'entry',
  'sig',
  // keys
  'content',
  'kc',
  'box',
  'ladder',
  'live',
  // sessions and rendezvous
  'meet',
  'peers',
  'bind-key',
  'bind',
  'scope',
  'topic',
  'announce',
  'mesh',
  // invitations and lobby
  'link',
  'lobby',
  'invite',
  'room',
  'password',
  'record',
  'record-id',
  'join',
  // files
  'blob',
  'chunk',
  'chunk-hash',
  // local
  'cid',
  'pad-cid',
  'code',
  'root-sheet',
  'prf',
  'backup'
] as const

export type Label = (typeof names)[number]

const bytesByLabel = new Map<Label, Uint8Array>(names.map((name) => [name, utf8(`ff1/${name}\0`)]))

/** `"ff1/" label 00 ‖ data`: what is hashed, derived from or signed under a label (E6). */
export function labelled(label: Label, data: Uint8Array): Uint8Array {
  return concat(bytesByLabel.get(label) ?? utf8(`ff1/${label}\0`), data)
}
