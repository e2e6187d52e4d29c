// Owns the rows about the size of the first load: what `.ci/budget.mjs` weighs, as rows of this table.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Row } from './rows.ts'

const script = fileURLToPath(new URL('../../.ci/budget.mjs', import.meta.url))
/** `network, after first paint      128.0 of  145 KiB  ok` */
const linePattern = /^(.+?)\s+([\d.]+) of\s+(\d+) KiB {2}(.+)$/

/** One row for each part of the built app; a part that is missing counts as too heavy. */
export function budgetRows(): readonly Row[] {
  const { stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8' })
  return stdout.split('\n').flatMap((line): readonly Row[] => {
    const [, part, weight, budget, verdict] = linePattern.exec(line) ?? []
    if (part === undefined) return []
    const value = verdict === 'no such file' ? Number.NaN : Number(weight)
    const baseline = { name: 'budget', value: Number(budget) }
    return [{ name: `gzip: ${part}`, value, unit: 'KiB', baseline, limit: { most: 1 } }]
  })
}
