// Owns the English words about several teams on one device.

import { pluralOf } from './plural.ts'

const plural = pluralOf('en-GB')

export const teamsEn = {
  rail: 'Teams',
  add: 'Another team',
  addHint: 'Start or join a further team. It learns nothing of this one.',
  addTitle: 'Another team',
  addSentence:
    'It stands beside the teams that are here, with keys and connections of its own. None learns of another.',
  switch: 'Change team',
  waiting: (count: number) =>
    plural(count, { one: '# unread message in other teams', other: '# unread messages in other teams' }),
  joining: 'Joining…',
  stopped: 'has stopped',
  stoppedTitle: (team: string) => `“${team}” has stopped`,
  stoppedText:
    'Something unexpected happened in this team. Everything written is safely stored on this device. Your other teams go on.',
  restart: 'Start this team again',
  item: (name: string, unread: string) => (unread === '' ? name : `${name}, ${unread}`),
  here: 'On this device',
  forget: 'Remove this team from this device',
  forgetTitle: (team: string) => `Remove “${team}” from this device?`,
  forgetText:
    'Everything of this team that is stored here is erased: messages, keys, drafts. What other devices have stays there. For the team this device stays a member until someone removes it; to come back you need a new invitation.',
  forgetAct: 'Erase and remove',
  rejoin: 'Join with a new invitation',
  keys: 'Change to team 1 … 8'
}
