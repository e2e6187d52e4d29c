// Owns what a measure is and how the table of them is printed. A ratio of one run is judged; what it is made of is only shown.

/** One line of the table. */
export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: Unit
  /** The same unit, the same run. */
  readonly baseline?: { readonly name: string; readonly value: number }
  /** What the ratio of value and baseline is held to; without one it is only told. */
  readonly limit?: { readonly most: number } | { readonly least: number }
}

export type Unit = 'ms' | '1/s' | 'MB/s' | 'MB' | 'KiB' | 'rows' | 'sockets' | 'µs/entry'

/** Of value and baseline; undefined without one. */
export function ratioOf({ value, baseline }: Row): number | undefined {
  return baseline === undefined ? undefined : value / baseline.value
}

/** Whether a row is beyond its limit; also when there is no number where one belongs. */
export function isOver(row: Row): boolean {
  if (row.limit === undefined) return false
  const ratio = ratioOf(row)
  if (ratio === undefined || Number.isNaN(ratio)) return true
  return 'most' in row.limit ? ratio > row.limit.most : ratio < row.limit.least
}

const head = ['what', 'value', 'against', 'ratio', 'held to', ''] as const

/** The table as Markdown with aligned columns. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [head, ...rows.map(cellsOf)]
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  return [line(head), rule, ...lines.slice(1).map(line)].join('\n')
}

function cellsOf(row: Row): readonly string[] {
  const { name, value, unit, baseline, limit } = row
  const ratio = ratioOf(row)
  return [
    name,
    `${shown(value)} ${unit}`,
    baseline === undefined ? '' : `${baseline.name}: ${shown(baseline.value)}`,
    ratio === undefined ? '' : ratio.toFixed(2),
    limit === undefined ? '' : 'most' in limit ? `≤ ${limit.most}` : `≥ ${limit.least}`,
    limit === undefined ? '' : isOver(row) ? 'over' : 'ok'
  ]
}

function shown(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return String(Math.round(value))
  return value.toPrecision(3)
}
