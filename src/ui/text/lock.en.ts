// Owns the English words of lock and backup; with its type the list of all of them.

export const lockEn = {
  screen: {
    title: 'Locked',
    text: 'What is stored here is encrypted. Nothing arrives until it is unlocked.',
    passphrase: 'Passphrase',
    unlock: 'Unlock',
    working: 'Unlocking…',
    passkey: 'Unlock with passkey',
    forgotten:
      'Passphrase forgotten? Nobody can open this device then. Another device of yours, or someone of the team, can bring you back in.'
  },
  now: 'Lock',
  title: 'Lock',
  none: 'No lock',
  noneText: 'Whoever copies this device’s storage can read your messages.',
  set: 'Set a passphrase',
  on: 'Locked with a passphrase',
  onText: 'It is asked for at every start, and after a time without you.',
  change: 'Change passphrase',
  remove: 'Remove the lock',
  removeText: 'Without a lock, whoever copies this device’s storage can read your messages.',
  demanded: (minutes: number) =>
    `This team asks for a lock on every device, after ${minutes === 1 ? '1 minute' : `${minutes} minutes`} at the latest.`,
  current: 'Current passphrase',
  new: 'New passphrase',
  newHint: 'Four words or at least 12 characters. It is never sent anywhere, and nobody can reset it.',
  again: 'The same once more',
  differs: 'The two are not the same.',
  strength: {
    short: 'Too short: four words or 12 characters.',
    enough: 'Long enough.',
    strong: 'Good and long.'
  },
  show: 'Show what I type',
  known: 'Someone knew the old one',
  knownText:
    'Everything here is encrypted anew. That takes a moment and room for a second copy; passkeys have to be added again.',
  save: 'Set passphrase',
  saving: 'Encrypting…',
  after: 'Lock by itself after',
  minutes: (count: number) => (count === 0 ? 'Never' : count === 1 ? '1 minute' : `${count} minutes`),
  passkey: 'Passkey',
  passkeyText: 'Unlock with fingerprint, face or security key. The passphrase keeps working.',
  passkeyOn: 'A passkey opens this device too.',
  passkeyAdd: 'Add passkey',
  passkeyRemove: 'Remove passkey',
  done: {
    set: 'Passphrase set',
    removed: 'Lock removed',
    'passkey-added': 'Passkey added',
    'passkey-removed': 'Passkey removed',
    'backup-made': 'The backup is in your downloads',
    restored: 'The backup is back'
  },
  refusals: {
    'wrong-passphrase': 'That is not the right passphrase. Nothing was changed.',
    'passphrase-short': 'Too short: four words or 12 characters are needed.',
    'passkey-cancelled': 'The passkey was not used. Nothing was changed.',
    'passkey-without-secret': 'This passkey cannot open the storage of this device. The passphrase can.',
    'no-memory': 'There is not enough memory free. Close other tabs and try again.',
    'disk-full': 'There is not enough space for a second copy. Nothing was changed.',
    'no-storage': 'The browser did not write it down. Nothing was changed.',
    'wrong-key': 'What opens the storage of this device cannot be read. Nothing was changed.',
    stopped: 'Flurfunk has stopped. Everything written is safely stored.'
  },
  backup: {
    title: 'Backup',
    text: 'One encrypted file with everything this device has: messages, keys, team. Whoever has the file and the passphrase can be this device.',
    make: 'Make a backup',
    passphrase: 'Passphrase for the backup',
    save: 'Save file',
    working: 'Encrypting…',
    fileName: 'flurfunk-backup',
    restore: 'Restore a backup',
    restoreHint: 'With the file of a device you no longer have.',
    restoreText: 'The device in the backup continues here. It must no longer be in use anywhere else.',
    file: 'Backup file',
    choose: 'Choose a file',
    restoreSubmit: 'Restore',
    restoring: 'Restoring…',
    noFile: 'A file is needed.',
    refusals: {
      'wrong-passphrase': 'The passphrase does not open this backup. Nothing was changed.',
      'passphrase-short': 'Too short: four words or 12 characters are needed.',
      'not-a-backup': 'This file is not a backup of Flurfunk. Nothing was changed.',
      damaged: 'This backup is incomplete or damaged. Nothing was changed.',
      'newer-version': 'This backup was made by a newer version. Reload Flurfunk first.',
      'already-in-team': 'The team of this backup is on this device already. Nothing was changed.',
      'too-many-teams': 'A device holds eight teams at most. Remove one from here first.',
      'no-team': 'There is nothing to back up yet.',
      'no-memory': 'There is not enough memory free. Close other tabs and try again.',
      'disk-full': 'There is not enough space on this device. Nothing was changed.',
      stopped: 'Flurfunk has stopped. Everything written is safely stored.'
    }
  }
}

export type LockWords = typeof lockEn
