// Owns a building site and the people of its team: the world that most scenarios begin with.

import type { ConnectionView } from '../../../src/node/api.ts'
import type { ChangeView, MessageView } from '../../../src/node/api-conversations.ts'
import type { MemberView } from '../../../src/node/api-people.ts'
import {
  channel,
  conversationId,
  emptyWorld,
  entryHash,
  memberId,
  memberTeam,
  message,
  person,
  type FakeConversation,
  type FakeWorld,
  type Line
} from '../../fixtures/fake-world.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

interface People {
  readonly mara: MemberView
  readonly ben: MemberView
  readonly yusuf: MemberView
  readonly anna: MemberView
  readonly piotr: MemberView
}

/** Who builds there. */
export function peopleAt(now: number): People {
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
      reachedThrough: [memberId('Ben Okafor')],
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

/** Their first devices, linked one after the other. */
export function connectedTo(
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

/** Their team: everybody at work, several conversations, invitations under way. */
export function busyWorld(now: number): FakeWorld {
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

/** What was said between two. */
export function directWith(
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
