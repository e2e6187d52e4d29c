// Owns what can be set and how it is written: flags, environment, defaults, and the sentence somebody reads who got it wrong.
// It reads no file and opens no port; libp2p must not be reachable from here (polyfill.ts comes first).
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { networksFromTexts } from './addresses.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { machineAddresses, siteName } from './names.ts'

export type Tls =
  | { readonly type: 'none' }
  /** `--lan`: a certificate of our own, made for this site. */
  | { readonly type: 'site' }
  | { readonly type: 'files'; readonly cert: string; readonly key: string }

/** Another signaling server whose relay browsers may use beside ours. */
export interface OtherRelay {
  /** The libp2p address, its PeerId included. */
  readonly address: string
  /** Where its socket is, for the Content-Security-Policy: `wss://relay.example.org:8443`. */
  readonly socket: string
}

export interface Configuration {
  /** 0 lets the system choose. */
  readonly port: number
  readonly host: string
  readonly tls: Tls
  readonly domain: string | undefined
  /** Networks whose `X-Forwarded-For` and `X-Forwarded-Proto` count. */
  readonly proxies: readonly string[]
  readonly publicUrl: URL | undefined
  readonly names: readonly string[]
  readonly stateFolder: string
  readonly origins: readonly string[]
  /** Networks that are served; empty means all, or private ones with `--lan`. */
  readonly allow: readonly string[]
  readonly relays: readonly OtherRelay[]
  /** 32 bytes; undefined means: from the state folder. */
  readonly relayKey: Uint8Array | undefined
  /** UDP; 0 lets the system choose, undefined answers no STUN. */
  readonly stunPort: number | undefined
  readonly ice: readonly string[]
  readonly metricsToken: string | undefined
  readonly memoryBytesMax: number
  /** The built app: dist/app. */
  readonly appFolder: string
  readonly limits: Limits
  /** Gets the few lines worth reading; they carry counts and reasons, nothing else. */
  readonly log: (line: string) => void
}

/** What starts without any flag: plain http on this machine only, which browsers accept as a secure context. */
export const defaultConfiguration: Configuration = {
  port: 8080,
  host: '127.0.0.1',
  tls: { type: 'none' },
  domain: undefined,
  proxies: [],
  publicUrl: undefined,
  names: [],
  stateFolder: '.flurfunk',
  origins: [],
  allow: [],
  relays: [],
  relayKey: undefined,
  stunPort: undefined,
  ice: [],
  metricsToken: undefined,
  memoryBytesMax: 512 * 1024 * 1024,
  appFolder: resolve('dist/app'),
  limits: defaultLimits,
  log: (line) => process.stdout.write(`${line}\n`)
}

export const usage = `flurfunk signaling: serves the app, the meeting place and the relay on one port.

  --port N             8080; with --lan 8443, with --domain 443 (also PORT, FLURFUNK_PORT)
  --host ADDRESS       127.0.0.1; with --lan 0.0.0.0, with --domain all
  --lan                https for a site network: own certificate, STUN, private addresses only
  --domain NAME        https under a real name, with --cert FILE and --key FILE (PEM, re-read every 10 minutes)
  --proxy NETWORKS     reverse proxies whose X-Forwarded-For and X-Forwarded-Proto count
  --public URL         the address people type, when a proxy stands in front
  --names NAMES        further names of this server
  --state FOLDER       .flurfunk: relay key and site certificate
  --origins ORIGINS    further pages that may use this server
  --allow NETWORKS     who is served (all; with --lan private networks)
  --relays ADDRESSES   libp2p addresses of other Flurfunk relays
  --relay-key BASE64   32 bytes, instead of the key in the state folder
  --stun PORT|off      UDP 3478 with --lan and --domain, else off
  --ice URLS           further STUN or TURN URLs for browsers
  --metrics-token T    opens /metrics to whoever sends it as a bearer token
  --memory MIB         512: beyond it new connections are refused
  --help

Lists are separated by commas. Every flag is also read from the environment: FLURFUNK_PORT, FLURFUNK_RELAY_KEY, …`

const flags = [
  'port',
  'host',
  'domain',
  'cert',
  'key',
  'proxy',
  'public',
  'names',
  'state',
  'origins',
  'allow',
  'relays',
  'relay-key',
  'stun',
  'ice',
  'metrics-token',
  'memory'
] as const

type Flag = (typeof flags)[number]
type Environment = Readonly<Record<string, string | undefined>>

/** What was asked for, or the sentence that says why not. */
export type Asked =
  | { readonly type: 'run'; readonly configuration: Configuration }
  | { readonly type: 'help' }
  | { readonly type: 'wrong'; readonly reason: string }

/** Reads flags (which win), then FLURFUNK_… variables, then PORT. */
export function configurationFrom(args: readonly string[], environment: Environment): Asked {
  const parsed = parsedFlags(args)
  if (typeof parsed === 'string') return { type: 'wrong', reason: parsed }
  if (parsed['help'] === true) return { type: 'help' }
  const valueOf = (flag: Flag): string | undefined => {
    const given = parsed[flag]
    const value = typeof given === 'string' ? given : environment[`FLURFUNK_${flag.toUpperCase().replaceAll('-', '_')}`]
    return value === undefined || value === '' ? undefined : value
  }
  const lan = parsed['lan'] === true || isYes(environment['FLURFUNK_LAN'])
  try {
    return { type: 'run', configuration: assemble({ valueOf, lan, platformPort: environment['PORT'] }) }
  } catch (error) {
    if (error instanceof WrongSetting) return { type: 'wrong', reason: error.message }
    throw error
  }
}

class WrongSetting extends Error {}

