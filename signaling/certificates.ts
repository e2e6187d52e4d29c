// Owns where the certificate comes from: given files, or one of our own for a site network. The second kind needs packages
// nobody else needs, so they are loaded only then.
import { readFile } from 'node:fs/promises'
import type { Configuration } from './configuration.ts'
import type { Certificates } from './credentials.ts'
import type { Credentials } from './port.ts'

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
