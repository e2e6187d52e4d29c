// Owns where the certificate comes from: given files, or one of our own for a site network. The second kind needs packages
// nobody else needs, so they are loaded only then.
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import type { Answer } from './answers.ts'
import type { Configuration } from './configuration.ts'
import type { Credentials, Request } from './port.ts'

/** The CA of a site: what people compare, and what they install. */
export interface SiteAuthority {
  /** PEM. */
  readonly certificate: string
  /** SHA-256 of the certificate, as 32 pairs of hex digits. */
  readonly fingerprint: string
}

export interface Certificates {
  readonly credentials: Credentials
  readonly site: SiteAuthority | undefined
  readonly sitePage: ((request: IncomingMessage) => Answer | undefined) | undefined
  readonly onPlainRequest: Request | undefined
  /** New credentials if there are any; rejects when files cannot be read. */
  renew(): Promise<Credentials | undefined>
}

/** undefined for plain http. */
export async function certificatesFor(configuration: Configuration): Promise<Certificates | undefined> {
  const { tls } = configuration
  if (tls.type === 'none') return undefined
  if (tls.type === 'site') {
    const { openSite } = await import('./site.ts')
    return openSite(configuration)
  }
  const read = async (): Promise<Credentials> => ({
    cert: await readFile(tls.cert, 'utf8'),
    key: await readFile(tls.key, 'utf8')
  })
  return {
    credentials: await read(),
    site: undefined,
    sitePage: undefined,
    onPlainRequest: undefined,
    renew: read
  }
}
