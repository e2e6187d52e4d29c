// Owns the plan of the house: the table of docs/architecture.md, word for word (H12), and what its words mean to the checks.

/** One row: floor, room, what lives there, what it may import, and the npm packages at home in it. Italic rooms come later. */
export type PlanRow = readonly [floor: string, room: string, lives: string, mayImport: string, homeOf: string]

export const planHead: PlanRow = ['Floor', 'Room', 'What lives there', 'May import', 'Home of (npm)']

export const plan: readonly PlanRow[] = [
  ['1', 'base', 'bytes, canonical CBOR (payloads only), ids, result, assert, limits', 'nothing', 'cborg'],
  ['2', 'crypto', 'hash, derive, sign, seal, box, passphrase', 'base', 'libsodium-wrappers-sumo'],
  ['2', 'chat', 'operations, the projector of pages, the timeline', 'base', 'yjs'],
  ['3', 'log', 'entry, chain, heads, forks; one log per (scope, device)', 'crypto base', ''],
  ['3', 'files', 'attachments: chunks, the list of a blob, fetching from several sources, slots', 'crypto base', ''],
  ['4', 'team', 'control log and resolver with levels, fences, epochs, keyring, invitations', 'log crypto base', ''],
  ['4', 'sync', 'what two peers say until neither lacks an entry; rendezvous; presence', 'log crypto base', ''],
  ['5', 'node', 'the one door; ports out, api in', 'sync team log files chat crypto base', ''],
  [
    '6',
    'adapters',
    'ports made real, the vault, the line between the threads',
    'node/ports node/api crypto base',
    '@evolu/sqlite-wasm, libp2p and its parts, y-webrtc, yjs'
  ],
  ['6', 'app', 'what the screen remembers: runes over views', 'node/api base', 'svelte'],
  ['7', 'ui', 'what the person sees', 'app node/api base', 'svelte, bits-ui, virtua, emoji-picker-element, qr, icons'],
  ['8', 'roots', 'main.ts, node.worker.ts, service-worker.ts', 'all above', 'svelte, workbox'],
  [
    '–',
    'signaling',
    'a process of its own: app, meeting place and relay on one port',
    'nothing of src',
    'ws, @peculiar/x509, qr, libp2p and its parts'
  ],
  ['3', '*call*', 'who is in a call, offers and answers as values (media is an adapter)', 'crypto base', ''],
  ['3', '*assist*', 'on-device Moments and Focus over a timeline', 'chat base', ''],
  ['3', '*import*', 'WhatsApp exports to operations', 'chat base', ''],
  ['4', '*parcel*', 'sealed bundles for couriers, files and QR series', 'log crypto base', ''],
  ['4', '*privacy*', 'export, erasure with receipts, retention', 'log chat base', '']
]

/** What a word of the last column stands for beyond the package of that name. */
const families: Readonly<Record<string, readonly string[]>> = {
  'libp2p and its parts': ['libp2p', '@libp2p/*', '@chainsafe/libp2p-noise', '@multiformats/multiaddr', 'main-event'],
  'emoji-picker-element': ['emoji-picker-element', 'emoji-picker-element-data'],
  '@peculiar/x509': ['@peculiar/x509', 'reflect-metadata'],
  icons: ['~icons'],
  workbox: ['workbox-precaching', 'workbox-routing']
}

/** A room as the checks see it. */
export interface Room {
  readonly name: string
  /** 1 to 8; signaling stands beside the house and has none. */
  readonly floor: number | undefined
  /** Rooms, or single files as `node/ports`. */
  readonly mayImport: readonly string[]
  /** Package names; `@libp2p/*` stands for all with that beginning. */
  readonly packages: readonly string[]
}

/** The rooms of some rows, by name. */
export function roomsOf(rows: readonly PlanRow[]): ReadonlyMap<string, Room> {
  const names = rows.map(([, room]) => room.replaceAll('*', ''))
  return new Map(
    rows.map(([floor, , , mayImport, homeOf], index) => {
      const name = names[index] ?? ''
      return [name, { name, floor: floorOf(floor), mayImport: wordsOf(mayImport, names), packages: packagesOf(homeOf) }]
    })
  )
}

function floorOf(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined
}

function wordsOf(mayImport: string, names: readonly string[]): readonly string[] {
  if (mayImport === 'all above') return names.filter((name) => name !== 'roots' && name !== 'signaling')
  return mayImport.startsWith('nothing') ? [] : mayImport.split(' ')
}

function packagesOf(homeOf: string): readonly string[] {
  return homeOf === '' ? [] : homeOf.split(', ').flatMap((name) => families[name] ?? [name])
}

/** The plan as a Markdown table, as it stands in docs/architecture.md. */
export function planAsTable(): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |')
  return [line(planHead), '|---|---|---|---|---|', ...plan.map(line)]
}
