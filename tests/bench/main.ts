// The command `npm run bench`: measures everything, or one part of it, and prints one table. It fails on a ratio that is over its
// limit; milliseconds are told, never judged.
//   npm run bench [-- node|browser|felt|search|pads|crowd|teams|sealing|file|gigabyte|signaling|quick]

import { sodiumReady } from '../../src/crypto/sodium.ts'
import { startBrowserBench, type BrowserBench } from './browser.ts'
import { benchFile } from './browser-file.ts'
import { benchFelt } from './browser-felt.ts'
import { benchBrowserOpen, benchMemory } from './browser-open.ts'
import { benchPeople } from './browser-people.ts'
import { benchSealing } from './browser-sealing.ts'
import { benchTeams } from './browser-teams.ts'
import { budgetRows } from './budget.ts'
import { benchCatchUp } from './catch-up.ts'
import { benchColdOpen } from './cold-open.ts'
import { benchCrowd } from './crowd.ts'
import { benchLocal } from './local.ts'
import { isOver, tableOf, type Row } from './rows.ts'
import { benchPads } from './pads.ts'
import { benchSearch } from './search.ts'
import { benchSignaling } from './signaling.ts'
import { benchStored } from './stored.ts'

type Rows = Promise<readonly Row[]>

const parts = {
  node: async (): Rows => [
    ...(await benchCatchUp([10_000, 100_000], 2)),
    ...(await benchLocal(5)),
    ...(await benchCrowd(5)),
    ...(await benchStored(1000, 100_000)),
    ...(await benchSearch(100_000)),
    ...(await benchPads(10_000)),
    ...(await benchColdOpen([1000, 100_000, 1_000_000], 100_000))
  ],
  browser: inBrowser(browserRows),
  /** What is felt in the window, by itself: two minutes. */
  felt: inBrowser((bench) => benchFelt(bench, 100_000)),
  /** Finding, by itself: a quarter of a minute. */
  search: (): Rows => benchSearch(100_000),
  /** Opening an old pad, by itself: half a minute. */
  pads: (): Rows => benchPads(10_000),
  /** A team that grows, by itself: half a minute. */
  crowd: (): Rows => benchCrowd(5),
  /** Several teams in one window, by themselves: three minutes. */
  teams: inBrowser(benchTeams),
  /** A person who types while a large team gets new keys, by itself: half a minute. */
  sealing: inBrowser(benchSealing),
  /** A file between two people, by itself: half a minute. */
  file: inBrowser((bench) => benchFile(bench, 128)),
  /** A large one, whose memory is watched: some minutes, and three gigabytes of disk. */
  gigabyte: inBrowser((bench) => benchFile(bench, 1024)),
  signaling: signalingRows,
  /** Under a minute: the same measures on short histories, so that the bench itself is known to work. */
  quick: async (): Rows => [
    ...(await benchCatchUp([2000, 10_000], 3)),
    ...(await benchLocal(3)),
    ...(await benchCrowd(3)),
    ...(await benchStored(1000, 10_000)),
    ...(await benchSearch(10_000)),
    ...(await benchPads(1000)),
    ...(await benchColdOpen([1000, 10_000]))
  ]
} as const

/** Rows that need Chromium and the real server. */
function inBrowser(measure: (bench: BrowserBench) => Rows): () => Rows {
  return async () => {
    const bench = await startBrowserBench()
    try {
      return await measure(bench)
    } finally {
      await bench.close()
    }
  }
}

async function browserRows(bench: BrowserBench): Rows {
  return [
    ...(await benchPeople(bench)),
    ...(await benchFile(bench, 128)),
    ...(await benchSealing(bench)),
    ...(await benchBrowserOpen(bench, [1000, 100_000])),
    ...(await benchMemory(bench)),
    ...(await benchFelt(bench, 100_000)),
    ...(await benchTeams(bench)),
    ...budgetRows()
  ]
}

async function signalingRows(): Rows {
  const measures = await benchSignaling()
  return measures.map(({ name, value, baseline }) => ({
    name,
    value,
    unit: '1/s',
    ...(baseline === undefined
      ? {}
      : { baseline: { name: 'stock y-webrtc server', value: baseline }, limit: { least: 0.7 } })
  }))
}

const asked = process.argv[2]
const chosen = asked === undefined ? (['node', 'browser', 'signaling'] as const) : [nameOf(asked)]

function nameOf(text: string): keyof typeof parts {
  if (text in parts) return text as keyof typeof parts
  console.error(`usage: npm run bench [-- ${Object.keys(parts).join('|')}]`)
  process.exit(2)
}

await sodiumReady
const beganMs = performance.now()
const rows: Row[] = []
for (const name of chosen) {
  console.error(`-- ${name}`)
  rows.push(...(await parts[name]()))
}
console.log(tableOf(rows))
const over = rows.filter(isOver)
const seconds = Math.round((performance.now() - beganMs) / 1000)
console.log(`\n${rows.length} rows in ${seconds} s, ${over.length} over their limit`)
process.exit(over.length === 0 ? 0 : 1)
