// Shows what the window does with sound: first bytes before any decoder, loudness as a picture, one player for all, a microphone that is
// open exactly as long as it records.

import { resolveObjectURL } from 'node:buffer'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { concat, repeat, utf8 } from '../../src/base/bytes.ts'
import { limits } from '../../src/base/limits.ts'
import { err, ok } from '../../src/base/result.ts'
import { keyOf } from '../../src/app/files.ts'
import { playableType } from '../../src/app/media-header.ts'
import { Player, type Track } from '../../src/app/player.svelte.ts'
import { Recording, recordingMs, type RecordingWorld } from '../../src/app/recording.svelte.ts'
import { loadSeen, seenType, thumbnailOf } from '../../src/app/seen-files.ts'
import { voiceTrack } from '../../src/app/voice-track.ts'
import { clockOf, levelOf, waveformOf } from '../../src/app/waveform.ts'
import { fitting, heldIn, movedBy, scaleMax, zoomAt } from '../../src/app/zoom.ts'
import type { NodeApi } from '../../src/node/api.ts'
import { fakeFile } from '../fixtures/fake-files.ts'
import { fakePicture } from '../fixtures/fake-picture.ts'
import { fakeHost } from '../fixtures/fake-host.ts'
import { channel, conversationId, emptyWorld, entryHash, message, person } from '../fixtures/fake-world.ts'
import { given, reading, settled } from './reading.svelte.ts'

const webm = concat(Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3), repeat(1, 60))

describe('first bytes', () => {
  test('[M10] sound says what it is before it is decoded, and everything else is none', () => {
    expect(playableType(webm, 'audio')).toBe('audio/webm')
    expect(playableType(webm, 'video')).toBe('video/webm')
    expect(playableType(concat(repeat(0, 4), utf8('ftypM4A ')), 'audio')).toBe('audio/mp4')
    expect(playableType(utf8('OggS....'), 'audio')).toBe('audio/ogg')
    expect(playableType(utf8('RIFF....WAVE'), 'audio')).toBe('audio/wav')
    expect(playableType(utf8('RIFF....WAVE'), 'video')).toBeUndefined()
    expect(playableType(utf8('ID3.'), 'audio')).toBe('audio/mpeg')
    for (const bytes of [utf8('<!doctype html>'), utf8('<svg/>'), utf8('%PDF-1.7'), Uint8Array.of(0xff, 0xd8, 0xff)])
      expect(playableType(bytes, 'audio')).toBeUndefined()
  })

  test('[M10] whatever the bytes are, there is an answer', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void playableType(bytes, 'audio')))
  })
})

describe('the picture of a recording', () => {
  test('[M1] at most 64 values, the loudest of each stretch, and never more than readers take', () => {
    expect(waveformOf([])).toEqual(new Uint8Array(0))
    expect([...waveformOf([0, 1, 0.25, 0], 2)]).toEqual([255, 128])
    expect([...waveformOf([1, 0], 4)]).toEqual([255, 255, 0, 0])
    expect(waveformOf(new Array<number>(36_000).fill(0.5)).length).toBe(64)
    expect(64).toBeLessThanOrEqual(limits.waveformBytesMax)
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 500 }), (levels) => {
        const peaks = waveformOf(levels)
        expect(peaks.length).toBe(levels.length === 0 ? 0 : 64)
        if (levels.some((level) => level >= 1)) expect(Math.max(...peaks)).toBe(255)
      })
    )
    expect(levelOf(Float32Array.of(0.1, -0.5, 0.2))).toBeCloseTo(0.5)
  })

  test('a length reads as a clock', () => {
    expect([0, 7_400, 760_000, 3_723_000].map(clockOf)).toEqual(['0:00', '0:07', '12:40', '1:02:03'])
  })
})

