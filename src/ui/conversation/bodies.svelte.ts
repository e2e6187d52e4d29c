// Owns the bodies of messages that not every conversation has: files, polls, what is seen once. They come after the first screen, and are
// drawn in the same frame as text from then on, so that no row grows under the eyes of who opens a conversation.

import type { Row } from '../../app/rows.ts'

const fetchAll = async () => {
  const [files, poll, once] = await Promise.all([
    import('../files/MessageFiles.svelte'),
    import('../acts/PollBody.svelte'),
    import('../acts/OnceBody.svelte')
  ])
  return { MessageFiles: files.default, PollBody: poll.default, OnceBody: once.default }
}

type Bodies = Awaited<ReturnType<typeof fetchAll>>

/** `failed`: they were not to be had, and are asked for again with the next conversation. */
let state = $state.raw<Bodies | 'new' | 'fetching' | 'failed'>('new')

/** undefined: not here. */
export const bodies = (): Bodies | undefined => (typeof state === 'string' ? undefined : state)

export async function fetchBodies(): Promise<void> {
  if (state !== 'new' && state !== 'failed') return
  state = 'fetching'
  state = await fetchAll().catch(() => 'failed' as const)
}

/** Whether these rows have the height that they will keep, as far as it is up to these bodies. */
export const areWhole = (rows: readonly Row[]): boolean =>
  (state !== 'new' && state !== 'fetching') ||
  rows.every(({ message }) => message.files.length === 0 && message.poll === undefined && message.once === undefined)
