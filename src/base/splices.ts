// Owns how one text becomes another: what was taken out and put in where, and how a change made to an older text fits a newer one.
// Positions count UTF-16 units, as text fields do. Knows no document.

/** Takes `remove` units out at `at` and puts `insert` there. */
export interface Splice {
  readonly at: number
  readonly remove: number
  readonly insert: string
}

/** A change that may take out several pieces: what became of a splice where others wrote inside of what it takes out. */
export interface TextEdit {
  /** Ascending, apart from each other, none of them before `at`. */
  readonly ranges: readonly { readonly from: number; readonly to: number }[]
  /** Where `insert` goes, counted before anything is taken out. */
  readonly at: number
  readonly insert: string
}

export function editOf({ at, remove, insert }: Splice): TextEdit {
  return { ranges: remove > 0 ? [{ from: at, to: at + remove }] : [], at, insert }
}

/** The splices of an edit in the order in which they are to be made: none of them moves the place of a later one. */
export function splicesOf({ ranges, at, insert }: TextEdit): readonly Splice[] {
  const taken = ranges.toReversed().map(({ from, to }) => ({ at: from, remove: to - from, insert: '' }))
  return insert === '' ? taken : [...taken, { at, remove: 0, insert }]
}

export function applySplice(text: string, { at, remove, insert }: Splice): string {
  return text.slice(0, at) + insert + text.slice(at + remove)
}

export function applyEdit(text: string, edit: TextEdit): string {
  return splicesOf(edit).reduce(applySplice, text)
}

/** The same change for a text that `step` has changed meanwhile: what others put in stays, what they took out is not taken twice. */
export function rebase({ ranges, at, insert }: TextEdit, step: Splice): TextEdit {
  const end = step.at + step.remove
  const shift = step.insert.length - step.remove
  const rebased = ranges.flatMap(({ from, to }) => [
    ...(from < step.at ? [{ from, to: Math.min(to, step.at) }] : []),
    ...(to > end ? [{ from: Math.max(from, end) + shift, to: to + shift }] : [])
  ])
  return { ranges: rebased, at: movedOver(at, step), insert }
}

/** Where a place in a text stands after a change; one within what was taken out comes behind what was put in. */
export function movedOver(place: number, { at, remove, insert }: Splice): number {
  if (place < at) return place
  return Math.max(place, at + remove) - remove + insert.length
}

/** One splice that makes `after` of `before`; undefined where they are equal. Never parts the two units of one character. */
export function differenceOf(before: string, after: string): Splice | undefined {
  if (before === after) return undefined
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1
  let end = 0
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end += 1
  if (start > 0 && isHigh(before, start - 1)) start -= 1
  if (end > 0 && isLow(before, before.length - end)) end -= 1
  return { at: start, remove: before.length - end - start, insert: after.slice(start, after.length - end) }
}

/**
 * Splices that make `after` of `before`, to be made one after the other: lines, and in short stretches letters, that stand in both in the
 * same order are left alone, so that two changes do not become one that takes everything between them.
 */
export function differencesOf(before: string, after: string): readonly Splice[] {
  const whole = differenceOf(before, after)
  if (whole === undefined || whole.remove === 0 || whole.insert === '') return whole === undefined ? [] : [whole]
  const old = linesOf(before.slice(whole.at, whole.at + whole.remove))
  const fresh = linesOf(whole.insert)
  const kept = commonLines(old, fresh)
  const splices: Splice[] = []
  let at = whole.at
  let [oldFrom, freshFrom] = [0, 0]
  for (const [oldLine, freshLine] of [...kept, [old.length, fresh.length] as const]) {
    const gone = old.slice(oldFrom, oldLine).join('')
    const come = fresh.slice(freshFrom, freshLine).join('')
    for (const splice of lettersOf(gone, come)) splices.push({ ...splice, at: at + splice.at })
    at += come.length + (fresh[freshLine]?.length ?? 0)
    ;[oldFrom, freshFrom] = [oldLine + 1, freshLine + 1]
  }
  return splices
}

/** Up to this many pairs of letters are compared one by one. */
const pairsMax = 40_000

/** Splices between two short texts that leave alone as many letters as can be; between long ones a single splice. */
function lettersOf(before: string, after: string): readonly Splice[] {
  const whole = differenceOf(before, after)
  if (whole === undefined) return []
  const old = [...before.slice(whole.at, whole.at + whole.remove)]
  const fresh = [...whole.insert]
  if (old.length === 0 || fresh.length === 0 || old.length * fresh.length > pairsMax) return [whole]
  const width = fresh.length + 1
  /** How many letters two ends have in common, by where they begin. */
  const common = new Uint16Array((old.length + 1) * width)
  const at = (row: number, column: number): number => common[row * width + column] ?? 0
  for (let row = old.length - 1; row >= 0; row -= 1)
    for (let column = fresh.length - 1; column >= 0; column -= 1)
      common[row * width + column] =
        old[row] === fresh[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1))
  const splices: Splice[] = []
  let place = whole.at
  let [row, column] = [0, 0]
  while (row < old.length || column < fresh.length) {
    let [gone, come] = ['', '']
    while ((row < old.length || column < fresh.length) && (old[row] !== fresh[column] || row === old.length)) {
      if (column === fresh.length || (row < old.length && at(row + 1, column) >= at(row, column + 1)))
        gone += old[row++] ?? ''
      else come += fresh[column++] ?? ''
    }
    if (gone !== '' || come !== '') splices.push({ at: place, remove: gone.length, insert: come })
    place += come.length
    while (row < old.length && old[row] === fresh[column]) {
      place += old[row]?.length ?? 0
      row += 1
      column += 1
    }
  }
  return splices
}

/** Pairs of places of equal lines, ascending on both sides; found in one pass, so not always all there are. */
function commonLines(old: readonly string[], fresh: readonly string[]): readonly (readonly [number, number])[] {
  const placesByLine = new Map<string, number[]>()
  for (const [place, line] of old.entries()) {
    const places = placesByLine.get(line)
    if (places === undefined) placesByLine.set(line, [place])
    else places.push(place)
  }
  const pairs: (readonly [number, number])[] = []
  let from = 0
  for (const [place, line] of fresh.entries()) {
    const places = placesByLine.get(line)
    while (places !== undefined && (places[0] ?? from) < from) places.shift()
    const found = places?.shift()
    if (found === undefined) continue
    pairs.push([found, place])
    from = found + 1
  }
  return pairs
}

/** Lines with their ends, so that they join to the text again. */
function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/)
}

function isHigh(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  return unit >= 0xd800 && unit <= 0xdbff
}

function isLow(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  return unit >= 0xdc00 && unit <= 0xdfff
}