/** An audio element of this house's own: it tells what it is told. */
class FakeSound extends EventTarget {
  src = ''
  currentTime = 0
  duration = 12
  playbackRate = 1
  defaultPlaybackRate = 1
  plays = false
  decoders = true
  canPlayType = (): string => (this.decoders ? 'maybe' : '')
  removeAttribute = (): void => void (this.src = '')
  load(): void {
    this.plays = false
  }
  play(): Promise<void> {
    this.plays = true
    this.dispatchEvent(new Event('play'))
    return Promise.resolve()
  }
  pause(): void {
    this.plays = false
    this.dispatchEvent(new Event('pause'))
  }
  /** Its first bytes were understood. */
  ready(): void {
    this.dispatchEvent(new Event('loadedmetadata'))
  }
}

function trackOf(key: string, by: Partial<Track> = {}): Track {
  return {
    key,
    title: key,
    durationMs: 12_000,
    load: () => Promise.resolve(ok(new Blob([new Uint8Array(webm)]))),
    started: () => undefined,
    next: () => Promise.resolve(undefined),
    show: () => undefined,
    ...by
  }
}

function playerWith(sound = new FakeSound()): { readonly player: Player; readonly sound: FakeSound } {
  return { player: new Player(sound as unknown as HTMLAudioElement), sound }
}

async function starts({ player, sound }: ReturnType<typeof playerWith>, track: Track): Promise<void> {
  const going = player.toggle(track)
  await vi.waitFor(() => expect(sound.src).not.toBe(''))
  sound.ready()
  await going
}

describe('the player', () => {
  test('one thing sounds at a time, pauses, goes on, and changes its speed', async () => {
    const both = playerWith()
    const { player, sound } = both
    const begun: string[] = []
    await starts(both, trackOf('a', { started: () => begun.push('a') }))
    expect([player.state, player.isAt('a'), sound.plays]).toEqual(['playing', true, true])
    await player.toggle(trackOf('a'))
    expect(player.state).toBe('paused')
    await player.toggle(trackOf('a'))
    expect(player.state).toBe('playing')
    for (const speed of [1.5, 2, 1, 1.5]) {
      player.faster()
      expect([player.speed, sound.playbackRate]).toEqual([speed, speed])
    }
    await starts(both, trackOf('b'))
    expect([player.isAt('a'), player.isAt('b'), sound.playbackRate, begun]).toEqual([false, true, 1.5, ['a']])
    player.seek(5_000)
    expect([player.positionMs, sound.currentTime]).toEqual([5_000, 5])
    player.stop()
    expect([player.track, player.positionMs, sound.src]).toEqual([undefined, 0, ''])
  })

  test('what is paused while it is on its way does not begin to sound', async () => {
    for (const quiet of [(player: Player) => player.pause(), (player: Player) => player.toggle(trackOf('slow'))]) {
      const { player, sound } = playerWith()
      const begun: string[] = []
      let arrive = (): void => undefined
      const there = new Promise<void>((resolve) => (arrive = resolve))
      const load: Track['load'] = () => there.then(() => ok(new Blob([new Uint8Array(webm)])))
      const going = player.toggle(trackOf('slow', { load, started: () => begun.push('slow') }))
      expect(player.state).toBe('loading')
      await quiet(player)
      arrive()
      await going
      expect([player.track, player.state, sound.plays, sound.src, begun]).toEqual([undefined, 'paused', false, '', []])
    }
  })

  test('at its end the next one of the run sounds by itself, and after the last one nothing', async () => {
    const both = playerWith()
    const { player, sound } = both
    await starts(both, trackOf('a', { next: () => Promise.resolve(trackOf('b')) }))
    sound.dispatchEvent(new Event('ended'))
    await vi.waitFor(() => expect(player.isAt('b')).toBe(true))
    await vi.waitFor(() => expect(sound.src).not.toBe(''))
    sound.ready()
    await vi.waitFor(() => expect(player.state).toBe('playing'))
    sound.dispatchEvent(new Event('ended'))
    await vi.waitFor(() => expect(player.state).toBe('paused'))
    expect([player.isAt('b'), player.positionMs]).toEqual([true, 0])
  })

  test('[M10] what is no sound, has no decoder, is broken or not here says so, and is not decoded', async () => {
    const { player, sound } = playerWith()
    const page = ok(new Blob(['<!doctype html><script>']))
    await player.toggle(trackOf('page', { load: () => Promise.resolve(page) }))
    expect([player.state, player.failure, sound.src]).toEqual(['failed', 'contradicts', ''])
    await player.toggle(trackOf('away', { load: () => Promise.resolve(err('file-not-here')) }))
    expect(player.failure).toBe('not-here')
    sound.decoders = false
    await player.toggle(trackOf('odd'))
    expect([player.failure, sound.src]).toEqual(['no-decoder', ''])
    sound.decoders = true
    const going = player.toggle(trackOf('broken'))
    await vi.waitFor(() => expect(sound.src).not.toBe(''))
    sound.dispatchEvent(new Event('error'))
    await going
    expect(player.failure).toBe('broken')
  })
})

