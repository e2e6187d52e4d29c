// Owns the situations in which screens are looked at. Each is made anew from the time it is given.

import type { ConnectionView } from '../../../src/node/api.ts'
import type { ChangeView, MessageView } from '../../../src/node/api-conversations.ts'
import type { HostPhase, LockView } from '../../../src/node/api-host.ts'
import type { JoinRequestView, JoinView } from '../../../src/node/api-joining.ts'
import type { MemberView } from '../../../src/node/api-people.ts'
import {
  channel,
  conversationId,
  deviceId,
  emptyWorld,
  entryHash,
  fakeCode,
  foundedWorld,
  memberTeam,
  message,
  offline,
  person,
  type FakeConversation,
  type FakeWorld,
  goneView,
  memberId,
  type Line
} from '../../fixtures/fake-world.ts'
import { actedIn } from './acted.ts'
import { withFaces } from './faces-scenario.ts'
import { withMedia } from './media-scenario.ts'
import { withPads } from './pads-scenario.ts'

export interface Scenario {
  readonly world: FakeWorld
  /** Further teams of the same device. */
  readonly others?: readonly FakeWorld[]
  readonly phase?: HostPhase
  readonly lock?: LockView
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

interface People {
  readonly mara: MemberView
  readonly ben: MemberView
  readonly yusuf: MemberView
  readonly anna: MemberView
  readonly piotr: MemberView
}

function peopleAt(now: number): People {
  return {
    mara: person({
      name: 'Mara Vogt',
      role: 'owner',
      mine: true,
      about: 'Bauleitung, montags frei',
      devices: [
        { name: 'Firefox · Linux', path: 'none' },
        { name: 'Pixel 8', path: 'direct', lastContact: now }
      ]
    }),
    ben: person({
      name: 'Ben Okafor',
      role: 'admin',
      devices: [{ name: 'iPhone', path: 'none', lastContact: now - 3 * hour }]
    }),
    yusuf: person({
      name: 'Yusuf Demir',
      role: 'member',
      about: 'Polier Haus B',
      devices: [
        { name: 'Galaxy A54', path: 'direct', lastContact: now },
        { name: 'Edge · Windows', path: 'none', lastContact: now - 2 * day }
      ]
    }),
    anna: person({
      name: 'Anna-Lena Großmann',
      role: 'member',
      devices: [{ name: 'Chrome · Windows', path: 'direct', lastContact: now }]
    }),
    piotr: person({
      name: 'Piotr Wiśniewski',
      role: 'guest',
      about: 'Elektro',
      devices: [{ name: 'Redmi Note', path: 'none' }]
    })
  }
}

const direct = (devices: ConnectionView['devices']): ConnectionView => ({
  state: 'direct',
  peers: devices.length,
  reason: undefined,
  clockOffMs: undefined,
  devices
})

function connectedTo(
  people: readonly MemberView[],
  path: 'direct' | 'relayed',
  now: number
): ConnectionView['devices'] {
  return people.flatMap(({ name, devices }) =>
    devices.slice(0, 1).map((device, index) => ({
      device: device.device,
      memberName: name,
      deviceName: device.name,
      path,
      since: now - (index + 1) * 37 * minute
    }))
  )
}

/** A working week on a building site. */
function siteLines(people: People, now: number): readonly Line[] {
  const { mara, ben, yusuf, anna, piotr } = people
  const plan = entryHash('plan')
  return [
    {
      by: anna,
      at: now - 2 * day - 5 * hour,
      text: 'Guten Morgen zusammen. Der Betonmischer kommt heute erst um halb elf.'
    },
    {
      by: yusuf,
      at: now - 2 * day - 5 * hour + 2 * minute,
      text: 'Passt, dann machen wir vorher die Schalung im Treppenhaus fertig.'
    },
    {
      by: yusuf,
      at: now - 2 * day - 5 * hour + 3 * minute,
      text: 'Brauchen noch 20 Abstandhalter, sind im Container keine mehr.'
    },
    {
      by: mara,
      at: now - 2 * day - 5 * hour + 9 * minute,
      text: 'Bringe ich mit. 👍',
      more: { reactions: [{ emoji: '🙏', count: 2, mine: false, names: ['Yusuf Demir', 'Anna-Lena Großmann'] }] }
    },
    {
      by: ben,
      at: now - day - 3 * hour,
      text: 'Neuer Bewehrungsplan liegt unter https://plaene.hochbau-nord.example/eg/bewehrung-07.pdf – bitte nur noch den nehmen.',
      more: { message: plan }
    },
    {
      by: ben,
      at: now - day - 3 * hour + minute,
      text: 'Der alte hatte bei Achse C einen Fehler.',
      more: {
        edited: true,
        reactions: [
          { emoji: '👍', count: 3, mine: true, names: ['Mara Vogt', 'Yusuf Demir', 'Piotr Wiśniewski'] },
          { emoji: '😮', count: 1, mine: false, names: ['Anna-Lena Großmann'] }
        ]
      }
    },
    { by: piotr, at: now - day - 2 * hour, text: '', more: { type: 'deleted' } },
    {
      by: mara,
      at: now - day - 2 * hour + 4 * minute,
      text: 'Danke, ist ausgedruckt und hängt im Container.',
      more: {
        reply: {
          message: plan,
          authorName: 'Ben Okafor',
          mine: false,
          text: 'Neuer Bewehrungsplan liegt unter https://plaene.hochbau-nord.example/eg/bewehrung-07.pdf – bitte nur noch den nehmen.'
        }
      }
    },
    {
      by: piotr,
      at: now - 4 * hour,
      text: 'Dzień dobry 👷 Steigleitung Haus B ist fertig. Prüfprotokoll an mail@elektro-wisniewski.example',
      more: { late: true }
    },
    {
      by: anna,
      at: now - 95 * minute,
      text: '@Mara Vogt, wer hat den *Schlüssel* für den Kran?',
      more: { mentions: [{ member: mara.member, name: mara.name, mine: true }], mentionsMe: true }
    },
    { by: anna, at: now - 94 * minute, text: '🤷‍♀️' },
    {
      by: mara,
      at: now - 90 * minute,
      text: 'Liegt bei mir im Büro. Bin in zehn Minuten unten.',
      more: { delivery: { state: 'everywhere', has: 4, of: 4, waitsFor: [], read: 0 } }
    },
    {
      by: yusuf,
      at: now - 22 * minute,
      text: 'Haus B, 2. OG ist _abgenommen_ ✅\nMängel:\n- zwei Steckdosen im Bad\n- eine Fuge am Fenster'
    },
    { by: yusuf, at: now - 21 * minute, text: 'Rückfragen: +49 151 2345678' },
    {
      by: mara,
      at: now - 12 * minute,
      text: 'Sehr gut. Die Steckdosen macht Piotr morgen früh.',
      more: { delivery: { state: 'partly', has: 2, of: 4, waitsFor: ['Anna Lindqvist', 'Piotr Wiśniewski'], read: 0 } }
    }
  ]
}

/** A line about a person, by itself or through somebody. */
function changed(person: MemberView, ts: number, more: Partial<ChangeView> & Pick<ChangeView, 'type'>): ChangeView {
  return {
    change: entryHash(`${more.type} ${person.name} ${ts}`),
    ts,
    member: person.member,
    name: person.name,
    mine: person.mine,
    by: { type: 'self' },
    deviceName: '',
    role: undefined,
    ...more
  }
}

function busyWorld(now: number): FakeWorld {
  const people = peopleAt(now)
  const { mara, ben, yusuf, anna, piotr } = people
  const everyone = channel(
    '',
    siteLines(people, now).map((line) => message(line, 4)),
    {
      everyone: true,
      changes: [
        changed(piotr, now - day - 3 * hour - 2 * minute, {
          type: 'joined',
          by: { type: 'member', name: 'Ben Okafor', mine: false }
        }),
        changed(ben, now - 3 * hour, {
          type: 'role',
          role: 'admin',
          by: { type: 'member', name: 'Mara Vogt', mine: true }
        })
      ]
    }
  )
  const newPhone = changed(ben, now - 2 * hour, { type: 'device-added', deviceName: 'iPad' })
  const line = (by: MemberView, ago: number, text: string, more?: Partial<MessageView>): MessageView =>
    message({ by, at: now - ago, text, ...(more && { more }) }, 4)
  const material = [
    line(ben, 3 * day, 'Liste für Freitag bitte bis heute Abend.'),
    line(anna, 26 * hour, '40 m² Dämmung, 12 Sack Ansetzbinder, 2 Rollen Folie'),
    line(yusuf, 50 * minute, 'Und bitte 5 kg Nägel 3,1 × 90'),
    line(anna, 48 * minute, 'Ist bestellt, kommt Donnerstag zwischen 7 und 9.'),
    line(anna, 47 * minute, 'Lieferschein geht an Ben.')
  ]
  return {
    ...emptyWorld(),
    team: memberTeam(mara, 'Hochbau Nord', everyone.id, undefined),
    members: [mara, ben, yusuf, anna, piotr],
    conversations: [
      everyone,
      channel('Material', material, { purpose: 'Bestellungen und Lieferungen', read: material[1]?.message }),
      directWith(
        ben,
        [
          line(ben, 5 * hour, 'Kannst du morgen um acht im Büro sein? Die Bauherrin kommt.'),
          line(mara, 4 * hour + 50 * minute, 'Ja, bringe die Fotos mit.', {
            delivery: { state: 'everywhere', has: 1, of: 1, waitsFor: [], read: 0 }
          }),
          line(mara, 3 * hour, 'Brauchen wir auch die Rechnungen vom Gerüst?', {
            delivery: { state: 'stored', has: 0, of: 1, waitsFor: ['Ben Okafor'], read: 0 }
          })
        ],
        [
          changed(ben, now - 4 * hour, {
            type: 'device-revoked',
            deviceName: 'iPhone 8',
            by: { type: 'member', name: 'Mara Vogt', mine: true }
          }),
          newPhone
        ]
      ),
      directWith(yusuf, [line(yusuf, 2 * day, 'Alles klar, bis Montag!')]),
      channel('Haus B', [line(yusuf, 6 * day, 'Kanal für alles, was nur Haus B betrifft.')], {
        draft: 'Morgen kommt die Abnahme für'
      }),
      {
        ...channel('', [
          line(mara, 4 * day, 'Urlaub bei Ben eintragen', {
            delivery: { state: 'stored', has: 0, of: 0, waitsFor: [], read: 0 }
          })
        ]),
        id: conversationId('self'),
        kind: 'self'
      }
    ],
    invitations: [
      {
        invitation: entryHash('open one'),
        role: 'guest',
        uses: 0,
        used: 2,
        expires: now + 3 * day,
        state: 'open',
        approve: true,
        recovers: undefined,
        createdBy: 'Ben Okafor',
        link: undefined
      },
      {
        invitation: entryHash('open two'),
        role: 'member',
        uses: 1,
        used: 0,
        expires: now + 6 * day,
        state: 'open',
        approve: false,
        recovers: undefined,
        createdBy: 'Mara Vogt',
        link: 'AWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVow'
      },
      {
        invitation: entryHash('over'),
        role: 'member',
        uses: 1,
        used: 1,
        expires: now + day,
        state: 'used-up',
        approve: false,
        recovers: undefined,
        createdBy: 'Mara Vogt',
        link: undefined
      }
    ],
    connection: direct(connectedTo([yusuf, anna, mara], 'direct', now)),
    marks: [
      { member: yusuf.member, state: 'verified', at: now - 20 * day, changes: [] },
      { member: ben.member, state: 'changed', at: now - 9 * day, changes: [newPhone] }
    ]
  }
}

function directWith(
  member: MemberView,
  messages: readonly MessageView[],
  changes: readonly ChangeView[] = []
): FakeConversation {
  return {
    ...channel('', messages),
    id: conversationId(`direct ${member.member}`),
    kind: 'direct',
    member: member.member,
    changes
  }
}

/** Newcomers at the door: one new, one who comes back, one whom somebody else has answered. */
function askedWorld(now: number): FakeWorld {
  const request = (name: string, code: string, more: Partial<JoinRequestView>): JoinRequestView => ({
    device: deviceId(name),
    name,
    code,
    since: now - 4 * minute,
    role: 'member',
    why: 'approval',
    recovers: undefined,
    groups: [],
    state: 'waiting',
    answeredBy: '',
    ...more
  })
  return {
    ...busyWorld(now),
    requests: [
      request('Cem Arslan', '087206134064701290393745', {}),
      request('Ben am Ersatzhandy', '084951009008968899086731', { recovers: { name: 'Ben Okafor', devices: 1 } }),
      request('Gül Aksoy', '402918837465009182736455', { role: 'guest', groups: ['Dach', 'Statik'] }),
      request('Dora', '904882949716058555391848', { state: 'admitted', answeredBy: 'Ben Okafor' })
    ]
  }
}

/** Two thousand messages by five people over some weeks. */
function longWorld(now: number): FakeWorld {
  const world = busyWorld(now)
  const people = Object.values(peopleAt(now))
  const words = [
    'Fuge',
    'Estrich',
    'Gerüst',
    'Abnahme',
    'Plan',
    'Lieferung',
    'Kran',
    'Beton',
    'Dämmung',
    'Fenster',
    'Treppe',
    'Leitung'
  ]
  const messages = Array.from({ length: 2000 }, (_, index) => {
    const by = people[(index * 7 + Math.floor(index / 3)) % people.length] ?? people[0]
    const length = 2 + ((index * 13) % 29)
    const text = Array.from({ length }, (__, at) => words[(index * 5 + at * 3) % words.length]).join(' ')
    return message({ by: by as MemberView, at: now - (2000 - index) * 17 * minute, text: `${index + 1}. ${text}` }, 4)
  })
  const [everyone, ...rest] = world.conversations
  if (everyone !== undefined) world.conversations = [{ ...everyone, messages, read: messages[1959]?.message }, ...rest]
  return world
}

/** Names and texts that try to break out of their place. */
function hostileWorld(now: number): FakeWorld {
  const world = busyWorld(now)
  const long = person({
    name: 'Maximiliane-Alexandra von Hohenstein-Wittelsbach zu Schwarzenfels',
    role: 'member',
    devices: [{ name: 'Ein sehr langer Gerätename, der nirgends hineinpasst', path: 'none', lastContact: now - hour }]
  })
  const twin = person({ name: 'Ben 0kafor', role: 'guest', devices: [{ name: 'Telefon', path: 'none' }] })
  const turned = person({ name: 'Anna \u202eneB', role: 'member', devices: [{ name: '', path: 'none' }] })
  const lines: readonly Line[] = [
    {
      by: long,
      at: now - 50 * minute,
      text: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3)
    },
    { by: twin, at: now - 40 * minute, text: '<img src=x onerror=alert(1)> <b>nicht fett</b> {@html "x"}' },
    {
      by: turned,
      at: now - 30 * minute,
      text: 'Text mit \u202eumgedrehter\u202c Richtung, \u0007Klingel und https://gut.example@boese.example/anmelden'
    },
    { by: long, at: now - 20 * minute, text: 'مرحبا بالجميع، الموقع جاهز غدًا' },
    { by: twin, at: now - 19 * minute, text: '👍', more: { clockAhead: true } },
    { by: turned, at: now - 10 * minute, text: '', more: { type: 'no-key-yet' } },
    { by: turned, at: now - 9 * minute, text: '', more: { type: 'needs-newer-version' } }
  ]
  world.members = [...world.members, long, twin, turned]
  const odd = channel(
    'Ein Kanal mit einem wirklich ausgesprochen langen Namen, der trotzdem gut aussehen soll',
    lines.map((line) => message(line, 7))
  )
  world.conversations = [
    odd,
    directWith(long, [message({ by: long, at: now - hour, text: 'Hallo' }, 1)]),
    ...world.conversations
  ]
  return world
}

