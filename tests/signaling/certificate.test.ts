import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { issueLeaf, leafCovers, makeAuthority, mayVouchFor, readAuthority } from '../../signaling/certificate.ts'
import { openSite } from '../../signaling/site.ts'
import { defaultConfiguration } from '../../signaling/configuration.ts'

const run = promisify(execFile)
const now = new Date()
const dayMs = 86_400_000
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flurfunk-ca-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** What openssl says of a leaf under a CA; 'OK' or its reasons. */
async function verdict(ca: string, leaf: string, extra: string[] = []): Promise<string> {
  await Promise.all([writeFile(join(folder, 'ca.pem'), ca), writeFile(join(folder, 'leaf.pem'), leaf)])
  const args = ['verify', '-x509_strict', '-purpose', 'sslserver', ...extra, '-CAfile', 'ca.pem', 'leaf.pem']
  return run('openssl', args, { cwd: folder }).then(
    () => 'OK',
    (error: unknown) => (error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error))
  )
}

describe('a site CA and its leaf', () => {
  test('openssl accepts the chain, for every name and private address of the machine', async () => {
    const authority = await makeAuthority({ name: 'box.local', names: ['box.local'], now })
    const addresses = ['127.0.0.1', '10.1.2.3', '192.168.0.7', '::1', 'fd00::1:2', '203.0.113.1', 'fe80::1']
    const { cert } = await issueLeaf(authority, { names: ['box.local', 'localhost'], addresses, now })
    expect(await verdict(authority.certificate, cert)).toBe('OK')
    for (const name of ['box.local', 'localhost']) {
      expect(await verdict(authority.certificate, cert, ['-verify_hostname', name])).toBe('OK')
    }
    for (const address of ['127.0.0.1', '10.1.2.3', '192.168.0.7', '::1', 'fd00::1:2']) {
      expect(await verdict(authority.certificate, cert, ['-verify_ip', address])).toBe('OK')
    }
    expect(await verdict(authority.certificate, cert, ['-verify_hostname', 'other.local'])).toMatch(/mismatch/i)
    const leaf = new X509Certificate(cert)
    expect(leaf.subjectAltName).not.toContain('203.0.113.1')
    expect(Math.round((Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / dayMs)).toBe(397)
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  })

  test('a stolen CA cannot vouch for a bank or a public address: openssl says permitted subtree violation', async () => {
    const authority = await makeAuthority({ name: 'box.local', names: ['site.example.org'], now })
    const leafFor = async (name: string): Promise<string> =>
      (await issueLeaf(authority, { names: [name], addresses: [], now })).cert
    expect(await verdict(authority.certificate, await leafFor('www.bank.example'))).toContain(
      'permitted subtree violation'
    )
    expect(await verdict(authority.certificate, await leafFor('example.org'))).toContain('permitted subtree violation')
    expect(await verdict(authority.certificate, await leafFor('site.example.org'))).toBe('OK')
    expect(await verdict(authority.certificate, await leafFor('anything.home.arpa'))).toBe('OK')
  })

  test('the constraints, the CA flag and the key usage are critical', async () => {
    const { certificate } = await makeAuthority({ name: 'box.local', names: ['site.example.org'], now })
    await writeFile(join(folder, 'shown.pem'), certificate)
    const { stdout } = await run('openssl', ['x509', '-in', 'shown.pem', '-noout', '-text'], { cwd: folder })
    expect(stdout).toMatch(/Name Constraints: critical\s+Permitted:/)
    expect(stdout).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/)
    expect(stdout).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign/)
    const permitted = [...stdout.matchAll(/^\s+(DNS|IP):(\S+)$/gm)].map(([, kind, value]) => `${kind} ${value}`)
    expect(permitted).toEqual([
      'DNS local',
      'DNS home.arpa',
      'DNS internal',
      'DNS localhost',
      'DNS site.example.org',
      'IP 10.0.0.0/255.0.0.0',
      'IP 172.16.0.0/255.240.0.0',
      'IP 192.168.0.0/255.255.0.0',
      'IP 169.254.0.0/255.255.0.0',
      'IP 127.0.0.0/255.0.0.0',
      'IP 0:0:0:0:0:0:0:1/FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF',
      'IP FC00:0:0:0:0:0:0:0/FE00:0:0:0:0:0:0:0'
    ])
  })

  test('a public address in a leaf would violate the constraints too', async () => {
    const authority = await makeAuthority({ name: 'box.local', names: [], now })
    const forged = await forgedLeaf(authority, '203.0.113.1')
    expect(await verdict(authority.certificate, forged)).toContain('permitted subtree violation')
  })

  test('a CA read back is the same CA', async () => {
    const authority = await makeAuthority({ name: 'box.local', names: ['site.example.org'], now })
    const again = await readAuthority(`${authority.certificate}\n${authority.key}\n`)
    expect(again).toEqual(authority)
    expect([mayVouchFor(again, 'site.example.org'), mayVouchFor(again, 'x.local')]).toEqual([true, true])
    expect([mayVouchFor(again, 'example.org'), mayVouchFor(again, 'bank.example')]).toEqual([false, false])
    expect(authority.fingerprint).toBe(new X509Certificate(authority.certificate).fingerprint256)
  })
})