describe('a voice message', () => {
  const anna = person({ name: 'Anna', role: 'member', devices: [] })
  const spoken = (index: number) => fakeFile(index, { kind: 'voice', here: 'whole', durationMs: 1000 })
  const said = (index: number) =>
    message({ by: anna, text: '', at: index * 60_000, more: { files: [spoken(index)] } }, 1)

  test('is followed by the one said directly after it, named in the same words', async () => {
    const [first, second] = [said(1), said(2)]
    const messages = [first, second, message({ by: anna, text: 'und?', at: 180_000 }, 1), said(4)]
    const everyone = channel('', messages, { everyone: true })
    const { node } = fakeHost({ ...emptyWorld(), members: [anna], conversations: [everyone] })
    const track = voiceTrack({
      node,
      place: { conversation: everyone.id, message: first.message, place: 0 },
      file: spoken(1),
      author: { name: first.authorName, mine: first.mine },
      titleOf: ({ name, mine }) => `from ${name}, ${mine}`,
      show: () => undefined
    })
    const next = await track.next()
    expect([track.title, next?.title]).toEqual(['from Anna, false', 'from Anna, false'])
    expect(next?.key).toBe(keyOf({ conversation: everyone.id, message: second.message, place: 0 }))
    expect(await next?.next()).toBeUndefined()
  })
})

describe('what is seen', () => {
  test('[M10] the first bytes decide: only what agrees with what it was sent as gets a type', () => {
    const picture = fakePicture({ width: 4, height: 4 })
    expect(seenType({ kind: 'picture' }, picture)).toEqual(ok('image/png'))
    expect(seenType({ kind: 'video' }, webm)).toEqual(ok('video/webm'))
    expect(seenType({ kind: 'sound' }, webm)).toEqual(ok('audio/webm'))
    for (const kind of ['picture', 'video', 'sound', 'voice', 'document'] as const)
      for (const bytes of [utf8('<svg onload=x>'), utf8('<!doctype html>'), utf8('%PDF-1.7'), utf8('PK..')])
        expect(seenType({ kind }, bytes)).toEqual(err('contradicts'))
    expect(seenType({ kind: 'document' }, picture)).toEqual(err('contradicts'))
  })

  test('[M10] a picture of too many bytes or too many pixels is not read at all', async () => {
    const asked: string[] = []
    const bomb = fakePicture({ width: 4, height: 4 })
    bomb.set([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60], 16)
    const node: NodeApi = {
      submit(intent) {
        asked.push(intent.type)
        return Promise.resolve(ok({ bytes: bomb }))
      },
      watch: () => () => undefined
    }
    const place = { conversation: conversationId('c'), message: entryHash('m'), place: 0 }
    const never = new AbortController().signal
    expect(await loadSeen(node, place, fakeFile(1, { size: 65 * 1024 * 1024 }), never)).toEqual(err('tooLarge'))
    expect(asked).toEqual([])
    expect(await loadSeen(node, place, fakeFile(1, { size: bomb.length }), never)).toEqual(err('tooLarge'))
    expect(asked).toEqual(['read-file'])
  })
})

