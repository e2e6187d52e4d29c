// Owns a team whose people show pictures of themselves, one of them a broken one. The pictures are drawn here: a head before a wall.

import { pictured } from '../../fixtures/fake-life.ts'
import type { FakeWorld } from '../../fixtures/fake-world.ts'

const edge = 192

export function withFaces(world: FakeWorld): FakeWorld {
  world.members = world.members.map((each, index) => {
    // One shows none, and what another shows only begins like a picture.
    if (index === 2) return each
    return pictured(world, each, index === 4 ? face(index).subarray(0, 60) : face(index))
  })
  return world
}

function face(index: number): Uint8Array {
  const canvas = document.createElement('canvas')
  canvas.width = edge
  canvas.height = edge
  const context = canvas.getContext('2d')
  if (context === null) return new Uint8Array(0)
  const hue = 35 + index * 77
  const wall = context.createLinearGradient(0, 0, edge, edge)
  wall.addColorStop(0, `hsl(${hue} 38% 82%)`)
  wall.addColorStop(1, `hsl(${hue + 40} 34% 58%)`)
  context.fillStyle = wall
  context.fillRect(0, 0, edge, edge)
  const round = (x: number, y: number, [wide, high]: readonly [number, number], colour: string): void => {
    context.fillStyle = colour
    context.beginPath()
    context.ellipse(x, y, wide, high, 0, 0, 2 * Math.PI)
    context.fill()
  }
  const middle = edge / 2
  round(middle, edge * 1.02, [edge * 0.4, edge * 0.34], `hsl(${hue + 170} 32% 34%)`)
  round(middle, edge * 0.42, [edge * 0.235, edge * 0.27], `hsl(${20 + index * 4} 42% ${22 + index * 7}%)`)
  round(middle, edge * 0.47, [edge * 0.19, edge * 0.235], `hsl(24 46% ${74 - index * 6}%)`)
  const base64 = canvas.toDataURL('image/webp', 0.8).split(',')[1] ?? ''
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}