function parsedFlags(args: readonly string[]): Record<string, string | boolean | undefined> | string {
  const texts = Object.fromEntries(flags.map((flag) => [flag, { type: 'string' as const }]))
  const options = { ...texts, lan: { type: 'boolean' as const }, help: { type: 'boolean' as const } }
  try {
    return { ...parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function isYes(text: string | undefined): boolean {
  return text !== undefined && ['1', 'true', 'yes', 'on'].includes(text.toLowerCase())
}

function assemble(given: {
  valueOf: (flag: Flag) => string | undefined
  lan: boolean
  platformPort: string | undefined
}): Configuration {
  const { valueOf, lan } = given
  const domain = valueOf('domain')
  const tls = tlsFrom({ lan, domain, cert: valueOf('cert'), key: valueOf('key') })
  const byTls = {
    none: { port: 8080, host: '127.0.0.1', stun: undefined },
    site: { port: 8443, host: '0.0.0.0', stun: 3478 },
    files: { port: 443, host: everywhere(), stun: 3478 }
  }[tls.type]
  const port = valueOf('port') ?? given.platformPort
  return {
    ...defaultConfiguration,
    tls,
    domain,
    port: port === undefined ? byTls.port : portFrom('port', port),
    host: valueOf('host') ?? byTls.host,
    proxies: networksFrom('proxy', valueOf('proxy')),
    publicUrl: urlFrom('public', valueOf('public')),
    names: [...namesFrom(valueOf('names')), ...(domain === undefined ? [] : [domain])],
    stateFolder: resolve(valueOf('state') ?? defaultConfiguration.stateFolder),
    origins: listFrom(valueOf('origins')).map((origin) => originFrom(origin)),
    allow: networksFrom('allow', valueOf('allow')),
    relays: listFrom(valueOf('relays')).map(relayFrom),
    relayKey: keyFrom(valueOf('relay-key')),
    stunPort: stunFrom(valueOf('stun'), byTls.stun),
    ice: listFrom(valueOf('ice')).map(iceFrom),
    metricsToken: valueOf('metrics-token'),
    memoryBytesMax: memoryFrom(valueOf('memory') ?? '512')
  }
}

/** Both families where there are two: `::` cannot be opened on a machine without IPv6. */
function everywhere(): string {
  return machineAddresses().some((address) => address.includes(':')) ? '::' : '0.0.0.0'
}

function tlsFrom(given: {
  lan: boolean
  domain: string | undefined
  cert: string | undefined
  key: string | undefined
}): Tls {
  const { lan, domain, cert, key } = given
  if (domain === undefined) {
    if (cert !== undefined || key !== undefined) throw new WrongSetting('--cert and --key go with --domain')
    return lan ? { type: 'site' } : { type: 'none' }
  }
  if (lan) throw new WrongSetting('--lan and --domain exclude each other: one certificate, one kind of name')
  if (cert === undefined || key === undefined) throw new WrongSetting('--domain needs --cert FILE and --key FILE')
  return { type: 'files', cert: resolve(cert), key: resolve(key) }
}

function listFrom(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function portFrom(flag: Flag, text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new WrongSetting(`--${flag}: ${text} is no port`)
  return port
}

function networksFrom(flag: Flag, text: string | undefined): string[] {
  const networks = listFrom(text)
  if (networksFromTexts(networks) === undefined) {
    throw new WrongSetting(`--${flag}: write networks like 10.1.0.0/16 or fd00::/8, separated by commas`)
  }
  return networks
}

function namesFrom(text: string | undefined): string[] {
  const names = listFrom(text).map((name) => name.toLowerCase())
  const wrong = names.find((name) => !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(name))
  if (wrong !== undefined) throw new WrongSetting(`--names: ${wrong} is no host name`)
  return names.length === 0 ? [siteName()] : names
}

function urlFrom(flag: Flag, text: string | undefined): URL | undefined {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/') {
    throw new WrongSetting(
      `--${flag}: write it like https://chat.example.org (the app needs a host of its own, no path)`
    )
  }
  return url
}

function originFrom(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.origin === 'null') throw new WrongSetting(`--origins: ${text} is no origin`)
  return url.origin
}

function relayFrom(address: string): OtherRelay {
  const written = /^\/(dns|dns4|dns6|ip4|ip6)\/([\w.:-]+)\/tcp\/(\d+)(\/tls)?\/(ws|wss)\/p2p\/\w+$/.exec(address)
  const [, kind = '', host = '', port = '', tls, socket = ''] = written ?? []
  if (written === null) {
    throw new WrongSetting(`--relays: write /dns4/relay.example.org/tcp/443/tls/ws/p2p/12D3…, not ${address}`)
  }
  const scheme = tls !== undefined || socket === 'wss' ? 'wss' : 'ws'
  return { address, socket: new URL(`${scheme}://${kind === 'ip6' ? `[${host}]` : host}:${port}`).origin }
}

function keyFrom(text: string | undefined): Uint8Array | undefined {
  if (text === undefined) return undefined
  const key = new Uint8Array(Buffer.from(text, 'base64'))
  if (key.length !== 32)
    throw new WrongSetting('--relay-key: 32 bytes in base64, as `openssl rand -base64 32` prints them')
  return key
}

function stunFrom(text: string | undefined, byDefault: number | undefined): number | undefined {
  if (text === undefined) return byDefault
  return text === 'off' ? undefined : portFrom('stun', text)
}

function iceFrom(url: string): string {
  if (!/^(stun|stuns|turn|turns):\S+$/.test(url)) throw new WrongSetting(`--ice: ${url} is no stun: or turn: URL`)
  return url
}

function memoryFrom(text: string): number {
  const mebibytes = Number(text)
  if (!Number.isInteger(mebibytes) || mebibytes < 64) throw new WrongSetting('--memory: whole MiB, 64 or more')
  return mebibytes * 1024 * 1024
}
