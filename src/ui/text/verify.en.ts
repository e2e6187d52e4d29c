// Owns the English words about comparing codes, about what changed with people and devices, and about the paper key.

const named = (device: string): string => (device === '' ? '' : ` (${device})`)
export const verify = {
  changes: {
    byMe: 'you',
    byRoot: 'the root sheet',
    roles: { owner: 'an owner', admin: 'an admin', member: 'a member', guest: 'a guest' },
    joined: (name: string, by: string) => `${name} joined, let in by ${by}`,
    joinedMine: (by: string) => `You joined, let in by ${by}`,
    left: (name: string) => `${name} left the team`,
    leftMine: 'You left the team',
    removed: (name: string, by: string) => `${name} was removed from the team by ${by}`,
    role: (name: string, role: string, by: string) => `${name} is now ${role}, decided by ${by}`,
    roleMine: (role: string, by: string) => `You are now ${role}, decided by ${by}`,
    deviceAdded: (name: string, device: string, by: string) =>
      `${name} has a new device${named(device)}, added by ${by}`,
    deviceAddedMine: (device: string, by: string) => `You have a new device${named(device)}, added by ${by}`,
    deviceApproved: (name: string, device: string, by: string) =>
      `${name} came back with a new device${named(device)}, approved by ${by}`,
    deviceRevoked: (name: string, device: string, by: string) =>
      `${name}’s device${named(device)} was removed by ${by}`,
    deviceRevokedMine: (device: string, by: string) => `Your device${named(device)} was removed by ${by}`
  },
  open: 'Compare codes',
  again: 'Compare again',
  done: 'Marked as verified',
  verified: 'verified',
  changed: 'changed since',
  teamDone: 'Everyone is marked as verified',
  useDone: 'You are an owner now'
}

export const verifyRefusals = {
  'code-malformed': 'This is not a code of Flurfunk. Nothing was marked.',
  'code-differs': 'The codes are not the same. Nothing was marked.',
  'root-sheet-malformed': 'This is not a complete root sheet. It has fourteen groups of four characters.',
  'root-sheet-mistyped': 'One of the characters is not right. Check group by group; nothing was changed.',
  'root-sheet-of-another-team': 'This root sheet belongs to another team. Nothing was changed.',
  'already-owner': 'You are an owner already. The root sheet was not used.'
}