/** The other device of this person is used in two places. */
function flaggedWorld(now: number): FakeWorld {
  const world = busyWorld(now)
  world.members = world.members.map((member) => ({
    ...member,
    devices: member.devices.map((device) => ({ ...device, flagged: member.mine && !device.mine }))
  }))
  return world
}

/** A team in which much was decided: a removal under way, words that came too late, policies. */
function governedWorld(now: number): FakeWorld {
  const world = busyWorld(now)
  const { mara, ben, piotr } = peopleAt(now)
  const everyone = world.conversations[0]?.id ?? conversationId('')
  world.policies = [
    { name: 'destroy-allowed', value: true },
    { name: 'wipe-on-removal', value: true },
    { name: 'lock-required', value: false },
    { name: 'lock-minutes', value: 15 },
    { name: 'retain-days', value: 365 },
    { name: 'read-receipts', value: true },
    { name: 'live-signals', value: true }
  ]
  world.beyond = [
    {
      conversation: everyone,
      device: ben.devices[0]?.device ?? mara.devices[0]?.device ?? deviceId(''),
      deviceName: 'Galaxy S9',
      memberName: 'Jonas Reuter',
      count: 3,
      newest: now - hour,
      dropsAt: now + 5 * day
    }
  ]
  const jonas = memberId('Jonas Reuter')
  const by = { by: ben.name, mine: false, known: undefined }
  world.activity = [
    {
      ...by,
      id: entryHash('gone'),
      ts: now - 2 * hour,
      what: { type: 'removed', member: jonas, name: 'Jonas Reuter' },
      known: { has: 4, of: 7 }
    },
    {
      ...by,
      id: entryHash('moderated'),
      ts: now - 3 * hour,
      what: { type: 'moderated', conversation: everyone, count: 1 }
    },
    {
      id: entryHash('rose'),
      ts: now - day,
      by: mara.name,
      mine: true,
      known: undefined,
      what: { type: 'role', member: ben.member, name: ben.name, role: 'admin' }
    },
    {
      id: entryHash('policy'),
      ts: now - day,
      by: mara.name,
      mine: true,
      known: undefined,
      what: { type: 'policy', setting: { name: 'retain-days', value: 365 } }
    },
    {
      ...by,
      id: entryHash('came'),
      ts: now - 9 * day,
      what: { type: 'joined', member: piotr.member, name: piotr.name }
    }
  ]
  return world
}

