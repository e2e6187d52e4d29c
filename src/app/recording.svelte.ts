// Owns one recording from the tap to the bytes: microphone, loudness as it goes, its end. The microphone is open exactly as long as it runs.
// Knows no conversation and no words.

import { levelOf, waveformOf } from './waveform.ts'

/** A voice message is no archive; and what is listened to must fit into the hand. */
export const recordingMs = 30 * 60_000
const lookMs = 50
/** Speech is clear at this rate; an hour of it is ten megabytes. */
const bitsPerSecond = 24_000
const types = ['audio/webm;codecs=opus', 'audio/mp4;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'] as const

/** The person or the browser said no; there is no microphone or it is taken; this browser cannot record. */
export type RecordingRefusal = 'denied' | 'missing' | 'unsupported'

export type RecordingState =
  | { readonly type: 'asking' }
  | { readonly type: 'recording' }
  | { readonly type: 'done'; readonly blob: Blob; readonly waveform: Uint8Array }
  | { readonly type: 'refused'; readonly why: RecordingRefusal }
  | { readonly type: 'discarded' }
  | { readonly type: 'sent' }

/** What of the browser it needs; a small double in tests. */
export interface RecordingWorld {
  readonly microphone: (() => Promise<MediaStream>) | undefined
  readonly canRecord: (type: string) => boolean
  readonly record: (stream: MediaStream, type: string) => MediaRecorder
  /** Loudness of a stream now, 0 … 1; and how to stop looking. */
  readonly listen: (stream: MediaStream) => { readonly level: () => number; readonly end: () => void }
  readonly now: () => number
}

export class Recording {
  readonly #world: RecordingWorld
  #state: RecordingState
  #elapsedMs: number
  #levels: readonly number[]
  readonly #all: number[] = []
  #recorder: MediaRecorder | undefined
  #wantsEnd = false
  #sending: boolean

  constructor(world: RecordingWorld) {
    this.#world = world
    this.#state = $state.raw({ type: 'asking' })
    this.#elapsedMs = $state(0)
    this.#levels = $state.raw([])
    this.#sending = $state(false)
    void this.#run()
  }

  get state(): RecordingState {
    return this.#state
  }

  get elapsedMs(): number {
    return this.#elapsedMs
  }

  /** The last moments, for the eye. */
  get levels(): readonly number[] {
    return this.#levels
  }

  /** It is on its way; whoever comes back meanwhile cannot send it again. */
  get sending(): boolean {
    return this.#sending
  }

  /** Sends it once: again only where `post` says that it failed. */
  async send(post: (blob: Blob, waveform: Uint8Array) => Promise<boolean>): Promise<void> {
    const state = this.#state
    if (state.type !== 'done' || this.#sending) return
    this.#sending = true
    const isSent = await post(state.blob, state.waveform)
    this.#sending = false
    if (isSent && this.#state === state) this.#state = { type: 'sent' }
  }

  /** Ends it; what was said so far can be listened to. Before the microphone opened there is nothing. */
  finish(): void {
    if (this.#state.type === 'asking') this.#wantsEnd = true
    else if (this.#recorder?.state === 'recording') this.#recorder.stop()
  }

  discard(): void {
    this.#state = { type: 'discarded' }
    if (this.#recorder?.state === 'recording') this.#recorder.stop()
    this.#recorder = undefined
  }

  async #run(): Promise<void> {
    const world = this.#world
    const type = types.find((each) => world.canRecord(each))
    if (world.microphone === undefined || type === undefined) return this.#refuse('unsupported')
    let stream: MediaStream
    try {
      stream = await world.microphone()
    } catch (error) {
      const isDenied = error instanceof DOMException && ['NotAllowedError', 'SecurityError'].includes(error.name)
      return this.#refuse(isDenied ? 'denied' : 'missing')
    }
    if (this.#state.type !== 'asking' || this.#wantsEnd) {
      close(stream)
      if (this.#wantsEnd) this.discard()
      return
    }
    try {
      this.#record(stream, type)
    } catch {
      // It said that it can, and cannot with this microphone.
      close(stream)
      this.#refuse('unsupported')
    }
  }

  #record(stream: MediaStream, type: string): void {
    const { record, listen, now } = this.#world
    const recorder = record(stream, type)
    recorder.start(1000)
    const ear = listen(stream)
    const parts: Blob[] = []
    const began = now()
    const looking = setInterval(() => {
      this.#elapsedMs = now() - began
      this.#all.push(ear.level())
      this.#levels = this.#all.slice(-levelsShown)
      if (this.#elapsedMs >= recordingMs) this.finish()
    }, lookMs)
    recorder.addEventListener('dataavailable', ({ data }) => void (data.size > 0 && parts.push(data)))
    recorder.addEventListener('stop', () => {
      clearInterval(looking)
      ear.end()
      close(stream)
      this.#elapsedMs = now() - began
      if (this.#state.type !== 'recording') return
      const plain = type.split(';')[0] ?? type
      const waveform = waveformOf(this.#all)
      this.#state =
        parts.length === 0 ? { type: 'discarded' } : { type: 'done', blob: new Blob(parts, { type: plain }), waveform }
    })
    // A microphone that is pulled out ends it; what was said is kept.
    stream.getAudioTracks()[0]?.addEventListener('ended', () => this.finish())
    this.#recorder = recorder
    this.#state = { type: 'recording' }
  }

  #refuse(why: RecordingRefusal): void {
    if (this.#state.type === 'asking') this.#state = { type: 'refused', why }
  }
}

function close(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

/** Loudness shown while it goes. */
export const levelsShown = 64

/** The browser as it is. */
export function browserRecording(): RecordingWorld {
  const devices = navigator.mediaDevices as MediaDevices | undefined
  const hasRecorder = typeof MediaRecorder !== 'undefined'
  return {
    microphone:
      devices === undefined
        ? undefined
        : () =>
            devices.getUserMedia({
              audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true }
            }),
    canRecord: (type) => hasRecorder && MediaRecorder.isTypeSupported(type),
    record: (stream, mimeType) => new MediaRecorder(stream, { mimeType, audioBitsPerSecond: bitsPerSecond }),
    listen(stream) {
      const context = new AudioContext()
      const analyser = context.createAnalyser()
      analyser.fftSize = 2048
      context.createMediaStreamSource(stream).connect(analyser)
      const samples = new Float32Array(analyser.fftSize)
      return {
        level() {
          analyser.getFloatTimeDomainData(samples)
          return levelOf(samples)
        },
        end: () => void context.close()
      }
    },
    now: () => performance.now()
  }
}
