// Owns copying words for another app: it says that it was done, or that the browser did not let it.

import type { Toasts } from '../../app/toasts.svelte.ts'

/** True: the words were copied. Browsers refuse it without focus, by policy, and to pages of plain http. */
export async function copyWords(words: string, toasts: Toasts): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words)
  } catch {
    toasts.show({ type: 'not-copied' })
    return false
  }
  toasts.show({ type: 'did', what: 'copied' })
  return true
}
