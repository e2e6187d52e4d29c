// Owns the choice of language for words that only screens fetched later need, so that the first screen does not carry them.

import type { Text } from '../text/text.svelte.ts'
import { verifyScreensDe } from '../text/verify-screens.de.ts'
import { verifyScreensEn } from '../text/verify-screens.en.ts'

/** Read in a template or a derived it follows a change of language. */
export function screenWords(text: Text): typeof verifyScreensEn {
  return text.language === 'de' ? verifyScreensDe : verifyScreensEn
}