describe('a leaf is made anew', () => {
  test('when an address has changed, when less than 30 days remain, when another CA signs', async () => {
    const authority = await makeAuthority({ name: 'box.local', names: [], now })
    const subject = { names: ['box.local'], addresses: ['10.0.0.1', 'fd00:0:0::1'], now }
    const { cert } = await issueLeaf(authority, subject)
    const later = (days: number) => ({ ...subject, now: new Date(now.getTime() + days * dayMs) })
    expect(leafCovers(cert, authority, { ...subject, addresses: ['fd00::1', '10.0.0.1', '203.0.113.1'] })).toBe(true)
    expect(leafCovers(cert, authority, { ...subject, addresses: ['10.0.0.2', 'fd00::1'] })).toBe(false)
    expect(leafCovers(cert, authority, { ...subject, addresses: ['10.0.0.1'] })).toBe(false)
    expect(leafCovers(cert, authority, { ...subject, names: ['box.local', 'b'] })).toBe(false)
    expect([leafCovers(cert, authority, later(365)), leafCovers(cert, authority, later(367))]).toEqual([true, false])
    const other = await makeAuthority({ name: 'box.local', names: [], now })
    expect(leafCovers(cert, other, subject)).toBe(false)
  })
})

describe('in the state folder', () => {
  test('CA and leaf are kept at mode 0600 and used again', async () => {
    const stateFolder = join(folder, 'state')
    const configuration = { ...defaultConfiguration, stateFolder, names: ['box.local'] }
    const first = await openSite(configuration)
    const second = await openSite(configuration)
    expect(second.credentials).toEqual(first.credentials)
    expect(second.site).toEqual(first.site)
    expect(await second.renew()).toBeUndefined()
    const modes = await Promise.all(['', 'site-ca.pem', 'site.pem'].map((name) => stat(join(stateFolder, name))))
    expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o600, 0o600])
    expect(await readFile(join(stateFolder, 'site.pem'), 'utf8')).toContain(first.credentials.cert)
  })

  test('a name the kept CA may not vouch for is a reason to stop, not to lock out every phone', async () => {
    const stateFolder = join(folder, 'named')
    await openSite({ ...defaultConfiguration, stateFolder, names: ['box.local'] })
    const further = openSite({ ...defaultConfiguration, stateFolder, names: ['chat.example.org'] })
    await expect(further).rejects.toThrow(/may not vouch for chat\.example\.org/)
  })
})

/** A leaf our own code would not make, signed with the CA's key by openssl. */
async function forgedLeaf(authority: { certificate: string; key: string }, address: string): Promise<string> {
  const files = {
    'forge-ca.pem': authority.certificate,
    'forge-ca.key': authority.key,
    'forge.ext': `subjectAltName=IP:${address}`
  }
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)))
  const at = { cwd: folder }
  const key = ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'forge.key']
  await run('openssl', key, at)
  await run('openssl', ['req', '-new', '-key', 'forge.key', '-subj', '/CN=forged', '-out', 'forge.csr'], at)
  const sign = [
    'x509',
    '-req',
    '-in',
    'forge.csr',
    '-CA',
    'forge-ca.pem',
    '-CAkey',
    'forge-ca.key',
    '-extfile',
    'forge.ext'
  ]
  await run('openssl', [...sign, '-days', '30', '-CAcreateserial', '-out', 'forge.pem'], at)
  return readFile(join(folder, 'forge.pem'), 'utf8')
}
