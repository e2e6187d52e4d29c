// Owns that the focus does not stay behind after a jump: what had it went with the rows that were there, or lay over them and is gone.

/**
 * Gives the focus to `land` once nothing on the screen has it. As long as something that lies over the app has it, this waits, frame by
 * frame, and no longer than `isWanted`; where anything else has it, it stays there.
 */
export function landWhenLost(land: () => void, isWanted: () => boolean): void {
  requestAnimationFrame(() => {
    if (!isWanted()) return
    const at = document.activeElement
    if (at === null || at === document.body) land()
    else if (at.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null) landWhenLost(land, isWanted)
  })
}
