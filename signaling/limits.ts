// Owns every bound of the signaling process, with its unit, and the token bucket that enforces the ones per second. What
// lies beyond a bound (a status, a close code, silence) is decided where the bound is met. It knows no socket.

const kib = 1024
const mib = 1024 * kib

export interface Limits {
  /** TCP connections of every kind; Node drops what comes after. WebSockets, files and probes share them. */
  readonly connectionsMax: number
  readonly socketsMax: number
  /** A whole site may come from one address. */
  readonly socketsPerAddressMax: number
  readonly newSocketsPerSecond: number
  readonly newSocketsBurst: number

  readonly signalMessageBytesMax: number
  readonly signalMessagesPerSecond: number
  readonly signalMessagesBurst: number
  readonly signalBytesPerSecond: number
  readonly signalBytesBurst: number
  readonly signalDropsPerMinuteMax: number
  readonly topicsPerSocketMax: number
  readonly topicCharsMax: number
  readonly topicsMax: number
  readonly subscribersPerTopicMax: number
  readonly deliveriesPerSecond: number
  /** A reader with more than this unsent misses deliveries … */
  readonly unsentBytesSkip: number
  /** … and is closed once unsent and missed bytes together pass this. */
  readonly unsentBytesClose: number

  readonly pingIntervalMs: number
  readonly missedPingsMax: number
  readonly headerBytesMax: number
  readonly headerWaitMs: number
  /** How long a connection of `--lan` may stay silent before it has shown whether it speaks TLS. */
  readonly firstByteWaitMs: number

  readonly relayConnectionsMax: number
  readonly relayReservationsMax: number
  readonly relayInboundPerSecond: number
  readonly hopStreamsInMax: number
  readonly stopStreamsOutMax: number
  readonly circuitBytesMax: number
  readonly relayMessageBytesMax: number
  readonly relayBytesPerSecond: number
  readonly relayBytesBurst: number
  readonly relayUnsentBytesMax: number

  readonly stunAnswersPerSecond: number
  readonly stunAnswersBurst: number

  readonly addressIdleMs: number
  readonly addressesMax: number

  readonly loopDelayMsMax: number
  readonly overloadSeconds: number
  readonly recoverySeconds: number
  /** How long a socket we close may take to agree; then it is cut. */
  readonly closeWaitMs: number
  /** The same at shutdown, all of which stays under 5 s. */
  readonly farewellMs: number
}

export const defaultLimits: Limits = {
  connectionsMax: 4_000,
  socketsMax: 2_000,
  socketsPerAddressMax: 500,
  newSocketsPerSecond: 30,
  newSocketsBurst: 300,

  signalMessageBytesMax: 32 * kib,
  signalMessagesPerSecond: 20,
  signalMessagesBurst: 300,
  signalBytesPerSecond: 64 * kib,
  signalBytesBurst: mib,
  signalDropsPerMinuteMax: 1_000,
  topicsPerSocketMax: 128,
  topicCharsMax: 128,
  topicsMax: 20_000,
  subscribersPerTopicMax: 512,
  deliveriesPerSecond: 20_000,
  unsentBytesSkip: 256 * kib,
  unsentBytesClose: mib,

  pingIntervalMs: 30_000,
  missedPingsMax: 2,
  headerBytesMax: 16 * kib,
  headerWaitMs: 10_000,
  firstByteWaitMs: 5_000,

  relayConnectionsMax: 2_000,
  relayReservationsMax: 2_000,
  relayInboundPerSecond: 500,
  hopStreamsInMax: 256,
  stopStreamsOutMax: 300,
  circuitBytesMax: 4 * 1024 * mib,
  relayMessageBytesMax: 8 * mib,
  relayBytesPerSecond: 8 * mib,
  relayBytesBurst: 32 * mib,
  relayUnsentBytesMax: 4 * mib,

  stunAnswersPerSecond: 20,
  stunAnswersBurst: 100,

  addressIdleMs: 10 * 60_000,
  addressesMax: 50_000,

  loopDelayMsMax: 200,
  overloadSeconds: 5,
  recoverySeconds: 10,
  closeWaitMs: 5_000,
  farewellMs: 1_000
}

export interface Bucket {
  /** Takes `amount` if that much is there; false means nothing was taken. */
  take(amount: number): boolean
  /** Takes `amount` in any case and says how many milliseconds to wait until the debt is paid: 0 without debt. */
  owe(amount: number): number
}

/** A token bucket: full at the start, refilled by the monotonic clock, never above `burst`. */
export function createBucket(pace: { perSecond: number; burst: number }): Bucket {
  let tokens = pace.burst
  let filledAtMs = performance.now()

  function refill(): void {
    const nowMs = performance.now()
    tokens = Math.min(pace.burst, tokens + ((nowMs - filledAtMs) * pace.perSecond) / 1_000)
    filledAtMs = nowMs
  }

  return {
    take(amount) {
      refill()
      if (tokens < amount) return false
      tokens -= amount
      return true
    },
    owe(amount) {
      refill()
      tokens -= amount
      return tokens >= 0 ? 0 : Math.ceil((-tokens * 1_000) / pace.perSecond)
    }
  }
}
