// Owns when a passphrase is long enough (A7): window and worker ask the same question. Knows no key.

/** 'enough': four words or 12 characters. 'strong': six words or 20 characters. Length is all that counts, for it is all one can know. */
export type PassphraseStrength = 'short' | 'enough' | 'strong'

export function strengthOf(passphrase: string): PassphraseStrength {
  const words = passphrase.split(/\s+/u).filter((word) => word !== '')
  const characters = [...words.join('')].length
  // Words of one letter are no words: what counts as four words has at least as much to guess as eight characters.
  const count = words.filter((word) => [...word].length > 1).length
  if (characters >= 20 || count >= 6) return 'strong'
  return characters >= 12 || count >= 4 ? 'enough' : 'short'
}
