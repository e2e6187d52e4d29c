// Owns what stands at the foot of the screen to be tapped or typed into, so that notes appear above it. Knows none of it.

const feet = new Set<Element>()
/** Those who hear of one that comes. */
const heard = new Set<(element: Element) => void>()

/** For what stands at the foot of a pane or a dialog, as long as it is there. */
export function foot(element: Element): () => void {
  feet.add(element)
  for (const come of heard) come(element)
  return () => void feet.delete(element)
}

/** Pixels from the lower edge of the window to above all that stands at its foot. */
export function aboveFeet(): number {
  const height = document.documentElement.clientHeight
  const shown = [...feet].map((element) => element.getBoundingClientRect()).filter((box) => box.height > 0)
  return Math.max(0, ...shown.map(({ top }) => height - top))
}

/** Hears whenever what stands at the foot may stand higher or lower. */
export function onFeet(moved: () => void): () => void {
  const sizes = new ResizeObserver(moved)
  const come = (element: Element): void => sizes.observe(element)
  for (const element of [document.documentElement, ...feet]) come(element)
  heard.add(come)
  window.visualViewport?.addEventListener('resize', moved)
  return () => {
    heard.delete(come)
    sizes.disconnect()
    window.visualViewport?.removeEventListener('resize', moved)
  }
}
