// Owns how the memory of a page and of its worker is asked for, after everything that is garbage has gone.

import type { BrowserContext, CDPSession, Page } from 'playwright-core'

/** Bytes of JavaScript in use in the window and in the one worker of a page. */
export async function heapOf(
  context: BrowserContext,
  page: Page
): Promise<{ readonly window: number; readonly worker: number }> {
  const session = await context.newCDPSession(page)
  const worker = await workerOf(session)
  await session.send('HeapProfiler.collectGarbage')
  await worker('HeapProfiler.collectGarbage')
  const window = await session.send('Runtime.getHeapUsage')
  const inWorker = (await worker('Runtime.getHeapUsage')) as { readonly usedSize: number }
  return { window: window.usedSize, worker: inWorker.usedSize }
}

type Ask = (method: string) => Promise<unknown>

/** Commands to a worker travel inside messages of its page's session. */
async function workerOf(session: CDPSession): Promise<Ask> {
  const waiting = new Map<number, (result: unknown) => void>()
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result }: { id: number; result: unknown } = JSON.parse(message)
    waiting.get(id)?.(result)
    waiting.delete(id)
  })
  const attached = new Promise<string>((resolve) => {
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') resolve(sessionId)
    })
  })
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
  const sessionId = await attached
  let count = 0
  return async (method) => {
    count += 1
    const id = count
    const answer = new Promise<unknown>((resolve) => waiting.set(id, resolve))
    await session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params: {} }) })
    return await answer
  }
}