/** A house with a roof, 48 pixels wide, as WebP. */
const housePicture = Uint8Array.from(
  atob(
    'UklGRrYCAABXRUJQVlA4WAoAAAAgAAAALwAALwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggyAAAALAGAJ0BKjAAMAA+7WioTammpCIquq6pMB2JagDB+5MqdGL2wAKLaHLKMHSjH8f1TvLWk9YhkUhKwHVywn3gAP7tr97n+SH79fU9OfcfAF/W6956POppiVJOQzzWybNnlZee3tVJLGevxesiYXn4QYekv7R6dGA4x/42myCXaixD0urHFRQ/d0c4AQo8N+Cq82cPVEZJ33s6U0WcUvecwoFTNQXeJDPk6GRWCoKOjzljC3454aHs6YEgnTWFa+DUdCNK+n8aKAAA'
  ),
  (letter) => letter.charCodeAt(0)
)

/** The busy team as somebody arranged it: pinned, muted, marked, put away; one conversation with a picture. */
function arrangedWorld(now: number): FakeWorld {
  const world = busyWorld(now)
  const named = (name: string): FakeConversation | undefined => world.conversations.find((each) => each.name === name)
  const { yusuf } = peopleAt(now)
  const done = (name: string, ago: number): FakeConversation => {
    const made = channel(name, [message({ by: yusuf, at: now - ago, text: 'Erledigt, danke an alle.' }, 4)])
    return { ...made, archived: made.messages.at(-1)?.message }
  }
  const material = named('Material')
  if (material !== undefined) Object.assign(material, { pinned: 1, picture: housePicture })
  const site = named('Haus B')
  if (site !== undefined) Object.assign(site, { pinned: 2, draft: '' })
  const [everyone] = world.conversations
  if (everyone !== undefined)
    Object.assign(everyone, { muted: now + 8 * hour, read: everyone.messages.at(-4)?.message })
  const direct = world.conversations.find(({ member }) => member === yusuf.member)
  if (direct !== undefined) direct.marked = true
  world.conversations = [
    ...world.conversations,
    done('Haus A', 40 * day),
    { ...done('Kantine', 3 * day), muted: 'ever', read: undefined },
    done('Betriebsausflug', 90 * day)
  ]
  return world
}