describe('a thumbnail', () => {
  const place = { conversation: conversationId('c'), message: entryHash('m'), place: 0 }

  function thumbnails(bytes: Uint8Array = fakePicture({ width: 4, height: 4 })) {
    const asked: number[] = []
    const node: NodeApi = {
      submit(intent) {
        if (intent.type === 'read-thumbnail') asked.push(intent.place)
        return Promise.resolve(ok({ bytes }))
      },
      watch: () => () => undefined
    }
    const shown = given<typeof place | undefined>(place)
    const tile = reading(() => thumbnailOf(node, () => shown.current))
    return { asked, shown, tile, url: () => tile.value?.url }
  }

  test('is read once, however often its message is told anew; another one takes its place', async () => {
    const { asked, shown, url } = thumbnails()
    await settled()
    const first = url()
    shown.current = { ...place }
    await settled()
    expect([asked, url()]).toEqual([[0], first])
    expect(resolveObjectURL(first ?? '')?.type).toBe('image/png')
    shown.current = { ...place, place: 1 }
    await settled()
    expect([asked, resolveObjectURL(first ?? '')]).toEqual([[0, 1], undefined])
    expect(resolveObjectURL(url() ?? '')?.type).toBe('image/png')
    shown.current = undefined
    await settled()
    expect([asked, url()]).toEqual([[0, 1], undefined])
  })

  test('[M10] gives its address back when it goes, and what is no picture never has one', async () => {
    const { tile, url } = thumbnails()
    await settled()
    const first = url() ?? ''
    expect(resolveObjectURL(first)).toBeDefined()
    tile.stop()
    expect(resolveObjectURL(first)).toBeUndefined()
    const early = thumbnails()
    early.tile.stop()
    const page = thumbnails(utf8('<!doctype html>'))
    await settled()
    expect([early.url(), page.url(), page.asked]).toEqual([undefined, undefined, [0]])
  })
})

describe('looking closely', () => {
  const frame = { width: 400, height: 300 }
  const picture = { width: 1600, height: 1200 }
  const zooms = fc.record({
    scale: fc.double({ min: 1, max: scaleMax, noNaN: true }),
    x: fc.integer(),
    y: fc.integer()
  })
  const points = fc.record({ x: fc.integer({ min: -200, max: 200 }), y: fc.integer({ min: -150, max: 150 }) })

  test('what is under the finger stays there', () => {
    expect(zoomAt(fitting, 2, { x: 50, y: 20 })).toEqual({ scale: 2, x: -50, y: -20 })
    fc.assert(
      fc.property(zooms, fc.double({ min: 0.2, max: 5, noNaN: true }), points, (zoom, factor, at) => {
        const next = zoomAt(zoom, factor, at)
        expect(next.scale).toBeGreaterThanOrEqual(1)
        expect(next.scale).toBeLessThanOrEqual(scaleMax)
        expect((at.x - next.x) / next.scale).toBeCloseTo((at.x - zoom.x) / zoom.scale, 3)
      })
    )
  })

  test('no edge comes further in than the frame is wide, and what fits stays in the middle', () => {
    expect(heldIn({ scale: 1, x: 90, y: -40 }, picture, frame)).toEqual({ scale: 1, x: 0, y: 0 })
    expect(heldIn(movedBy({ scale: 2, x: 0, y: 0 }, { x: 900, y: 0 }), picture, frame).x).toBe(200)
    fc.assert(
      fc.property(zooms, (zoom) => {
        const held = heldIn(zoom, picture, frame)
        expect(Math.abs(held.x)).toBeLessThanOrEqual((frame.width * zoom.scale - frame.width) / 2 + 1e-6)
        expect(heldIn(held, picture, frame)).toEqual(held)
      })
    )
  })
})

class FakeRecorder extends EventTarget {
  state = 'inactive'
  start(): void {
    this.state = 'recording'
  }
  stop(): void {
    this.state = 'inactive'
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: new Blob(['sound']) }))
    this.dispatchEvent(new Event('stop'))
  }
}

