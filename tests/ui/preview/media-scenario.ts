// Owns the conversation in which pictures, films, voice messages and files are looked at. Made anew from the time it is given.

import { blobIdOf } from '../../../src/base/ids.ts'
import { repeat, utf8 } from '../../../src/base/bytes.ts'
import type { FileView } from '../../../src/node/api-files.ts'
import { fakeFile } from '../../fixtures/fake-files.ts'
import { fakePicture } from '../../fixtures/fake-picture.ts'
import { message, type FakeWorld } from '../../fixtures/fake-world.ts'

const minute = 60_000

const waveform = Array.from({ length: 64 }, (_, index) =>
  Math.round(40 + 200 * Math.abs(Math.sin(index / 3) * Math.cos(index / 7)))
)

/** Adds messages with files to the first conversation of a world. */
export function withMedia(world: FakeWorld, now: number): FakeWorld {
  const [everyone] = world.conversations
  const [mara, ben, yusuf] = world.members
  if (everyone === undefined || mara === undefined || ben === undefined || yusuf === undefined) return world
  let count = 0
  const picture = (by: Partial<FileView>): FileView => {
    count += 1
    const file = fakeFile(count, {
      name: `IMG_20${count}.jpg`,
      width: 1600,
      height: 1200,
      thumbnailMime: 'image/png',
      here: 'whole',
      ...by
    })
    const bytes = fakePicture({ width: file.width / 10, height: file.height / 10, hue: 60 + 28 * count })
    world.files.bytes.set(file.blob, bytes)
    world.files.thumbnails.set(file.blob, bytes)
    return file
  }
  const several = (number: number): readonly FileView[] =>
    Array.from({ length: number }, (_, place) => picture({ place }))
  const page = picture({ name: 'Rechnung.png', mime: 'image/png', thumbnailMime: '' })
  world.files.bytes.set(page.blob, utf8('<!doctype html><script>alert(1)</script>'))
  const voice = (index: number, by: Partial<FileView>): FileView =>
    fakeFile(index, {
      blob: blobIdOf(repeat(200 + index, 32)),
      name: 'voice.webm',
      mime: 'audio/webm',
      kind: 'voice',
      size: 61_000,
      durationMs: 17_400,
      waveform,
      here: 'whole',
      thumbnailMime: '',
      ...by
    })
  const coming = picture({ here: 'part', size: 3_400_000 })
  const lines = [
    { by: yusuf, text: '', files: [page] },
    { by: ben, text: 'Schalung Treppenhaus, alle Seiten', files: several(7) },
    { by: mara, text: '', files: several(3) },
    { by: yusuf, text: 'So sieht es gerade aus', files: [coming] },
    {
      by: ben,
      text: '',
      files: [
        fakeFile(90, { name: 'Bewehrungsplan EG 07.pdf', mime: 'application/pdf', kind: 'document', size: 2_300_000 }),
        fakeFile(91, { place: 1, name: 'Kran.mp4', mime: 'video/mp4', kind: 'video', size: 48_000_000, here: 'whole' })
      ]
    },
    { by: yusuf, text: '', files: [voice(1, { heard: false })] },
    { by: mara, text: '', files: [voice(2, { heard: true, durationMs: 73_000 })] }
  ]
  const said = lines.map(({ by, text, files }, index) =>
    message({ by, at: now - (lines.length - index) * minute, text, more: { files } }, 4)
  )
  everyone.messages = [...everyone.messages, ...said]
  world.files.transfers = [
    { blob: coming.blob, state: 'fetching', here: 1_200_000, size: coming.size, sources: 2, corrupt: [] }
  ]
  const mib = 1024 * 1024
  world.files.storage = { ...world.files.storage, usedBytes: 1630 * mib, ownBytes: 210 * mib, files: 96 }
  world.files.use = {
    kinds: [
      { kind: 'video', bytes: 1220 * mib, files: 7 },
      { kind: 'picture', bytes: 310 * mib, files: 71 },
      { kind: 'document', bytes: 98 * mib, files: 11 },
      { kind: 'voice', bytes: 2 * mib, files: 7 }
    ],
    conversations: world.conversations
      .slice(0, 3)
      .map(({ id }, index) => ({ conversation: id, bytes: (900 - 340 * index) * mib })),
    freeBytes: 1420 * mib
  }
  return world
}
