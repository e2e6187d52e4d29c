// Owns /ca, /ca.crt and /ca.mobileconfig: how people of a site get to trust its certificate, in German and English. What came
// over plain http proves nothing, so the page asks to compare the fingerprint with the terminal or the printed notice.
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Answer } from './answers.ts'
import type { SiteAuthority } from './credentials.ts'

interface Steps {
  readonly system: string
  readonly steps: readonly string[]
}

interface Words {
  readonly title: string
  readonly why: string
  readonly compare: string
  readonly get: string
  readonly apple: string
  readonly other: string
  readonly systems: readonly Steps[]
  readonly open: string
  readonly limits: string
  readonly elsewhere: string
}

const de: Words = {
  title: 'Flurfunk auf diesem Netz',
  why: 'Flurfunk läuft hier auf einem Rechner im eigenen Netz. Damit der Browser ihm vertraut, wird einmal das Zertifikat dieses Netzes eingerichtet.',
  compare:
    'Vorher vergleichen: Diese Seite kam unverschlüsselt. Der Fingerabdruck muss mit dem am Bildschirm des Rechners oder auf dem Aushang übereinstimmen, Zeichen für Zeichen.',
  get: 'Zertifikat laden',
  apple: 'iPhone, iPad: Profil laden',
  other: 'Alle anderen: ca.crt laden',
  systems: [
    {
      system: 'iPhone und iPad',
      steps: [
        'Profil in Safari laden und „Zulassen“ wählen.',
        'Einstellungen › Profil geladen › Installieren.',
        'Einstellungen › Allgemein › Info › Zertifikatsvertrauenseinstellungen: Schalter für „Flurfunk“ einschalten. Ohne diesen Schritt gilt es nicht.'
      ]
    },
    {
      system: 'Android',
      steps: [
        'ca.crt laden.',
        'Einstellungen › Sicherheit › Verschlüsselung und Anmeldedaten › Zertifikat installieren › CA-Zertifikat; je nach Hersteller heißt der Weg etwas anders.',
        'Die geladene Datei auswählen.'
      ]
    },
    {
      system: 'Windows (Chrome, Edge)',
      steps: [
        'ca.crt öffnen › Zertifikat installieren › Aktueller Benutzer.',
        '„Alle Zertifikate in folgendem Speicher speichern“ › Vertrauenswürdige Stammzertifizierungsstellen.'
      ]
    },
    {
      system: 'macOS',
      steps: [
        'ca.crt öffnen; die Schlüsselbundverwaltung nimmt es auf.',
        'Dort doppelklicken › Vertrauen › Immer vertrauen.'
      ]
    },
    {
      system: 'Firefox (alle Systeme)',
      steps: [
        'Einstellungen › Datenschutz & Sicherheit › Zertifikate anzeigen › Zertifizierungsstellen › Importieren.',
        '„Dieser CA vertrauen, um Websites zu identifizieren“ ankreuzen.'
      ]
    }
  ],
  open: 'Danach: Flurfunk öffnen',
  limits:
    'Dieses Zertifikat kann nur für private Adressen und Namen dieses Netzes bürgen, nicht für andere Seiten im Internet. Es lässt sich jederzeit dort wieder entfernen, wo es eingerichtet wurde.',
  elsewhere: 'English'
}

const en: Words = {
  title: 'Flurfunk on this network',
  why: 'Flurfunk runs on a computer inside your own network here. For the browser to trust it, the certificate of this network is installed once.',
  compare:
    'Compare first: this page came unencrypted. The fingerprint must match the one on the screen of that computer or on the printed notice, character by character.',
  get: 'Get the certificate',
  apple: 'iPhone, iPad: get the profile',
  other: 'Everything else: get ca.crt',
  systems: [
    {
      system: 'iPhone and iPad',
      steps: [
        'Get the profile in Safari and choose “Allow”.',
        'Settings › Profile Downloaded › Install.',
        'Settings › General › About › Certificate Trust Settings: switch on “Flurfunk”. Without this step it does not count.'
      ]
    },
    {
      system: 'Android',
      steps: [
        'Get ca.crt.',
        'Settings › Security › Encryption & credentials › Install a certificate › CA certificate; the way differs a little between makers.',
        'Choose the file you downloaded.'
      ]
    },
    {
      system: 'Windows (Chrome, Edge)',
      steps: [
        'Open ca.crt › Install Certificate › Current User.',
        '“Place all certificates in the following store” › Trusted Root Certification Authorities.'
      ]
    },
    {
      system: 'macOS',
      steps: ['Open ca.crt; Keychain Access takes it in.', 'Double-click it there › Trust › Always Trust.']
    },
    {
      system: 'Firefox (all systems)',
      steps: [
        'Settings › Privacy & Security › View Certificates › Authorities › Import.',
        'Tick “Trust this CA to identify websites”.'
      ]
    }
  ],
  open: 'Then: open Flurfunk',
  limits:
    'This certificate can vouch for private addresses and names of this network only, not for other sites on the internet. You can remove it at any time where you installed it.',
  elsewhere: 'Deutsch'
}

