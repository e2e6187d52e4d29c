// Owns the situation in which much was done with messages: every sign, every kind of file in every state, a poll, what is seen once.

import type { FileView, TransferView } from '../../../src/node/api-files.ts'
import type { MessageView } from '../../../src/node/api-conversations.ts'
import type { MemberView } from '../../../src/node/api-people.ts'
import { emptyFakeFiles, fakeFile } from '../../fixtures/fake-files.ts'
import { channel, entryHash, message, type FakeWorld } from '../../fixtures/fake-world.ts'

const minute = 60_000

/** A crane before the evening sky, 48 by 36. */
const crane = Uint8Array.from(
  atob(
    'iVBORw0KGgoAAAANSUhEUgAAADAAAAAkCAIAAABAJy5dAAABP0lEQVR42u3TS0oDQRSF4bMSl+PYsYtwnJW4CBERERERERGJMcYYY4wxPs7EdV' +
      'hwJDTdqcot0tWW0PANmkrduv8k2OsyK9i/ZVZw0GNWcHjHrOCoz6zg+J7pfHc2nKgRnAxooadr5FuE0wda1B7kW4SzIdPR7qgRnD8yHQVFjeBi' +
      'xHQUFDWCyyemo6CoEVyNmY6CokZw/cx0FBQ1gpsJ01FQ1Ai6L/TZ3dmSzvZmic4Ds6KgldeK0JuyapESDpKlL4iCAheq0H9lUWmZJUhK74iClv' +
      '7kg8GMC75lliCdF19zFFQ6DMPwjY5lmfGOHhQFFU9WwprrfXdGczoK0rdRqiBn/P4b5D7sEga5QwVNPmjXRND0k3ZNBOnC7IsWqHF99Y6CSnfm' +
      'ZMAfBIXfaYP+X1Bj/zLjO21QG7R2UG7/sh/R+4KmLWCL/QAAAABJRU5ErkJggg=='
  ),
  (sign) => sign.charCodeAt(0)
)

const picture = fakeFile(1, { name: 'Kran.png', mime: 'image/png', thumbnailMime: 'image/png' })
const onItsWay = fakeFile(2, {
  name: 'Bewehrungsplan_EG_Index-07_freigegeben_2026-11.pdf',
  mime: 'application/pdf',
  kind: 'document',
  size: 38_400_000,
  here: 'part'
})
const waiting = fakeFile(3, {
  place: 1,
  name: 'Statik.zip',
  mime: 'application/zip',
  kind: 'document',
  size: 1_900_000_000
})
const spoilt = fakeFile(4, {
  place: 2,
  name: 'Begehung.mp4',
  mime: 'video/mp4',
  kind: 'video',
  size: 94_000_000,
  here: 'part'
})
const here = fakeFile(5, { name: 'Aufmaß.csv', mime: 'text/csv', kind: 'document', size: 18_400, here: 'whole' })

const transfer = ({ blob, size }: FileView, by: Partial<TransferView>): TransferView => ({
  blob,
  size,
  state: 'fetching',
  here: 0,
  sources: 1,
  corrupt: [],
  ...by
})

/** The first conversation of `world`, with what people did in it. */
export function actedIn(world: FakeWorld, now: number): FakeWorld {
  const [mara, ben, yusuf, anna] = world.members as [MemberView, MemberView, MemberView, MemberView]
  const line = (by: MemberView, ago: number, text: string, more: Partial<MessageView> = {}): MessageView =>
    message({ by, at: now - ago * minute, text, more }, 4)
  const meeting = line(ben, 90, 'Baubesprechung ist morgen um *sieben*, nicht um acht.', {
    edited: true,
    pinned: true,
    starred: true
  })
  const answer = (by: MemberView, ago: number, text: string): MessageView =>
    line(by, ago, text, {
      reply: { message: meeting.message, authorName: ben.name, mine: false, text: meeting.text }
    })
  const once = line(anna, 40, '', { once: 'closed' })
  const everyone = {
    ...channel(
      '',
      [
        meeting,
        answer(yusuf, 85, 'Bin dabei.'),
        answer(anna, 84, 'Ich komme zehn Minuten später, die Kita macht erst um halb sieben auf.'),
        line(mara, 80, 'Der Prüfstatiker hat die Bewehrung freigegeben.', { forwarded: true, starred: true }),
        line(yusuf, 70, 'Der Kran steht.', { files: [picture] }),
        line(ben, 60, '', { files: [onItsWay, waiting, spoilt] }),
        line(mara, 50, '', { files: [here] }),
        once,
        line(mara, 39, '', { once: 'own' }),
        line(ben, 38, '', { once: 'opened' }),
        line(yusuf, 30, 'Wann soll der Kran kommen?', {
          poll: {
            options: [
              {
                text: 'Montag um sieben',
                count: 3,
                mine: true,
                names: ['Mara Vogt', 'Ben Okafor', 'Anna-Lena Großmann']
              },
              {
                text: 'Dienstag, wenn die Straße gesperrt ist und die Bauherrin da sein kann',
                count: 1,
                mine: false,
                names: ['Yusuf Demir']
              },
              { text: 'Gar nicht', count: 0, mine: false, names: [] }
            ],
            several: false,
            closes: now + 26 * 60 * minute,
            voters: 4
          }
        }),
        line(mara, 5, 'Der Code für den Container ist neu.', { expires: now + 23 * 60 * minute, pinned: true })
      ],
      { everyone: true }
    ),
    timer: 86_400,
    versions: new Map([
      [
        meeting.message,
        [
          { ts: now - 95 * minute, text: 'Baubesprechung ist morgen um acht.' },
          { ts: now - 92 * minute, text: 'Baubesprechung ist morgen um sechs, nicht um acht.' }
        ]
      ]
    ]),
    secrets: new Map([[once.message, 'Das Tor hat den Code 4711.']])
  }
  const files = emptyFakeFiles()
  files.thumbnails.set(picture.blob, crane)
  files.transfers = [
    transfer(onItsWay, { here: 14_000_000, sources: 2 }),
    transfer(waiting, { state: 'waiting' }),
    transfer(spoilt, { state: 'paused', here: 40_000_000, corrupt: ['Jonas Reuter'] })
  ]
  const scheduled = [
    {
      id: entryHash('tomorrow'),
      conversation: everyone.id,
      text: 'Guten Morgen! Denkt an die Unterweisung um neun.',
      mentions: [],
      at: now + 16 * 60 * minute,
      waits: false
    }
  ]
  return { ...world, conversations: [everyone, ...world.conversations.slice(1)], files, scheduled }
}