function microphone(): { readonly world: RecordingWorld; readonly tracks: { open: number }; pass(ms: number): void } {
  let now = 0
  const tracks = { open: 0 }
  const stream = (): MediaStream => {
    tracks.open += 1
    const track = Object.assign(new EventTarget(), { stop: () => (tracks.open -= 1) })
    return { getTracks: () => [track], getAudioTracks: () => [track] } as unknown as MediaStream
  }
  const world: RecordingWorld = {
    microphone: () => Promise.resolve(stream()),
    canRecord: (type) => type.startsWith('audio/webm'),
    record: () => new FakeRecorder() as unknown as MediaRecorder,
    listen: () => ({ level: () => 0.25, end: () => undefined }),
    now: () => now
  }
  return {
    world,
    tracks,
    pass(ms) {
      now += ms
      vi.advanceTimersByTime(ms)
    }
  }
}

describe('a recording', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const settled = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(0))

  test('[W8] the microphone is open from the tap to the end, and then there is something to listen to', async () => {
    const { world, tracks, pass } = microphone()
    const recording = new Recording(world)
    expect(recording.state.type).toBe('asking')
    await settled()
    expect([recording.state.type, tracks.open]).toEqual(['recording', 1])
    pass(4_000)
    recording.finish()
    const { state } = recording
    expect(state.type === 'done' && [state.blob.type, state.waveform[0]]).toEqual(['audio/webm', 128])
    expect([recording.elapsedMs, tracks.open]).toEqual([4_000, 0])
  })

  test('[W8] refused, absent and impossible are told apart, and nothing was recorded', async () => {
    const { world } = microphone()
    const fails = (name: string) => () => Promise.reject(new DOMException('', name))
    const whyOf = async (by: Partial<RecordingWorld>) => {
      const recording = new Recording({ ...world, ...by })
      await settled()
      return recording.state
    }
    expect(await whyOf({ microphone: fails('NotAllowedError') })).toEqual({ type: 'refused', why: 'denied' })
    expect(await whyOf({ microphone: fails('NotFoundError') })).toEqual({ type: 'refused', why: 'missing' })
    expect(await whyOf({ canRecord: () => false })).toEqual({ type: 'refused', why: 'unsupported' })
    expect(await whyOf({ microphone: undefined })).toEqual({ type: 'refused', why: 'unsupported' })
  })

  test('[W8] where the browser cannot record after all, the microphone is closed at once', async () => {
    const { world, tracks } = microphone()
    const fails = (): never => {
      throw new DOMException('', 'NotSupportedError')
    }
    for (const by of [{ record: fails }, { listen: fails }]) {
      const recording = new Recording({ ...world, ...by })
      await settled()
      expect([recording.state, tracks.open]).toEqual([{ type: 'refused', why: 'unsupported' }, 0])
    }
  })

  test('is sent once, however often that is asked; only what failed can be sent again', async () => {
    const { world } = microphone()
    const recording = new Recording(world)
    await settled()
    recording.finish()
    const arrive: ((isSent: boolean) => void)[] = []
    const post = (): Promise<boolean> => new Promise((resolve) => arrive.push(resolve))
    const first = recording.send(post)
    const again = recording.send(post)
    expect([arrive.length, recording.sending]).toEqual([1, true])
    arrive[0]?.(false)
    await Promise.all([first, again])
    expect([recording.state.type, recording.sending]).toEqual(['done', false])
    const second = recording.send(post)
    arrive[1]?.(true)
    await second
    await recording.send(post)
    expect([recording.state.type, arrive.length]).toEqual(['sent', 2])
  })

  test('discarding, lifting the finger too early and the longest length each close the microphone', async () => {
    const { world, tracks, pass } = microphone()
    const discarded = new Recording(world)
    await settled()
    discarded.discard()
    expect([discarded.state.type, tracks.open]).toEqual(['discarded', 0])
    const early = new Recording(world)
    early.finish()
    await settled()
    expect([early.state.type, tracks.open]).toEqual(['discarded', 0])
    const long = new Recording(world)
    await settled()
    pass(recordingMs + 100)
    expect([long.state.type, tracks.open]).toEqual(['done', 0])
  })
})
