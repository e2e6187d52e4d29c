// Shows that an event of an `init` channel is not lost to who listens late, and that nothing else changes.

import { describe, expect, test } from 'vitest'
import { replayInitEvents } from '../../src/adapters/libp2p-shim.ts'

class Channel extends EventTarget {
  readyState = 'connecting'
  become(readyState: string, type: string): void {
    this.readyState = readyState
    this.dispatchEvent(new Event(type))
  }
}

/** A connection of its own class for each test: the shim changes the prototype. */
function freshConnection(): { create: (label: string) => Channel; proto: RTCPeerConnection } {
  class Connection {
    createDataChannel(_label: string): Channel {
      return new Channel()
    }
  }
  const proto = Connection.prototype as unknown as RTCPeerConnection
  return { proto, create: (label) => new Connection().createDataChannel(label) }
}

async function hears(channel: Channel, type: string): Promise<number> {
  let count = 0
  channel.addEventListener(type, () => {
    count += 1
  })
  await new Promise((resolve) => setTimeout(resolve))
  await new Promise((resolve) => setTimeout(resolve))
  return count
}

describe('the init channel', () => {
  test('who listens after `open` or `close` still hears it, once', async () => {
    const { proto, create } = freshConnection()
    replayInitEvents(proto)
    const channel = create('init')
    channel.become('open', 'open')
    expect(await hears(channel, 'open')).toBe(1)
    channel.become('closed', 'close')
    expect(await hears(channel, 'close')).toBe(1)
  })

  test('who listens in time hears the event itself and no copy', async () => {
    const { proto, create } = freshConnection()
    replayInitEvents(proto)
    const channel = create('init')
    const heard: Event[] = []
    channel.addEventListener('close', (event) => void heard.push(event))
    expect(await hears(channel, 'close')).toBe(0)
    channel.become('closed', 'close')
    expect(heard).toHaveLength(1)
  })

  test('other channels stay as they are, and shimming twice changes nothing', async () => {
    const { proto, create } = freshConnection()
    replayInitEvents(proto)
    const once = proto.createDataChannel
    replayInitEvents(proto)
    expect(proto.createDataChannel).toBe(once)
    const channel = create('chat')
    channel.become('open', 'open')
    expect(await hears(channel, 'open')).toBe(0)
  })

  test('where there is no WebRTC nothing happens', () => {
    expect(() => replayInitEvents(undefined)).not.toThrow()
  })
})
