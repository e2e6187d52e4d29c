// Owns the keys that are pressed between asking for a field and its being there: they are meant for it, not for the field that has the focus,
// where Enter would send them to others.

/** Waits for a part of the screen, and gives with it what was typed meanwhile; for as long as `isWanted`. */
export async function withKeys<Part>(
  loading: Promise<Part>,
  isWanted: () => boolean
): Promise<readonly [Part, string]> {
  let typed: readonly string[] = []
  const keydown = (event: KeyboardEvent): void => {
    const isCommand = (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState('AltGraph')
    if (!isWanted() || isCommand || event.isComposing) return
    if ([...event.key].length === 1) typed = [...typed, event.key]
    else if (event.key === 'Backspace') typed = typed.slice(0, -1)
    else if (event.key !== 'Enter') return
    event.preventDefault()
    event.stopPropagation()
  }
  window.addEventListener('keydown', keydown, { capture: true })
  try {
    return [await loading, typed.join('')]
  } finally {
    window.removeEventListener('keydown', keydown, { capture: true })
  }
}
