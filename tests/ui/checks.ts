// Owns what is asked of a page that shows a screen: what it loses where there is little room, what moves although nothing shall, which
// states only a colour tells, and where the focus goes that Tab moves. Each gives sentences about what is wrong; none is the good answer.
// Functions marked so run in the page and see nothing of this file.

import type { Page } from 'playwright-core'

/** In the page: anything that can only be reached by scrolling sideways, or not at all. */
export function lostAt(width: number): readonly string[] {
  const nameOf = (element: Element): string => {
    const id = element.closest('[data-testid]')?.getAttribute('data-testid') ?? ''
    return `${id} ${element.tagName.toLowerCase()} ${(element.textContent ?? '').trim().slice(0, 30)}`
  }
  const hidden = (element: Element): boolean => {
    const { visibility, display, opacity, position } = getComputedStyle(element)
    const box = element.getBoundingClientRect()
    if (visibility === 'hidden' || display === 'none' || box.width <= 1 || box.height <= 1) return true
    return opacity === '0' || (position === 'absolute' && box.width <= 1)
  }
  const lost: string[] = []
  for (const element of document.querySelectorAll('body *')) {
    if (hidden(element)) continue
    const box = element.getBoundingClientRect()
    const { overflowX } = getComputedStyle(element)
    if (/auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth + 1)
      lost.push(`scrolls: ${nameOf(element)}`)
    if (
      element.matches('button, a, input, textarea, select, p, h1, h2, h3') &&
      (box.right > width + 1 || box.left < -1)
    )
      lost.push(`beyond the edge: ${nameOf(element)}`)
  }
  if (document.documentElement.scrollWidth > width) lost.push('the page scrolls sideways')
  return lost
}

/** In the page, where less motion is wished: what moves for longer than an eye follows. */
export function moving(): readonly string[] {
  return document
    .getAnimations()
    .filter(
      ({ effect, playState }) => playState === 'running' && Number(effect?.getComputedTiming().activeDuration) > 50
    )
    .map(({ effect }) => {
      const target = effect instanceof KeyframeEffect ? effect.target : null
      return `moves: ${target?.closest('[data-testid]')?.getAttribute('data-testid') ?? ''} ${target?.className ?? ''}`
    })
}

/** In the page, under forced colours: what is chosen and looks as what beside it is not. */
export function statesAlike(): readonly string[] {
  const marks = ['aria-selected', 'aria-pressed', 'aria-checked', 'aria-current'] as const
  const isOn = (element: Element, mark: string): boolean => !['false', null].includes(element.getAttribute(mark))
  const lookOf = (element: Element): string => {
    const parts = [element, element.firstElementChild, element.parentElement].flatMap((part) =>
      part === null
        ? []
        : [getComputedStyle(part), getComputedStyle(part, '::before'), getComputedStyle(part, '::after')]
    )
    const styles = parts.map((style) => [
      style.content,
      style.backgroundColor,
      style.color,
      style.border,
      style.outline,
      style.textDecorationLine,
      style.fontWeight
    ])
    return JSON.stringify([styles, element.querySelectorAll('svg').length])
  }
  const alike: string[] = []
  for (const mark of marks) {
    for (const on of document.querySelectorAll(`[${mark}]`)) {
      if (!isOn(on, mark) || on.getClientRects().length === 0) continue
      const hook = on.getAttribute('data-testid')
      const others = [...document.querySelectorAll(`${on.tagName}${hook === null ? '' : `[data-testid="${hook}"]`}`)]
      const off = others.find(
        (other) =>
          !isOn(other, mark) &&
          other.getClientRects().length > 0 &&
          other.getAttribute('role') === on.getAttribute('role') &&
          other.parentElement?.parentElement === on.parentElement?.parentElement
      )
      if (off !== undefined && lookOf(on) === lookOf(off)) alike.push(`${mark} of ${hook ?? on.tagName} is not seen`)
    }
  }
  return alike
}

/** In the page: what a dialog covers, and whoever hears or touches the screen comes to all the same. Tab alone is held in the dialog. */
export function reachedBehind(): readonly string[] {
  const modals = [...document.querySelectorAll('[aria-modal="true"]')]
  const covered = [...(modals.length > 0 ? document.querySelectorAll('.app') : []), ...modals.slice(0, -1)]
  return covered.some((each) => !each.matches('[inert]')) ? ['what the dialog covers is reached'] : []
}

interface Walked extends Element {
  walked?: 'there' | 'reached'
}

/** In the page, before a round of Tab: what stands here now is what it has to come to. */
function beginWalk(): void {
  document.querySelectorAll<Walked>('body *').forEach((element) => (element.walked = 'there'))
}

/** In the page: what lies over all else has the focus soon after it is drawn. */
async function settleFocus(): Promise<void> {
  const modals = document.querySelectorAll('[role="dialog"], [role="alertdialog"], [role="menu"]')
  const top = modals.item(modals.length - 1)
  for (let frame = 0; frame < 20 && top !== null && !top.contains(document.activeElement); frame += 1)
    await new Promise((resolve) => requestAnimationFrame(resolve))
}

