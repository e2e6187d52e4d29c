// Owns how we are: ok, shedding load, or on the way out; and what /healthz and /metrics say about it. It knows counts, never
// who they belong to.
import { createHash, timingSafeEqual } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { textAnswer, retryAfter, type Answer } from './answers.ts'
import type { Counters } from './counters.ts'
import type { Limits } from './limits.ts'

export type State = 'ok' | 'busy' | 'draining'

/** One second of looking at ourselves. */
export interface Sample {
  readonly loopDelayMs: number
  readonly memoryBytes: number
}

/** Whether we shed load, and for how many seconds in a row the samples have spoken for a change. */
export interface Load {
  readonly shedding: boolean
  readonly seconds: number
}

export interface LoadBounds extends Pick<Limits, 'loopDelayMsMax' | 'overloadSeconds' | 'recoverySeconds'> {
  readonly memoryBytesMax: number
}

/**
 * Shedding begins after `overloadSeconds` of late timers, or at once beyond the memory bound; it ends after `recoverySeconds`
 * with timers below half their bound and memory below nine tenths: a process rarely gives back half of what it once took.
 */
export function nextLoad(load: Load, sample: Sample, bounds: LoadBounds): Load {
  if (!load.shedding) {
    if (sample.memoryBytes > bounds.memoryBytesMax) return { shedding: true, seconds: 0 }
    const seconds = sample.loopDelayMs > bounds.loopDelayMsMax ? load.seconds + 1 : 0
    return seconds >= bounds.overloadSeconds ? { shedding: true, seconds: 0 } : { shedding: false, seconds }
  }
  const calm = sample.loopDelayMs < bounds.loopDelayMsMax / 2 && sample.memoryBytes < bounds.memoryBytesMax * 0.9
  const seconds = calm ? load.seconds + 1 : 0
  return seconds >= bounds.recoverySeconds ? { shedding: false, seconds: 0 } : { shedding: true, seconds }
}

export interface Health {
  state(): State
  /** From here on nobody new comes in. */
  drain(): void
  loopDelaySeconds(): { readonly median: number; readonly p99: number }
  stop(): void
}

/** Looks every second; `log` hears when shedding begins and ends. */
export function watchHealth(watch: { bounds: LoadBounds; log: (line: string) => void }): Health {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  let draining = false
  let last = { median: 0, p99: 0 }
  const atStart = nextLoad({ shedding: false, seconds: 0 }, { loopDelayMs: 0, memoryBytes: rss() }, watch.bounds)
  let load = atStart
  const timer = setInterval(() => {
    last = { median: delay.percentile(50) / 1e9, p99: delay.percentile(99) / 1e9 }
    delay.reset()
    const next = nextLoad(load, { loopDelayMs: last.p99 * 1_000, memoryBytes: rss() }, watch.bounds)
    if (next.shedding !== load.shedding) watch.log(next.shedding ? 'busy: refusing new connections' : 'no longer busy')
    load = next
  }, 1_000)
  timer.unref()

  return {
    state: () => (draining ? 'draining' : load.shedding ? 'busy' : 'ok'),
    drain: () => {
      draining = true
    },
    loopDelaySeconds: () => last,
    stop() {
      clearInterval(timer)
      delay.disable()
    }
  }
}

function rss(): number {
  return process.memoryUsage.rss()
}

export function healthAnswer(state: State): Answer {
  return state === 'ok' ? textAnswer(200, 'ok') : textAnswer(503, state, retryAfter())
}

/** Compares in constant time; `authorization` is the header as it came. */
export function isBearer(authorization: string | undefined, token: string | undefined): boolean {
  if (token === undefined || authorization === undefined) return false
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(authorization), digest(`Bearer ${token}`))
}

/** What is true at this moment, beside the totals. */
export interface Gauges {
  readonly state: State
  readonly build: string
  readonly signal: { readonly connections: number; readonly topics: number; readonly subscriptions: number }
  readonly relay: { readonly connections: number; readonly reservations: number; readonly circuits: number }
  readonly loopDelaySeconds: { readonly median: number; readonly p99: number }
}

/** Prometheus text format 0.0.4. */
export function metricsAnswer(gauges: Gauges, counters: Counters): Answer {
  const { signal, relay, loopDelaySeconds } = gauges
  const usage = process.cpuUsage()
  const states = (['ok', 'busy', 'draining'] as const).map((state) => [
    `state="${state}"`,
    gauges.state === state ? 1 : 0
  ])
  const lines = [
    family('flurfunk_state', 'gauge', states),
    family('flurfunk_signal_connections', 'gauge', [['', signal.connections]]),
    family('flurfunk_signal_topics', 'gauge', [['', signal.topics]]),
    family('flurfunk_signal_subscriptions', 'gauge', [['', signal.subscriptions]]),
    family('flurfunk_signal_messages_total', 'counter', labelled('type', counters.messages)),
    family('flurfunk_refused_total', 'counter', labelled('reason', counters.refused)),
    family('flurfunk_relay_connections', 'gauge', [['', relay.connections]]),
    family('flurfunk_relay_reservations', 'gauge', [['', relay.reservations]]),
    family('flurfunk_relay_circuits', 'gauge', [['', relay.circuits]]),
    family('flurfunk_relay_bytes_total', 'counter', [['', counters.relayBytes]]),
    family('flurfunk_stun_answers_total', 'counter', [['', counters.stunAnswers]]),
    family('flurfunk_loop_delay_seconds', 'gauge', [
      ['quantile="0.5"', loopDelaySeconds.median],
      ['quantile="0.99"', loopDelaySeconds.p99]
    ]),
    family('flurfunk_build_info', 'gauge', [[`version="${gauges.build}"`, 1]]),
    family('process_resident_memory_bytes', 'gauge', [['', rss()]]),
    family('process_cpu_seconds_total', 'counter', [['', (usage.user + usage.system) / 1e6]])
  ]
  return {
    status: 200,
    headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control': 'no-store' },
    body: lines.join('')
  }
}

function labelled(label: string, totals: ReadonlyMap<string, number>): (string | number)[][] {
  return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, total]) => [`${label}="${kind}"`, total])
}

function family(name: string, type: 'counter' | 'gauge', values: readonly (string | number)[][]): string {
  const lines = values.map(([labels, value]) => `${name}${labels === '' ? '' : `{${labels}}`} ${value}\n`)
  return `# TYPE ${name} ${type}\n${lines.join('')}`
}
