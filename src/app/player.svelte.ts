// Owns the one player of the app: what sounds now, where it is, how fast. Another conversation does not end it. Knows no message and no words.

import { untrack } from 'svelte'
import type { Result } from '../base/result.ts'
import type { Refusal } from '../node/api-intents.ts'
import { mediaHeadBytes, playableType } from './media-header.ts'

/** Something that can be listened to. */
export interface Track {
  /** The same for the same sound, wherever it is shown. */
  readonly key: string
  readonly title: string
  readonly durationMs: number
  load(signal: AbortSignal): Promise<Result<Blob, Refusal>>
  /** It began to sound. */
  started(): void
  /** What sounds after it by itself. */
  next(): Promise<Track | undefined>
  /** Shows where it stands. */
  show(): void
}

export type PlayerState = 'loading' | 'playing' | 'paused' | 'failed'
/** It is not what it says it is; this browser has no decoder for it; it is not here. */
export type PlayerFailure = 'contradicts' | 'no-decoder' | 'broken' | 'not-here'

const speeds = [1, 1.5, 2] as const
/** A browser that does not know how long a recording is finds its end when it is asked for a place beyond it. */
const beyondSeconds = 1e9

export class Player {
  readonly #sound: HTMLAudioElement
  #track: Track | undefined
  #state: PlayerState
  #failure: PlayerFailure | undefined
  #positionMs: number
  #speed: (typeof speeds)[number]
  /** How many places on the screen show what sounds now. */
  #seen: number
  #loading = new AbortController()
  #url: string | undefined

  constructor(sound: HTMLAudioElement) {
    this.#sound = sound
    this.#track = $state.raw()
    this.#state = $state('paused')
    this.#failure = $state.raw()
    this.#positionMs = $state(0)
    this.#speed = $state(1)
    this.#seen = $state(0)
    sound.addEventListener('timeupdate', () => this.#follow())
    sound.addEventListener('play', () => this.#url !== undefined && (this.#state = 'playing'))
    sound.addEventListener('pause', () => this.#state === 'playing' && (this.#state = 'paused'))
    sound.addEventListener('ended', () => void this.#ended())
    sound.addEventListener('error', () => this.#url !== undefined && this.#fail('broken'))
  }

  get track(): Track | undefined {
    return this.#track
  }

  get state(): PlayerState {
    return this.#state
  }

  get failure(): PlayerFailure | undefined {
    return this.#failure
  }

  get positionMs(): number {
    return this.#positionMs
  }

  get speed(): number {
    return this.#speed
  }

  /** Whether what sounds stands on the screen. */
  get inSight(): boolean {
    return this.#seen > 0
  }

  isAt(key: string): boolean {
    return this.#track?.key === key
  }

  /** What sounds now came into sight; returns how to take it back. */
  sees(): () => void {
    const count = (by: number): void => untrack(() => void (this.#seen += by))
    count(1)
    return () => count(-1)
  }

  /** Plays it, or pauses it where it sounds already. `at`: from this place. */
  async toggle(track: Track, at?: number): Promise<void> {
    if (!this.isAt(track.key) || this.#state === 'failed') return await this.#start(track, at ?? 0)
    if (this.#state === 'paused') await this.#play()
    else this.pause()
  }

  /** What is still on its way does not begin to sound later. */
  pause(): void {
    if (untrack(() => this.#state) === 'loading') this.stop()
    else this.#sound.pause()
  }

  seek(ms: number): void {
    if (this.#url === undefined) return
    this.#positionMs = ms
    this.#sound.currentTime = ms / 1000
  }

  /** The next speed, from the last one back to the first. */
  faster(): void {
    this.#speed = speeds[(speeds.indexOf(this.#speed) + 1) % speeds.length] ?? 1
    this.#sound.playbackRate = this.#speed
  }

  stop(): void {
    this.#loading.abort()
    this.#sound.pause()
    if (this.#url !== undefined) {
      URL.revokeObjectURL(this.#url)
      this.#url = undefined
      this.#sound.removeAttribute('src')
      this.#sound.load()
    }
    this.#track = undefined
    this.#state = 'paused'
    this.#failure = undefined
    this.#positionMs = 0
  }

  async #start(track: Track, at: number): Promise<void> {
    this.stop()
    this.#track = track
    this.#state = 'loading'
    this.#loading = new AbortController()
    const { signal } = this.#loading
    const loaded = await track.load(signal)
    if (signal.aborted) return
    if (!loaded.ok) return this.#fail('not-here')
    const type = playableType(new Uint8Array(await loaded.value.slice(0, mediaHeadBytes).arrayBuffer()), 'audio')
    if (signal.aborted) return
    if (type === undefined) return this.#fail('contradicts')
    if (this.#sound.canPlayType(type) === '') return this.#fail('no-decoder')
    this.#url = URL.createObjectURL(loaded.value.slice(0, loaded.value.size, type))
    this.#sound.src = this.#url
    this.#sound.playbackRate = this.#speed
    this.#sound.defaultPlaybackRate = this.#speed
    await this.#findEnd(signal)
    if (signal.aborted || this.#failure !== undefined) return
    if (at > 0) this.seek(at)
    track.started()
    await this.#play()
  }

  /** Recordings of a browser do not say how long they are; without an end no place in them can be gone to. */
  async #findEnd(signal: AbortSignal): Promise<void> {
    const sound = this.#sound
    await heard(sound, ['loadedmetadata', 'error'], signal)
    if (sound.duration !== Infinity) return
    sound.currentTime = beyondSeconds
    await heard(sound, ['seeked', 'error'], signal)
    sound.currentTime = 0
    await heard(sound, ['seeked', 'error'], signal)
  }

  async #play(): Promise<void> {
    try {
      await this.#sound.play()
    } catch (error) {
      // Pausing while it begins is no failure.
      if (!(error instanceof DOMException) || error.name !== 'AbortError') this.#fail('broken')
    }
  }

  #follow(): void {
    if (this.#state !== 'loading') this.#positionMs = this.#sound.currentTime * 1000
  }

  async #ended(): Promise<void> {
    const track = this.#track
    if (track === undefined || this.#state === 'loading') return
    this.#state = 'paused'
    this.#sound.currentTime = 0
    this.#positionMs = 0
    const next = await track.next()
    if (next !== undefined && this.#track === track && this.#state === 'paused') await this.#start(next, 0)
  }

  #fail(failure: PlayerFailure): void {
    this.#state = 'failed'
    this.#failure = failure
  }
}

function heard(sound: HTMLAudioElement, names: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const name of names) sound.removeEventListener(name, done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    for (const name of names) sound.addEventListener(name, done)
    signal.addEventListener('abort', done)
  })
}
