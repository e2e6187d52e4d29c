// Owns how a picture lies in its frame: how large, and how far its middle is from the middle of the frame. Knows no pixels of a screen.

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Zoom extends Point {
  /** 1: it fits. */
  readonly scale: number
}

export interface Sides {
  readonly width: number
  readonly height: number
}

export const fitting: Zoom = { scale: 1, x: 0, y: 0 }
export const scaleMax = 8

/** Larger or smaller around a point, which stays where it is; measured from the middle of the frame. */
export function zoomAt(zoom: Zoom, factor: number, { x, y }: Point): Zoom {
  const scale = Math.min(scaleMax, Math.max(1, zoom.scale * factor))
  const by = scale / zoom.scale
  return { scale, x: x - (x - zoom.x) * by, y: y - (y - zoom.y) * by }
}

export function movedBy(zoom: Zoom, { x, y }: Point): Zoom {
  return { ...zoom, x: zoom.x + x, y: zoom.y + y }
}

/** No edge of the picture comes further in than the frame is wide. */
export function heldIn(zoom: Zoom, picture: Sides, frame: Sides): Zoom {
  const fit = Math.min(1, frame.width / picture.width, frame.height / picture.height)
  const held = (offset: number, side: number, room: number): number => {
    const most = Math.max(0, (side * fit * zoom.scale - room) / 2)
    return most === 0 ? 0 : Math.min(most, Math.max(-most, offset))
  }
  return {
    scale: zoom.scale,
    x: held(zoom.x, picture.width, frame.width),
    y: held(zoom.y, picture.height, frame.height)
  }
}
