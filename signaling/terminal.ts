// Owns what the operator reads after a start: the addresses, with codes to scan on a site network, and the CA to compare.
import { encodeQR } from 'qr'
import { privateNetworks } from './addresses.ts'
import type { RunningServer } from './server.ts'

const unreachable =
  'This machine has no private network address. The site certificate covers private addresses only: connect it to the site network, then start again.'

/** The lines printed once everything listens. */
export function welcomeLines(server: RunningServer): string[] {
  if (server.site === undefined) return [`Flurfunk runs: ${server.url}`]
  const stranger = privateNetworks.has(new URL(server.url).hostname) ? [] : [unreachable, '']
  const first = `${server.url.replace('https:', 'http:')}/ca`
  return [
    ...stranger,
    '1. Once per device: trust this network. Scan, compare the fingerprint, follow the steps.',
    encodeQR(first, 'ascii'),
    `   ${first}`,
    `   SHA-256 ${server.site.fingerprint}`,
    '',
    '2. Open Flurfunk.',
    encodeQR(server.url, 'ascii'),
    `Flurfunk runs: ${server.url}`,
    server.stunPort === undefined ? '' : `   STUN: UDP ${server.stunPort}`
  ]
}
