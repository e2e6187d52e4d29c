// Owns the mutants of files: where their chunks lie (M8), what of them is ever interpreted (M10), and what pictures say when they leave (W3).

import { mutantsOf, type Mutant } from './mutant.ts'

const store = mutantsOf(
  'src/node/blob-store.ts',
  ['tests/simulation/files.test.ts'],
  [
    {
      rule: 'M8',
      breaks: 'what an erased file leaves in its slots stays there',
      find: 'blobs.erase(gone.extents, slots.end)',
      put: 'void gone'
    },
    {
      rule: 'M8',
      breaks: 'a chunk counts before it is on the disk',
      find: '      blobs.flush()\n',
      put: ''
    },
    {
      rule: 'M3',
      breaks: 'a chunk that rotted on the disk is handed out',
      find: 'if (isChunkOf(list, index, sealed)) return sealed',
      put: 'return sealed'
    }
  ]
)

const losses = [
  ...mutantsOf(
    'src/node/fetches.ts',
    ['tests/simulation/file-losses.test.ts'],
    [
      {
        rule: 'M6',
        breaks: 'files that nobody has keep back those that somebody has',
        find: 'if (isAlone) return false',
        put: 'return false'
      }
    ]
  ),
  ...mutantsOf(
    'src/node/blob-store.ts',
    ['tests/simulation/file-losses.test.ts'],
    [
      {
        rule: 'M8',
        breaks: 'a place that a full disk kept takes the slots of another file',
        find: 'return { kept: read.filter(({ blob }) => !stale.has(blob))',
        put: 'return { kept: read'
      }
    ]
  ),
  ...mutantsOf(
    'src/node/intents-files.ts',
    ['tests/simulation/file-losses.test.ts'],
    [
      {
        rule: 'M8',
        breaks: 'what could not be sent belongs to a draft and to nobody at once',
        find: 'for (const { held } of ready) files.store.unkeep(held.blob)',
        put: 'void files'
      }
    ]
  )
]

const slots = mutantsOf(
  'src/files/slots.ts',
  ['tests/files/blob.test.ts'],
  [
    {
      rule: 'M8',
      breaks: 'a slot is given to two files',
      find: 'free = rest\n',
      put: 'rest.length = 0\n'
    },
    {
      rule: 'M8',
      breaks: 'slots that were given back are never used again',
      find: 'free = joined([...free, ...extents].toSorted((a, b) => a.first - b.first))',
      put: 'free = joined(free)'
    }
  ]
)

const kinds = mutantsOf(
  'src/files/kinds.ts',
  ['tests/files/blob.test.ts'],
  [
    {
      rule: 'M10',
      breaks: 'a drawing that may hold a script is a picture',
      find: "'image/avif'])",
      put: "'image/avif', 'image/svg+xml'])"
    }
  ]
)

const header = mutantsOf(
  'src/app/picture-header.ts',
  ['tests/app/files.test.ts'],
  [
    {
      rule: 'M10',
      breaks: 'a picture of any number of pixels is decoded',
      find: 'return width * height > pixelsMax',
      put: 'return width * height < 0'
    },
    {
      rule: 'M10',
      breaks: 'whatever is no other picture counts as a JPEG',
      find: 'return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpegHeader(bytes) : undefined',
      put: "return jpegHeader(bytes) ?? { mime: 'image/jpeg', width: 1, height: 1 }"
    }
  ]
)

const saved = mutantsOf(
  'src/app/files.ts',
  ['tests/app/files.test.ts'],
  [
    {
      rule: 'M10',
      breaks: 'a file is saved with a type that runs',
      find: "type: 'application/octet-stream'",
      put: "type: 'text/html'"
    }
  ]
)

const bare = mutantsOf(
  'src/app/bare-jpeg.ts',
  ['tests/app/bare-picture.test.ts'],
  [
    {
      rule: 'W3',
      breaks: 'what a camera says stays in a JPEG',
      find: 'return marker >= 0xc0 && marker < 0xe0 && !isRestart(marker)',
      put: 'return marker >= 0xc0 && !isRestart(marker)'
    },
    {
      rule: 'W3',
      breaks: 'what hangs behind the end of a picture goes with it',
      find: 'if (marker === endOfImage) return true',
      put: 'if (marker === endOfImage) { kept.keep(from, bytes.length); return true }'
    }
  ]
)

export const mutantsOfFiles: readonly Mutant[] = [...store, ...losses, ...slots, ...kinds, ...header, ...saved, ...bare]
