// Owns the question "is that us?": the names and addresses this server answers to, which decide whose Origin may open a
// socket and whether a Host header may be repeated in the Content-Security-Policy. It knows no route.
import { isIPv4 } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { plainAddress, privateNetworks } from './addresses.ts'

const interfacesKnownMs = 10_000

export interface OwnNames {
  has(name: string): boolean
}

/** Every address of this machine, loopback included, without zones. */
export function machineAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => plainAddress(address))
}

/** This machine's name on a site network, as far as it has a usable one: `box.local`. */
export function siteName(): string {
  const label = (hostname().split('.', 1)[0] ?? '').toLowerCase().replaceAll(/[^a-z0-9-]/g, '-')
  return `${label === '' ? 'flurfunk' : label}.local`
}

/** Names we answer to: localhost, the machine's own addresses (they may change while we run) and `given`. */
export function createOwnNames(given: readonly string[]): OwnNames {
  const fixed = new Set(['localhost', '127.0.0.1', '::1', siteName(), ...given.map((name) => name.toLowerCase())])
  let addresses = new Set(machineAddresses())
  let readAtMs = performance.now()
  return {
    has(name) {
      const plain = name.toLowerCase().replace(/^\[(.*)\]$/, '$1')
      if (fixed.has(plain)) return true
      if (performance.now() - readAtMs > interfacesKnownMs) {
        addresses = new Set(machineAddresses())
        readAtMs = performance.now()
      }
      return addresses.has(plain)
    }
  }
}

/** `host` or `host:port` of a Host header, only if it is written cleanly and one of our names. */
export function ownAuthority(host: string | undefined, names: OwnNames): string | undefined {
  const written = /^([a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i.exec(host ?? '')
  const name = written?.[1]
  return name !== undefined && names.has(name) ? host : undefined
}

/** The address people on the site reach us under: the first private IPv4 address that is not loopback, else localhost. */
export function siteAddress(): string {
  const own = machineAddresses().filter((address) => isIPv4(address) && !address.startsWith('127.'))
  return own.find((address) => privateNetworks.has(address)) ?? own[0] ?? 'localhost'
}