/** Nobody has heard yet that this person left. */
const leftWorld = (): FakeWorld => ({
  ...emptyWorld(),
  team: { type: 'removed', name: 'Hochbau Nord', how: 'left', by: '', untold: true, wiping: false }
})

const joining = (now: number, join: Partial<Extract<JoinView, { type: 'asking' }>>): FakeWorld => ({
  ...emptyWorld(),
  team: { type: 'joining' },
  join: {
    type: 'asking',
    as: 'newcomer',
    since: now - minute,
    code: fakeCode,
    step: 'looking',
    notice: undefined,
    ...join
  }
})

/** A second team in which something waits, and a third that is still being joined. */
function otherTeams(now: number): readonly FakeWorld[] {
  const { mara, yusuf } = peopleAt(now)
  const lines = [3, 2, 1].map((ago) => message({ by: yusuf, at: now - ago * minute, text: 'Noch jemand da?' }, 1))
  const everyone = channel('', lines, { everyone: true, read: undefined })
  const south: FakeWorld = {
    ...emptyWorld(),
    team: memberTeam(mara, 'Tiefbau Süd', everyone.id, undefined),
    members: [mara, yusuf],
    conversations: [everyone]
  }
  return [south, joining(now, {})]
}

export const scenarios: Readonly<Record<string, (now: number) => Scenario>> = {
  new: () => ({ world: emptyWorld() }),
  founded: () => ({ world: foundedWorld('Mara Vogt', 'Hochbau Nord') }),
  busy: (now) => ({ world: busyWorld(now) }),
  acted: (now) => ({ world: actedIn(busyWorld(now), now) }),
  media: (now) => ({ world: withMedia(busyWorld(now), now) }),
  pads: (now) => ({ world: withPads(busyWorld(now), now) }),
  faces: (now) => ({ world: withFaces(arrangedWorld(now)) }),
  arranged: (now) => ({ world: arrangedWorld(now) }),
  several: (now) => ({ world: busyWorld(now), others: otherTeams(now) }),
  long: (now) => ({ world: longWorld(now) }),
  hostile: (now) => ({ world: hostileWorld(now) }),
  offline: (now) => ({ world: { ...busyWorld(now), connection: offline } }),
  relayed: (now) => ({
    world: {
      ...busyWorld(now),
      connection: {
        state: 'relayed',
        peers: 2,
        reason: 'no-direct-path',
        clockOffMs: 9 * minute,
        devices: connectedTo([peopleAt(now).yusuf, peopleAt(now).anna], 'relayed', now)
      }
    }
  }),
  'link-looking': (now) => ({ world: joining(now, { as: 'device', code: undefined, step: 'looking' }) }),
  'link-compare': (now) => ({ world: joining(now, { as: 'device', step: 'answered' }) }),
  'link-over': (now) => ({ world: joining(now, { as: 'device', step: 'answered', notice: 'two-devices' }) }),
  'device-flagged': (now) => ({ world: flaggedWorld(now) }),
  asked: (now) => ({ world: askedWorld(now) }),
  looking: (now) => ({ world: joining(now, {}) }),
  nobody: (now) => ({ world: joining(now, { step: 'nobody-yet' }) }),
  checking: (now) => ({ world: joining(now, { step: 'checking' }) }),
  expired: (now) => ({ world: joining(now, { step: 'answered', notice: 'expired' }) }),
  governed: (now) => ({ world: governedWorld(now) }),
  left: () => ({ world: leftWorld() }),
  wiped: () => ({ world: { ...emptyWorld(), team: { type: 'wiped', how: 'removed' } } }),
  removed: () => ({ world: { ...emptyWorld(), team: goneView('Hochbau Nord') } }),
  approval: (now) => ({ world: joining(now, { step: 'answered', notice: 'waits-for-approval' }) }),
  refused: (now) => ({ world: joining(now, { step: 'answered', notice: 'refused' }) }),
  elsewhere: (now) => ({ world: busyWorld(now), phase: { type: 'elsewhere' } }),
  locked: () => ({ world: emptyWorld(), phase: { type: 'locked', passkey: undefined } }),
  'locked-passkey': () => ({
    world: emptyWorld(),
    phase: { type: 'locked', passkey: { credentialId: new Uint8Array(16), prfSalt: new Uint8Array(32) } }
  }),
  'with-lock': (now) => ({
    world: busyWorld(now),
    lock: { lock: 'passphrase', passkey: false, passkeyPossible: true }
  }),
  starting: (now) => ({ world: busyWorld(now), phase: { type: 'starting' } }),
  unavailable: () => ({ world: emptyWorld(), phase: { type: 'unavailable', reason: 'no-storage' } }),
  stopped: (now) => ({
    world: busyWorld(now),
    phase: { type: 'stopped', words: 'assertion failed: a head has a body' }
  })
}
