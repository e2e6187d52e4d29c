// Window. Owns the cure for one lost event in @libp2p/webrtc 6.0 and knows nothing else of libp2p.
//
// The dialer opens a data channel `init` and later waits for its `open` and `close`. The answerer closes that channel as soon
// as it adopts the connection; if that wins, the event was dispatched before anybody listened, the dial hangs for 6 s and
// fails, and the answerer believes it is connected (N1: one dial in six on a busy machine). It goes when upstream looks at
// `readyState` before it waits.

const replaying = Symbol.for('flurfunk.replay-init-events')

/** Lets a late listener of an `init` channel hear the event it missed. To be called before the first connection. */
export function replayInitEvents(proto: RTCPeerConnection | undefined = globalThis.RTCPeerConnection?.prototype): void {
  if (proto === undefined || replaying in proto) return
  const create = proto.createDataChannel
  proto.createDataChannel = function (this: RTCPeerConnection, label: string, init?: RTCDataChannelInit) {
    const channel = create.call(this, label, init)
    if (label === 'init') replayMissedEvents(channel)
    return channel
  }
  Object.defineProperty(proto, replaying, { value: true })
}

function replayMissedEvents(channel: RTCDataChannel): void {
  const listen = channel.addEventListener.bind(channel)
  channel.addEventListener = (
    type: string,
    heard: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions
  ): void => {
    if (heard === null) return
    listen(type, heard, options)
    const missed =
      (type === 'open' && channel.readyState !== 'connecting') || (type === 'close' && channel.readyState === 'closed')
    if (!missed) return
    setTimeout(() => {
      if (typeof heard === 'function') heard.call(channel, new Event(type))
      else heard.handleEvent(new Event(type))
    })
  }
}
