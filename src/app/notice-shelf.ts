// Owns the notices that the system shows for this app: one after the other, and none that was overtaken by the lock. Knows no conversation.

export interface ShownNotice {
  /** A notice with the same tag takes its place. */
  readonly tag: string
  readonly title: string
  readonly body: string
  readonly silent: boolean
  /** Makes itself heard although one with its tag stands there. */
  readonly again: boolean
  /** Where a tap leads: the fragment of an address. */
  readonly address: string
}

/** What the shelf needs of the browser. */
export interface NoticeWorld {
  /** Undefined: no service worker, so no notices. */
  registration(): Promise<
    | {
        showNotification(title: string, options: NotificationOptions): Promise<void>
        getNotifications(): Promise<readonly Pick<Notification, 'tag' | 'close'>[]>
      }
    | undefined
  >
}

export class NoticeShelf {
  readonly #world: NoticeWorld
  #turn: Promise<void> = Promise.resolve()
  /** Grows with every clearing: what was asked for before it is not shown any more. */
  #clearings = 0

  constructor(world: NoticeWorld) {
    this.#world = world
  }

  show({ tag, title, body, silent, again, address }: ShownNotice): void {
    const clearings = this.#clearings
    this.#inTurn(async () => {
      const registration = await this.#world.registration()
      if (registration === undefined || clearings !== this.#clearings) return
      const options = { tag, body, silent, renotify: again && !silent, icon: '/icon-192.png', data: { address } }
      await registration.showNotification(title, options)
    })
  }

  /** Takes those away whose tags these are. */
  close(isGone: (tag: string) => boolean): void {
    this.#inTurn(async () => {
      const registration = await this.#world.registration()
      for (const notice of (await registration?.getNotifications()) ?? []) if (isGone(notice.tag)) notice.close()
    })
  }

  /** Takes all away, and drops what was about to be shown. */
  clear(): Promise<void> {
    this.#clearings += 1
    this.close(() => true)
    return this.#turn
  }

  #inTurn(act: () => Promise<void>): void {
    // A browser that refuses one notice, since its person forbade them meanwhile, may show the next.
    this.#turn = this.#turn.then(act).catch(() => undefined)
  }
}
