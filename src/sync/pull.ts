// Owns what to ask a peer for next: one question on the way while the last answer is digested (S7, V5, S8). Pull is the only
// brake there is, since WebRTC has none. What was asked in vain rests, so a peer that stalls or lies costs little.

import type { DeviceId, ScopeId } from '../base/ids.ts'
import { limits } from '../base/limits.ts'
import { bounds } from './bounds.ts'
import type { Frame, HeadRef, WantedLog } from './frames.ts'
import type { ScopeTag } from './frame-fields.ts'
import type { Local, LogName, SharedScope } from './local.ts'
import { logKey, saidOf, type LogKey, type Said } from './said.ts'

/** One log of a want: what was asked, so that the same question in vain is noticed. */
interface Question {
  readonly key: LogKey
  readonly log: LogName
  /** Ranges of payloads rest by themselves, whole logs by name. */
  readonly restKey: string
  readonly text: string
}

/** How often a question was answered without making a difference, and when last. */
interface Vain {
  readonly text: string
  readonly times: number
  readonly at: number
}

export interface Pulling {
  /** Of the last want. */
  readonly number: number
  readonly waiting:
    { readonly number: number; readonly sentAt: number; readonly questions: readonly Question[] } | undefined
  /** Logs whose runs are at the door. */
  readonly digesting: ReadonlyMap<number, ReadonlySet<LogKey>>
  /** Logs of which the peer has named heads that were not here. */
  readonly lacking: ReadonlySet<LogKey>
  readonly vain: ReadonlyMap<string, Vain>
  /** When to look again although nothing happens. */
  readonly planAt: number | undefined
}

export const nothingPulled: Pulling = {
  number: 0,
  waiting: undefined,
  digesting: new Map(),
  lacking: new Set(),
  vain: new Map(),
  planAt: undefined
}

/** What planning looks at. */
export interface PullFacts {
  readonly peer: DeviceId
  readonly said: Said
  readonly tagByScope: ReadonlyMap<ScopeId, ScopeTag>
  /** What we take from this peer now (S4). */
  readonly takes: readonly SharedScope[]
  /** When this author may be asked for again; at most `now`: at once (S8). */
  readonly authorFreeAt: (device: DeviceId) => number
  readonly now: number
}

/** What one look at a log ends in. */
type Look =
  | { readonly type: 'ask'; readonly question: Question; readonly wanted: WantedLog }
  | { readonly type: 'later'; readonly at: number }
  | { readonly type: 'settled'; readonly key: LogKey }

/** Frame byte, numbers and array heads of a want. */
const wantOverheadBytes = 32

/** The want to send now, if there is one: entries first; payloads that were left out for speed when no log lacks entries (V5). */
export function planWant(
  pulling: Pulling,
  facts: PullFacts,
  local: Local
): { readonly pulling: Pulling; readonly want: Frame | undefined } {
  if (pulling.waiting !== undefined) return { pulling, want: undefined }
  const first = gatherLooks(lacksOfEntries(pulling, facts, local))
  const asked = first.asks.length > 0 ? first : gatherLooks(lacksOfPayloads(pulling, facts, local))
  const next: Pulling = {
    ...pulling,
    lacking: without(pulling.lacking, first.settled),
    vain:
      first.settled.size === 0 ? pulling.vain : new Map([...pulling.vain].filter(([key]) => !first.settled.has(key))),
    planAt: asked.asks.length > 0 ? undefined : earliest(first.lookAgainAt, asked.lookAgainAt)
  }
  if (asked.asks.length === 0) return { pulling: next, want: undefined }
  const number = pulling.number + 1
  const waiting = { number, sentAt: facts.now, questions: asked.asks.map((ask) => ask.question) }
  const want: Frame = { type: 'want', number, logs: asked.asks.map((ask) => ask.wanted) }
  return { pulling: { ...next, number, waiting }, want }
}

interface Looks {
  readonly asks: readonly Extract<Look, { type: 'ask' }>[]
  readonly settled: ReadonlySet<LogKey>
  readonly lookAgainAt: number | undefined
}

/** Looks until a want is full. */
function gatherLooks(looks: Iterable<Look>): Looks {
  const asks: Extract<Look, { type: 'ask' }>[] = []
  const settled = new Set<LogKey>()
  let lookAgainAt: number | undefined
  let bytes = wantOverheadBytes
  for (const look of looks) {
    if (look.type === 'settled') settled.add(look.key)
    if (look.type === 'later') lookAgainAt = earliest(lookAgainAt, look.at)
    if (look.type !== 'ask') continue
    bytes += 80 + 34 * (look.wanted.heads.length + look.wanted.locator.length)
    if (bytes > limits.controlFrameBytesMax && asks.length > 0) break
    asks.push(look)
    if (asks.length >= bounds.wantLogsMax) break
  }
  return { asks, settled, lookAgainAt }
}

