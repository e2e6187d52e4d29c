// Owns how a site's certificates are made: a CA that can vouch for private addresses and site names only (critical name
// constraints: stolen, it cannot impersonate a bank), and leaves for this machine. ECDSA P-256 by WebCrypto; no openssl.
// It reads no file and no clock.
import 'reflect-metadata'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator
} from '@peculiar/x509'
import { createHash, createPublicKey, webcrypto, X509Certificate as NodeCertificate } from 'node:crypto'
import { isIP } from 'node:net'
import { addressBytes, networks } from './addresses.ts'
import type { Credentials } from './port.ts'

export interface Authority {
  /** PEM. */
  readonly certificate: string
  /** PKCS #8, PEM. */
  readonly key: string
  readonly fingerprint: string
}

export interface LeafSubject {
  readonly names: readonly string[]
  /** All addresses of the machine; those the CA may not vouch for are left out. */
  readonly addresses: readonly string[]
  readonly now: Date
}

const dayMs = 86_400_000
const authorityDays = 3_650
/** The longest a browser accepts today. */
const leafDays = 397
const leafRenewDays = 30
const p256 = { name: 'ECDSA', namedCurve: 'P-256' }
const signing = { name: 'ECDSA', hash: 'SHA-256' }

const permittedNames = ['local', 'home.arpa', 'internal', 'localhost']
const permittedNetworks = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
  ['::1', 128],
  ['fc00::', 7]
] as const
const permittedAddresses = networks(permittedNetworks.map(([address, bits]) => `${address}/${bits}`))

/** A CA for ten years that may vouch for `names` beside what is private by nature. */
export async function makeAuthority(site: { name: string; names: readonly string[]; now: Date }): Promise<Authority> {
  cryptoProvider.set(webcrypto as Crypto)
  const keys = await webcrypto.subtle.generateKey(p256, true, ['sign', 'verify'])
  const further = site.names.filter((name) => !isPrivateName(name))
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=Flurfunk ${site.name}, OU=Site CA`,
    notBefore: new Date(site.now.getTime() - dayMs),
    notAfter: new Date(site.now.getTime() + authorityDays * dayMs),
    signingAlgorithm: signing,
    keys: keys as CryptoKeyPair,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey as CryptoKey),
      new Extension('2.5.29.30', true, bytes(nameConstraints([...permittedNames, ...further])))
    ]
  })
  const exported = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return authorityFrom(certificate.toString('pem'), PemConverter.encode(exported, 'PRIVATE KEY'))
}

/** A CA as it was written: certificate and key, both PEM. Throws on anything else. */
export async function readAuthority(pem: string): Promise<Authority> {
  const [certificate, key] = PemConverter.decodeWithHeaders(pem)
  if (certificate?.type !== 'CERTIFICATE' || key?.type !== 'PRIVATE KEY') throw new Error('not a CA and its key')
  return authorityFrom(
    new X509Certificate(certificate.rawData).toString('pem'),
    PemConverter.encode(key.rawData, 'PRIVATE KEY')
  )
}

function authorityFrom(certificate: string, key: string): Authority {
  const der = new NodeCertificate(certificate).raw
  const digest = createHash('sha256').update(der).digest('hex').toUpperCase()
  return { certificate, key, fingerprint: (digest.match(/../g) ?? []).join(':') }
}

/** Whether this CA's name constraints permit a name. */
export function mayVouchFor(authority: Authority, name: string): boolean {
  if (isPrivateName(name)) return true
  const constraints = new X509Certificate(authority.certificate).getExtension('2.5.29.30')
  // Our own DER: a permitted name stands in it exactly as we would write it.
  return constraints !== null && Buffer.from(constraints.value).includes(subtree(0x82, Buffer.from(name, 'ascii')))
}

function isPrivateName(name: string): boolean {
  return permittedNames.some((suffix) => name === suffix || name.endsWith(`.${suffix}`))
}

/** A leaf for these names and for the private ones of these addresses. */
export async function issueLeaf(authority: Authority, subject: LeafSubject): Promise<Credentials> {
  cryptoProvider.set(webcrypto as Crypto)
  const issuer = new X509Certificate(authority.certificate)
  const pkcs8 = PemConverter.decodeFirst(authority.key)
  const signingKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, p256, false, ['sign'])
  const keys = await webcrypto.subtle.generateKey(p256, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${subject.names[0] ?? 'localhost'}`,
    issuer: issuer.subject,
    notBefore: new Date(subject.now.getTime() - dayMs),
    notAfter: new Date(subject.now.getTime() + (leafDays - 1) * dayMs),
    signingAlgorithm: signing,
    publicKey: keys.publicKey as CryptoKey,
    signingKey: signingKey as CryptoKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        ...subject.names.map((value) => ({ type: 'dns' as const, value })),
        ...coveredAddresses(subject).map((value) => ({ type: 'ip' as const, value }))
      ]),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await SubjectKeyIdentifierExtension.create(keys.publicKey as CryptoKey)
    ]
  })
  const exported = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { cert: certificate.toString('pem'), key: PemConverter.encode(exported, 'PRIVATE KEY') }
}

/** Whether a leaf still does: signed by this CA, more than 30 days left, exactly these names and addresses in it. */
export function leafCovers(pem: string, authority: Authority, subject: LeafSubject): boolean {
  const leaf = new NodeCertificate(pem)
  if (!leaf.verify(createPublicKey(authority.certificate))) return false
  if (Date.parse(leaf.validTo) - subject.now.getTime() < leafRenewDays * dayMs) return false
  if (Date.parse(leaf.validFrom) > subject.now.getTime()) return false
  const written = new X509Certificate(pem).getExtension(SubjectAlternativeNameExtension)?.names.toJSON() ?? []
  const wanted = [...subject.names, ...coveredAddresses(subject)]
  return sameSet(
    written.map(({ value }) => canonical(value)),
    wanted.map(canonical)
  )
}

function coveredAddresses({ addresses }: LeafSubject): string[] {
  return [...new Set(addresses)].filter((address) => permittedAddresses.has(address))
}

/** An IPv6 address can be written in many ways, its bytes cannot. */
function canonical(name: string): string {
  return isIP(name) === 0 ? name : Buffer.from(addressBytes(name)).toString('hex')
}

function sameSet(some: readonly string[], others: readonly string[]): boolean {
  return [...new Set(some)].sort().join() === [...new Set(others)].sort().join()
}

/** NameConstraints of RFC 5280 4.2.1.10: permitted subtrees only. The package has no class for it. */
function nameConstraints(names: readonly string[]): Buffer {
  const subtrees = [
    ...names.map((name) => subtree(0x82, Buffer.from(name, 'ascii'))),
    ...permittedNetworks.map(([address, bits]) =>
      subtree(0x87, Buffer.concat([addressBytes(address), mask(address, bits)]))
    )
  ]
  return element(0x30, element(0xa0, Buffer.concat(subtrees)))
}

function subtree(tag: number, name: Buffer): Buffer {
  return element(0x30, element(tag, name))
}

function mask(address: string, bits: number): Buffer {
  const bytesInAll = addressBytes(address).length
  return Buffer.from(
    Array.from({ length: bytesInAll }, (_, index) => 0xff & (0xff00 >> Math.min(8, Math.max(0, bits - 8 * index))))
  )
}

/** A DER element; lengths up to 65,535 are plenty here. */
function element(tag: number, content: Buffer): Buffer {
  const length = content.length
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}

/** The same bytes on a buffer of their own, as WebCrypto's types want them. */
function bytes(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(buffer)
}