/** In the page: whether the focus came to something new, and what is wrong with it there. */
async function focusNow(): Promise<{ readonly came: 'new' | 'again' | 'nowhere'; readonly wrong: readonly string[] }> {
  const element: Walked | null = document.activeElement
  if (element === null || element === document.body) return { came: 'nowhere', wrong: [] }
  const came = element.walked === 'reached' ? 'again' : 'new'
  element.walked = 'reached'
  const hook = element.closest('[data-testid]')?.getAttribute('data-testid') ?? ''
  const words = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 30)
  const name = `${hook} ${element.tagName.toLowerCase()} ${words}`
  // A dialog takes the focus as a whole where nothing in it is first; in a field the caret shows it.
  const shows = (part: Element | null): boolean => {
    if (part === null) return false
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(part)
    const isClear = /[,/] ?0%?\)$/.test(outlineColor)
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !isClear
  }
  const seen =
    element.matches('[role="dialog"], [role="alertdialog"], textarea, input:not([type="checkbox"], [type="radio"])') ||
    [element, element.parentElement, element.nextElementSibling].some(shows)
  const wrong = seen ? [] : [`focus is not seen: ${name}`]
  const covered = (): string | undefined => {
    const { left, top, width, height } = element.getBoundingClientRect()
    if (width <= 1 || height <= 1) return undefined
    let by = 'the edge'
    for (const [across, down] of [0.5, 0.1, 0.9].flatMap((x) => [0.5, 0.1, 0.9].map((y) => [x, y] as const))) {
      const above = document.elementFromPoint(left + width * across, top + height * down)
      if (above === null) continue
      // A toast goes by itself, and can be closed.
      if (above.closest('[data-testid="toast"]') !== null) return undefined
      if (element.contains(above) || above.contains(element) || above.closest('label')?.contains(element))
        return undefined
      by = `${above.tagName} ${above.closest('[data-testid]')?.getAttribute('data-testid') ?? above.className}`
    }
    return by
  }
  // What is brought into view comes there within some frames.
  for (let frame = 0; frame < 10 && covered() !== undefined; frame += 1)
    await new Promise((resolve) => requestAnimationFrame(resolve))
  const by = covered()
  if (by !== undefined && document.activeElement === element) wrong.push(`focus is behind ${by}: ${name}`)
  return { came, wrong }
}

/**
 * In the page, after a round of Tab: what a pointer can press and Tab did not come to. Of a list that arrows walk one stands for all; in a
 * conversation what no Tab comes to is done by the keys of a message and by the menu that one of them opens.
 */
function unreached(): readonly string[] {
  const arrows =
    '[role="listbox"], [role="menu"], [role="radiogroup"], [role="tablist"], [role="toolbar"], [role="grid"], [role="log"]'
  const pressed = 'button, a[href], input:not([type="radio"]), textarea, select'
  const hookOf = (element: Element): string => element.getAttribute('data-testid') ?? element.className
  const isWalked = (element: HTMLElement): boolean => {
    const list = element.closest(arrows)
    return list !== null && (!list.matches('[role="log"]') || element.tabIndex < 0)
  }
  const modals = document.querySelectorAll('[role="dialog"], [role="alertdialog"], [role="menu"]')
  const scope = modals.item(modals.length - 1) ?? document.body
  const all = [...scope.querySelectorAll<Walked & HTMLElement>(pressed)]
  const reached = new Set(all.filter(({ walked }) => walked === 'reached').map(hookOf))
  return all
    .filter((element) => {
      if (element.walked !== 'there' || element.matches(':disabled, [inert] *, [aria-hidden="true"] *')) return false
      const { visibility } = getComputedStyle(element)
      if (visibility === 'hidden' || element.getClientRects().length === 0 || isWalked(element)) return false
      return element.tabIndex >= 0 || !reached.has(hookOf(element))
    })
    .map((element) => {
      const words = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 30)
      return `Tab does not reach: ${hookOf(element)} ${words}`
    })
}

/** Presses Tab around the page once, or as often as a patient person would. */
export async function walk(page: Page): Promise<readonly string[]> {
  const wrong = new Set<string>()
  let again = 0
  let outside = 0
  await page.evaluate(beginWalk)
  await page.evaluate(settleFocus)
  for (let step = 0; step < 120 && outside < 3; step += 1) {
    await page.keyboard.press('Tab')
    const { came, wrong: here } = await page.evaluate(focusNow)
    for (const each of here) wrong.add(each)
    outside = came === 'nowhere' ? outside + 1 : 0
    // A field for a date is several stops and one element; between the last and the first stop the browser itself may have the focus.
    if (came === 'new') again = 0
    else if (came === 'again') again += 1
    if (again < 7) continue
    for (const each of await page.evaluate(unreached)) wrong.add(each)
    return [...wrong]
  }
  if (outside < 3) return [...wrong, 'Tab does not come round']
  const anything = await page.locator('button:enabled:visible, a[href]:visible').count()
  return anything > 0 ? [...wrong, 'the focus is lost'] : [...wrong]
}
