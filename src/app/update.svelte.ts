// Owns how a new version comes in: it waits until the person agrees, and nothing reloads by itself (stack.md 5). Knows no team.

/** The page's end of the service worker; `undefined` where there is none. */
export interface UpdateWorld {
  register(): Promise<ServiceWorkerRegistration>
  readonly container: ServiceWorkerContainer
  readonly document: Document
  reload(): void
}

const lookEveryMs = 60 * 60_000

export class Update {
  readonly #world: UpdateWorld | undefined
  #waiting: ServiceWorker | undefined

  constructor(world: UpdateWorld | undefined) {
    this.#world = world
    this.#waiting = $state.raw()
  }

  /** A new version is on this device and waits. */
  get ready(): boolean {
    return this.#waiting !== undefined
  }

  /** Registers the service worker and looks for a new one hourly and whenever the page comes to the front; returns how to stop. */
  start(): () => void {
    const world = this.#world
    if (world === undefined) return () => undefined
    let registration: ServiceWorkerRegistration | undefined
    const look = (): void => {
      // Without a network there is no new version; the next look finds it.
      if (!world.document.hidden) registration?.update().catch(() => undefined)
    }
    const timer = setInterval(look, lookEveryMs)
    world.document.addEventListener('visibilitychange', look)
    world.register().then(
      (registered) => {
        registration = registered
        this.#follow(registered, world)
      },
      // A browser that refuses leaves the app without offline start; everything else works.
      () => undefined
    )
    return () => {
      clearInterval(timer)
      world.document.removeEventListener('visibilitychange', look)
    }
  }

  /** The person agreed: the waiting version takes over, then the page loads again. */
  accept(): void {
    const world = this.#world
    if (world === undefined) return
    world.container.addEventListener('controllerchange', () => world.reload(), { once: true })
    this.#waiting?.postMessage('take-over')
  }

  /** Not now; it is asked again at the next start. */
  putOff(): void {
    this.#waiting = undefined
  }

  #follow(registration: ServiceWorkerRegistration, world: UpdateWorld): void {
    // The very first version has nothing to replace and takes over by itself.
    if (registration.waiting !== null && world.container.controller !== null) this.#waiting = registration.waiting
    registration.addEventListener('updatefound', () => {
      const coming = registration.installing
      coming?.addEventListener('statechange', () => {
        if (coming.state === 'installed' && world.container.controller !== null) this.#waiting = coming
      })
    })
  }
}
