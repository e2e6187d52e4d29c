// Owns a data channel of nothing but WebRTC between two pages, to measure ours against. Each function runs in a page and knows only itself.

declare global {
  var benchChannel: { readonly peer: RTCPeerConnection; channel: RTCDataChannel | undefined }
}

/** In the caller: begins an offer. */
export async function called(): Promise<void> {
  const peer = new RTCPeerConnection({ iceServers: [] })
  globalThis.benchChannel = { peer, channel: peer.createDataChannel('raw') }
  await peer.setLocalDescription()
}

/** In the other: begins an answer. What is as small as a message goes back; of what is larger one byte does, so that one way is measured. */
export async function answered(sdp: string): Promise<void> {
  const peer = new RTCPeerConnection({ iceServers: [] })
  globalThis.benchChannel = { peer, channel: undefined }
  peer.addEventListener('datachannel', ({ channel }) => {
    channel.binaryType = 'arraybuffer'
    channel.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) =>
      channel.send(data.byteLength > 1024 ? new ArrayBuffer(1) : data)
    )
  })
  await peer.setRemoteDescription({ type: 'offer', sdp })
  await peer.setLocalDescription()
}

/** What either of them says to the other, once all ways to it are in it. */
export async function described(): Promise<string> {
  const { peer } = benchChannel
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (peer.iceGatheringState === 'complete') resolve()
    }
    peer.addEventListener('icegatheringstatechange', look)
    look()
  })
  return peer.localDescription?.sdp ?? ''
}

export function ended(): void {
  benchChannel.peer.close()
}
