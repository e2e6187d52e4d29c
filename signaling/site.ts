// Owns a site's certificates over time: the CA made once, the leaf made anew when the machine's addresses change or its end
// comes near; and hands the pages of /ca to both tongues of the port. How a certificate is made is certificate.ts's business.
import type { IncomingMessage } from 'node:http'
import { send } from './answers.ts'
import { authorityPageFor } from './authority-pages.ts'
import { issueLeaf, leafCovers, makeAuthority, mayVouchFor, readAuthority, type Authority } from './certificate.ts'
import type { Certificates } from './credentials.ts'
import type { Configuration } from './configuration.ts'
import { createOwnNames, machineAddresses, ownAuthority, siteAddress, siteName } from './names.ts'
import type { Credentials, Request } from './port.ts'
import { readState, writeState } from './state-folder.ts'

const authorityFile = 'site-ca.pem'
const leafFile = 'site.pem'

/** CA and leaf from the state folder, made where they are missing. */
export async function openSite({ stateFolder, names }: Configuration): Promise<Certificates> {
  const authority = await authorityIn(stateFolder, names)
  const wanted = [...new Set([...names, 'localhost'])]
  let credentials = await leafIn(stateFolder, authority, wanted)
  const site = { certificate: authority.certificate, fingerprint: authority.fingerprint }
  const own = createOwnNames(names)
  const hostOf = (request: IncomingMessage): string => ownAuthority(request.headers.host, own) ?? siteAddress()
  const sitePage = (request: IncomingMessage) => authorityPageFor(request, { ...site, host: hostOf(request) })
  const onPlainRequest: Request = (request, response) => {
    request.resume()
    const path = request.url?.startsWith('/') === true ? request.url : '/'
    const redirect = { status: 308, headers: { Location: `https://${hostOf(request)}${path}` } }
    send({ request, response }, sitePage(request) ?? redirect, { sockets: [], strictTransport: false })
  }
  return {
    credentials,
    site,
    sitePage,
    onPlainRequest,
    async renew() {
      const next = await leafIn(stateFolder, authority, wanted)
      if (next.cert === credentials.cert) return undefined
      credentials = next
      return next
    }
  }
}

async function authorityIn(folder: string, names: readonly string[]): Promise<Authority> {
  const kept = await readState(folder, authorityFile)
  if (kept === undefined) {
    const made = await makeAuthority({ name: siteName(), names, now: new Date() })
    await writeState(folder, authorityFile, `${made.certificate}\n${made.key}\n`)
    return made
  }
  const authority = await readAuthority(kept)
  const strange = names.find((name) => !mayVouchFor(authority, name))
  if (strange === undefined) return authority
  // Making a new CA silently would lock out every phone that trusts this one.
  throw new Error(
    `the site CA in ${folder} may not vouch for ${strange}: start without that name, or remove ${authorityFile} and have everybody trust the new CA`
  )
}

async function leafIn(folder: string, authority: Authority, names: readonly string[]): Promise<Credentials> {
  const subject = { names, addresses: machineAddresses(), now: new Date() }
  const kept = await readState(folder, leafFile)
  if (kept !== undefined) {
    const credentials = credentialsFrom(kept)
    if (credentials !== undefined && leafCovers(credentials.cert, authority, subject)) return credentials
  }
  const made = await issueLeaf(authority, subject)
  await writeState(folder, leafFile, `${made.cert}\n${made.key}\n`)
  return made
}

function credentialsFrom(pem: string): Credentials | undefined {
  const cert = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(pem)?.[0]
  const key = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/.exec(pem)?.[0]
  return cert === undefined || key === undefined ? undefined : { cert, key }
}
