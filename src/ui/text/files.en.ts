// Owns the English words about files, pictures and voice.

import { pluralOf } from './plural.ts'

const plural = pluralOf('en-GB')

export const filesEn = {
  attach: 'Attach',
  attachCamera: 'Take a picture',

  preview: {
    title: (count: number) => plural(count, { one: 'Send # file', other: 'Send # files' }),
    caption: 'Message with it',
    captionHint: 'May stay empty.',
    send: 'Send',
    sending: (percent: string) => `Being prepared: ${percent}`,
    remove: (name: string) => `Do not send ${name}`,
    unchanged: 'Send pictures unchanged',
    unchangedHint: 'Otherwise they are made smaller, and place and camera are taken out of them.',
    once: 'View once',
    onceHint: 'Everybody can look at it once. A screenshot or a changed app can keep it nevertheless.',
    noFolder: 'A folder cannot be sent. Open it and choose the files in it.',
    tooMany: 'A message holds ten files at most. The others were left out.',
    unchangedNow: 'Place and camera stay in them.',
    looking: 'Being looked at',
    stays: 'Place and camera cannot be taken out of this picture here. It would go as it is.',
    staysWanted: 'Goes as it is, with place and camera.',
    film: 'Films go as they are; many say where they were taken.',
    asItIs: 'Send as it is',
    leaveOut: (count: number) => plural(count, { one: 'Leave it out', other: 'Leave # out' })
  },

  onceUnseen: (count: number) =>
    plural(count, {
      one: '# picture cannot be shown: it is damaged, too large, or none at all. It is not kept.',
      other: '# pictures cannot be shown: they are damaged, too large, or none at all. They are not kept.'
    }),

  camera: {
    title: 'Take a picture',
    preview: 'What the camera sees',
    ask: 'The camera is on only while this is open. You look at the picture before it is sent.',
    take: 'Take the picture',
    denied: 'The browser does not let Flurfunk use the camera. Allow it in its settings, or attach a picture.',
    missing: 'There is no camera here, or another program is using it.'
  },

  kinds: {
    picture: 'Picture',
    video: 'Video',
    voice: 'Voice message',
    sound: 'Recording',
    document: 'File'
  },

  card: {
    fetch: 'Fetch',
    resume: 'Go on',
    pause: 'Pause',
    stop: 'Stop',
    save: 'Save',
    saving: 'Being saved',
    open: 'Open',
    queued: 'Waiting for its turn',
    waiting: 'Waiting for a device that has it',
    paused: 'Paused',
    full: 'No room left for files. Make room in the settings.',
    corrupt: (names: string) => `A device of ${names} sent wrong data. It is fetched from others.`,
    progress: (here: string, size: string) => `${here} of ${size}`,
    unnamed: 'Unnamed file',
    contradicts: 'This file is not what it says it is. It is not shown; it can be saved.',
    broken: 'This picture is damaged and cannot be shown. It can be saved.',
    tooLarge: 'This picture is too large to be shown here. It can be saved.'
  },

  album: {
    title: (count: number) => plural(count, { one: '# picture', other: '# pictures' }),
    open: (name: string) => `Look at ${name}`,
    more: (count: number) => plural(count, { one: '# more picture', other: '# more pictures' })
  },

  viewer: {
    title: 'Picture',
    previous: 'Previous picture',
    next: 'Next picture',
    zoomIn: 'Larger',
    zoomOut: 'Smaller',
    place: (at: number, of: number) => `${at} of ${of}`,
    loading: 'Being fetched'
  },

  voice: {
    play: 'Play',
    pause: 'Pause',
    speed: (times: string) => `Speed ${times}`,
    seek: 'Position',
    at: (here: string, length: string) => `${here} of ${length}`,
    title: 'Voice message',
    from: (name: string) => `Voice message from ${name}`,
    own: 'Your voice message',
    unheard: 'not listened to yet',
    ask: 'Flurfunk uses the microphone only while you record. Nothing leaves this device before you send it.',
    start: 'Record a voice message',
    asking: 'Waiting for the microphone',
    running: 'Recording',
    length: (time: string) => `${time} recorded`,
    stop: 'Finish recording',
    listen: 'Listen before sending',
    send: 'Send voice message',
    discard: 'Discard',
    denied: 'The browser does not let Flurfunk use the microphone. Allow it in its settings; nothing was recorded.',
    missing: 'There is no microphone here, or another program is using it.',
    unsupported: 'This browser cannot record sound. A recording made elsewhere can be attached as a file.',
    show: 'Show the message',
    end: 'Stop playing',
    failed: {
      contradicts: 'This is not a recording, whatever its sender calls it. It can be saved.',
      'no-decoder': 'This browser cannot play this kind of recording. It can be saved.',
      broken: 'This recording is damaged and cannot be played. It can be saved.',
      'not-here': 'This recording is not whole on this device yet. Fetch it first.'
    }
  },

  room: {
    title: 'Files',
    used: (used: string, quota: string) => `${used} of ${quota} used by files`,
    own: (own: string) => `${own} of it was sent from here and stays.`,
    quota: 'Room for files',
    quotaHint: 'When it is full, what was fetched longest ago goes first.',
    auto: 'Comes by itself',
    autos: {
      none: 'Nothing',
      seen: 'Pictures and voice messages up to 4 MB',
      some: 'Everything up to 10 MB',
      much: 'Everything up to 50 MB'
    },
    kinds: 'By kind',
    conversations: 'By conversation',
    free: (bytes: string) => `Free up ${bytes}`,
    freeHint:
      'Takes away what was fetched from others. It can be fetched again while somebody still has it; who that is, this device does not know. What was sent from here stays.',
    freeSure: 'Take away everything that was fetched?',
    nothing: 'No files are kept here yet.'
  },

  refusals: {
    'file-too-large': 'This file is too large. The limit is 2 GB.',
    'too-many-files': 'A message holds ten files at most.',
    'files-full': 'There is no room left for files. Give them more room in the settings, or remove some.',
    'unknown-file': 'This file is not here (any more).',
    'file-incomplete': 'This file is not ready yet. Try again in a moment.',
    'file-not-here': 'This file is not whole on this device yet. Fetch it first.'
  }
}
