// Owns what a server knows of its certificate, wherever it comes from. Values only.
import type { IncomingMessage } from 'node:http'
import type { Answer } from './answers.ts'
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