/** Logs with strange heads in the order of S7: the team's before all others. */
function* lacksOfEntries(pulling: Pulling, facts: PullFacts, local: Local): Generator<Look> {
  const ranked = [...facts.takes].sort((a, b) => a.order - b.order)
  for (const shared of ranked) {
    const tag = facts.tagByScope.get(shared.scope)
    const logs = tag === undefined ? undefined : facts.said.byTag.get(tag)
    if (tag === undefined || logs === undefined) continue
    for (const [device, said] of logs) {
      const key = logKey(tag, device)
      if (!pulling.lacking.has(key)) continue
      const strange = said.heads.filter((head) => !local.has(head.hash))
      if (strange.length === 0) yield { type: 'settled', key }
      else yield lookAtLog({ key, tag, shared, device, heads: said.heads, strange, said }, { pulling, facts, local })
    }
  }
}

interface LackingLog {
  readonly key: LogKey
  readonly tag: ScopeTag
  readonly shared: SharedScope
  readonly device: DeviceId
  readonly heads: readonly HeadRef[]
  readonly strange: readonly HeadRef[]
  readonly said: { readonly backlogSeq: number }
}

interface Surroundings {
  readonly pulling: Pulling
  readonly facts: PullFacts
  readonly local: Local
}

function lookAtLog(lacking: LackingLog, { pulling, facts, local }: Surroundings): Look {
  const { key, tag, shared, device, strange } = lacking
  const log = { scope: shared.scope, device }
  const busyUntil = busyUntilFor(key, log, { pulling, facts, local })
  if (busyUntil > facts.now) return { type: 'later', at: busyUntil }
  const own = local.headsOfLog(log)
  const ownSeq = Math.max(-1, ...own.map((head) => head.seq))
  const theirSeq = Math.max(...strange.map((head) => head.seq))
  // History is fetched as fast as it comes; what an author writes while we listen is counted (S8).
  if (theirSeq > lacking.said.backlogSeq && ownSeq >= lacking.said.backlogSeq) {
    const freeAt = facts.authorFreeAt(device)
    if (freeAt > facts.now) return { type: 'later', at: freeAt }
  }
  const mode = shared.order > 0 && theirSeq - ownSeq > bounds.headersFirstOver ? 'headers' : 'everything'
  const heads = own.map((head) => head.hash)
  const question: Question = { key, log, restKey: key, text: `${mode} ${heads.join(' ')}` }
  const before = vainTimes(pulling, question)
  const restUntil = restUntilFor(before, heads.length > 0)
  if (restUntil > facts.now) return { type: 'later', at: restUntil }
  const isForked = own.length > 1 || lacking.heads.length > 1 || theirSeq <= ownSeq
  const locator =
    heads.length > 0 && (isForked || before !== undefined) ? local.locator(log).slice(0, bounds.locatorHashesMax) : []
  return { type: 'ask', question, wanted: { tag, device, heads, locator, mode } }
}

/** Logs whose headers came first (V5): the node names the newest page first. */
function* lacksOfPayloads(pulling: Pulling, facts: PullFacts, local: Local): Generator<Look> {
  const scopes = facts.takes.filter((shared) => facts.tagByScope.has(shared.scope)).map((shared) => shared.scope)
  for (const range of local.missingPayloads(scopes)) {
    const { scope, device, from, to } = range
    const tag = facts.tagByScope.get(scope)
    if (tag === undefined || saidOf(facts.said, tag, device) === undefined) continue
    const key = logKey(tag, device)
    const log = { scope, device }
    const question: Question = { key, log, restKey: `${key}/${from}-${to}`, text: '' }
    const at = Math.max(busyUntilFor(key, log, { pulling, facts, local }), restOfPayloads(vainTimes(pulling, question)))
    if (at > facts.now) yield { type: 'later', at }
    else yield { type: 'ask', question, wanted: { tag, device, heads: [], locator: [], mode: { from, to } } }
  }
}