const style = `
:root { color-scheme: light dark; font: 1.05rem/1.5 system-ui, sans-serif; }
body { max-width: 40rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
code { display: block; padding: .75rem; border: 1px solid; border-radius: .5rem; overflow-wrap: anywhere; }
a { display: inline-block; padding: .5rem 0; margin-right: 1.5rem; }
`

const headers: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'"
  ].join('; ')
}

/** The answer for a path below /ca; undefined for every other. `host` has been checked to be one of our names. */
export function authorityPageFor(request: IncomingMessage, site: SiteAuthority & { host: string }): Answer | undefined {
  const [path, query] = (request.url ?? '').split('?', 2)
  const download = (type: string, name: string, body: string): Answer => ({
    status: 200,
    headers: {
      'Content-Type': type,
      'Cache-Control': 'no-store',
      'Content-Disposition': `attachment; filename="${name}"`
    },
    body
  })
  if (path === '/ca.crt') return download('application/x-x509-ca-cert', 'flurfunk-ca.crt', `${site.certificate}\n`)
  if (path === '/ca.mobileconfig') {
    return download('application/x-apple-aspen-config', 'flurfunk.mobileconfig', appleProfile(site))
  }
  if (path !== '/ca') return undefined
  const language = languageFrom(query, request.headers['accept-language'])
  return {
    status: 200,
    headers: { ...headers, 'Content-Language': language, Vary: 'Accept-Language' },
    body: page(language, site)
  }
}

/** What the link said, else the first of the two the browser names, else German. */
function languageFrom(query: string | undefined, accepted: string | undefined): 'de' | 'en' {
  if (query === 'lang=en') return 'en'
  if (query === 'lang=de') return 'de'
  const first = (accepted ?? '').toLowerCase().match(/\b(de|en)\b/)?.[1]
  return first === 'en' ? 'en' : 'de'
}

function page(language: 'de' | 'en', { fingerprint, host }: SiteAuthority & { host: string }): string {
  const words = language === 'de' ? de : en
  const systems = words.systems.map(
    ({ system, steps }) => `<h2>${system}</h2><ol>${steps.map((step) => `<li>${ampersands(step)}</li>`).join('')}</ol>`
  )
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${words.title}</h1>
<p>${words.why}</p>
<p><strong>${words.compare}</strong></p>
<p>SHA-256</p>
<code>${fingerprint}</code>
<h2>${words.get}</h2>
<p><a href="/ca.mobileconfig">${words.apple}</a> <a href="/ca.crt">${words.other}</a></p>
${systems.join('\n')}
<h2>${words.open}</h2>
<p><a href="https://${host}/">https://${host}/</a></p>
<p>${words.limits}</p>
<p><a href="/ca?lang=${language === 'de' ? 'en' : 'de'}" lang="${language === 'de' ? 'en' : 'de'}">${words.elsewhere}</a></p>
</main>
</body>
</html>
`
}

function ampersands(text: string): string {
  return text.replaceAll('&', '&amp;')
}

/** A configuration profile with one root certificate; its ids follow from the certificate, so loading it twice is once. */
function appleProfile({ certificate, fingerprint }: SiteAuthority): string {
  const der = certificate.replaceAll(/-----[^-]+-----|\s/g, '')
  const id = (label: string): string => {
    const hex = createHash('sha256').update(`${label} ${fingerprint}`).digest('hex')
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `8${hex.slice(17, 20)}`,
      hex.slice(20, 32)
    ].join('-')
  }
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
<key>PayloadContent</key>
<array><dict>
<key>PayloadCertificateFileName</key><string>flurfunk-ca.crt</string>
<key>PayloadContent</key><data>${der}</data>
<key>PayloadDisplayName</key><string>Flurfunk</string>
<key>PayloadIdentifier</key><string>flurfunk.site.ca</string>
<key>PayloadType</key><string>com.apple.security.root</string>
<key>PayloadUUID</key><string>${id('certificate')}</string>
<key>PayloadVersion</key><integer>1</integer>
</dict></array>
<key>PayloadDisplayName</key><string>Flurfunk</string>
<key>PayloadIdentifier</key><string>flurfunk.site</string>
<key>PayloadRemovalDisallowed</key><false/>
<key>PayloadType</key><string>Configuration</string>
<key>PayloadUUID</key><string>${id('profile')}</string>
<key>PayloadVersion</key><integer>1</integer>
</dict>
</plist>
`
}