/** Nothing is fetched twice at once: not what is at the door, not what another session waits for. */
function busyUntilFor(key: LogKey, log: LogName, { pulling, facts, local }: Surroundings): number {
  const isDigesting = [...pulling.digesting.values()].some((keys) => keys.has(key))
  return isDigesting || local.isAskedElsewhere(log, facts.peer) ? facts.now + bounds.elsewhereMs : facts.now
}

function vainTimes(pulling: Pulling, question: Question): Vain | undefined {
  const before = pulling.vain.get(question.restKey)
  return before?.text === question.text ? before : undefined
}

/** The second try comes at once, with a locator, if that can help; then 1, 2, 4 … 60 s. */
function restUntilFor(before: Vain | undefined, hasMoreToSay: boolean): number {
  if (before === undefined || (before.times === 1 && hasMoreToSay)) return 0
  return before.at + Math.min(bounds.restMaxMs, bounds.restMs * 2 ** Math.min(before.times - 1, 16))
}

/** Payloads that went everywhere come from nobody (X3): whoever waits for them asks ever more seldom. */
function restOfPayloads(before: Vain | undefined): number {
  const often = (before?.times ?? 0) - bounds.restedOftenTimes
  if (before === undefined || often <= 0) return restUntilFor(before, false)
  return before.at + Math.min(bounds.restOftenMaxMs, bounds.restMaxMs * 2 ** Math.min(often, 16))
}

/** New heads were said of these logs. */
export function lack(pulling: Pulling, keys: readonly LogKey[]): Pulling {
  return keys.length === 0 ? pulling : { ...pulling, lacking: new Set([...pulling.lacking, ...keys]) }
}

/** The answer to the want that is on the way; undefined: nobody asked, or too late. */
export function receiveAnswer(
  pulling: Pulling,
  answer: Extract<Frame, { type: 'run' }>,
  now: number
): { readonly pulling: Pulling; readonly asked: readonly LogName[] } | undefined {
  const { waiting } = pulling
  if (waiting?.number !== answer.number) return undefined
  const dealtWith = waiting.questions.slice(0, Math.max(1, answer.answered))
  // Counted as vain until something moves: the same question is then another one, because our heads are part of it.
  const vain = inVain(pulling.vain, dealtWith, { now, least: 1 })
  return { pulling: { ...pulling, waiting: undefined, vain }, asked: waiting.questions.map((question) => question.log) }
}

/** No answer within the time: each of its logs rests, so that other peers are asked. */
export function dropLateWant(pulling: Pulling, now: number): Pulling {
  const { waiting } = pulling
  if (waiting === undefined || now < waiting.sentAt + limits.wantMs) return pulling
  const vain = inVain(pulling.vain, waiting.questions, { now, least: 2 })
  return { ...pulling, waiting: undefined, vain }
}

function inVain(
  vain: ReadonlyMap<string, Vain>,
  questions: readonly Question[],
  { now, least }: { readonly now: number; readonly least: number }
): ReadonlyMap<string, Vain> {
  const after = new Map(vain)
  for (const { restKey, text } of questions) {
    const before = after.get(restKey)
    const times = before?.text === text ? before.times + 1 : 1
    after.delete(restKey)
    after.set(restKey, { text, times: Math.max(times, least), at: now })
  }
  // What was asked longest ago goes first: a map keeps the order of its keys.
  for (const key of after.keys()) if (after.size > bounds.vainMax) after.delete(key)
  return after
}

/** Runs of these logs went to the door under this ticket; `undefined` keys: they came back. */
export function digest(pulling: Pulling, ticket: number, keys: readonly LogKey[] | undefined): Pulling {
  const digesting = new Map(pulling.digesting)
  if (keys === undefined) digesting.delete(ticket)
  else digesting.set(ticket, new Set(keys))
  return { ...pulling, digesting }
}

/** When pulling wants a tick. */
export function nextPull(pulling: Pulling): number | undefined {
  const lateAt = pulling.waiting === undefined ? undefined : pulling.waiting.sentAt + limits.wantMs
  return earliest(lateAt, pulling.planAt)
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return Math.min(a, b)
}

function without(keys: ReadonlySet<LogKey>, gone: ReadonlySet<LogKey>): ReadonlySet<LogKey> {
  return gone.size === 0 ? keys : new Set([...keys].filter((key) => !gone.has(key)))
}

/** Whether entries of a log are on the way. */
export function isAsked(pulling: Pulling, log: LogName): boolean {
  return (
    pulling.waiting?.questions.some(({ log: { scope, device } }) => scope === log.scope && device === log.device) ===
    true
  )
}
