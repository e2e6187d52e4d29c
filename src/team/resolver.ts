// Owns the decision about every control operation (R9): level by level from the top, so that a verdict rests on stronger ones only.
// Pure in the set of entries (R1). Knows no keys and no content.

import type { DeviceId } from '../base/ids.ts'
import type { Graph, Node } from './graph.ts'
import type { Level } from './levels.ts'
import type { Author, Judgement, Verdict } from './standing.ts'
import { devicesTouchedBy, groupNodes, type Subjects } from './subjects.ts'

/** What differs between the team and a conversation (R11); the loop below is the same. */
export interface Law {
  /** R9 `author`: who writes `node` with which level, counting what is only provisional as well. */
  readonly authorOf: (judgement: Judgement, node: Node, provisional: ReadonlySet<Node>) => Author | undefined
  /** R9 `may`: on what the operation stands. */
  readonly rightOf: (judgement: Judgement, node: Node, author: Author) => 'own' | 'invitation' | undefined
  /** R9 `hit`; 'from-above' leaves out revocations by the author's own member. */
  readonly isHit: (judgement: Judgement, node: Node, author: Author, only?: 'from-above') => boolean
  /** Whether one more use of the invitation is left; asked only of operations that stand on one (R8). */
  readonly hasUsesLeft: (judgement: Judgement, node: Node) => boolean
}

/** What the loop judges: a scope's own operations, on a ground already decided (R11; empty for the team). */
export interface Case {
  readonly graph: Graph
  readonly subjects: Subjects
  readonly root: DeviceId | undefined
  readonly ground: readonly (Verdict | undefined)[]
}

/** Decides every operation of the graph; what is never decided is invalid (R9). */
export function judge({ graph, subjects, root, ground }: Case, law: Law): Judgement {
  const verdicts: (Verdict | undefined)[] = [...ground]
  const judgement: Judgement = { graph, subjects, root, verdicts }
  const undecided = new Set(graph.order)
  const authors = createAuthors(judgement, law)
  const decide = (node: Node, verdict: Verdict): void => {
    verdicts[node.index] = verdict
    undecided.delete(node)
    if (verdict.valid) authors.forgetTouchedBy(node)
  }
  for (;;) {
    const level = highestLevel(undecided, authors)
    if (level === undefined) return judgement
    decideLevel(level, undecided, { judgement, law, authors, decide })
  }
}

interface Round {
  readonly judgement: Judgement
  readonly law: Law
  readonly authors: Authors
  readonly decide: (node: Node, verdict: Verdict) => void
}

/** One turn of R9's loop: all operations whose author provisionally has `level`. */
function decideLevel(level: Level, undecided: ReadonlySet<Node>, round: Round): void {
  const { judgement, law, authors, decide } = round
  const provisional = new Set<Node>()
  const candidates: { readonly node: Node; readonly author: Author }[] = []
  for (const node of undecided) {
    const author = authors.provisionally(node, provisional)
    if (author?.level !== level) continue
    candidates.push({ node, author })
    if (law.rightOf(judgement, node, author) && !law.isHit(judgement, node, author, 'from-above')) provisional.add(node)
  }
  const isStandingRevocation = (node: Node): boolean => node.operation.type === 'device.revoke' && provisional.has(node)
  for (const { node, author } of candidates) {
    if (isStandingRevocation(node)) decide(node, { valid: true, invited: false, ...author })
  }
  for (const { node, author } of candidates) {
    if (!isStandingRevocation(node)) decide(node, finalVerdict(node, author, round))
  }
}

/** The second look at an operation: now the revocations of its level stand, and nothing is provisional any more. */
function finalVerdict(node: Node, provisionalAuthor: Author, { judgement, law, authors }: Round): Verdict {
  const author = authors.now(node)
  const refused = { ...provisionalAuthor, valid: false, invited: false }
  if (author?.level !== provisionalAuthor.level) return refused
  const right = law.rightOf(judgement, node, author)
  if (right === undefined || law.isHit(judgement, node, author)) return refused
  const invited = right === 'invitation'
  if (invited && !law.hasUsesLeft(judgement, node)) return refused
  return { ...author, valid: true, invited }
}

function highestLevel(undecided: ReadonlySet<Node>, authors: Authors): Level | undefined {
  let highest: Level | undefined
  for (const node of undecided) {
    const level = authors.now(node)?.level
    if (level !== undefined && (highest === undefined || level > highest)) highest = level
  }
  return highest
}

/** R9 `author`, remembered until a decision touches the author's member or device: without this, rounds times operations is too slow. */
interface Authors {
  readonly now: (node: Node) => Author | undefined
  readonly provisionally: (node: Node, provisional: ReadonlySet<Node>) => Author | undefined
  readonly forgetTouchedBy: (node: Node) => void
}

function createAuthors(judgement: Judgement, law: Law): Authors {
  const remembered = new Map<Node, Author | undefined>()
  const writtenByDevice = groupNodes(judgement.graph.order, ({ entry }) => [entry.device])
  const nothing: ReadonlySet<Node> = new Set()
  const now = (node: Node): Author | undefined => {
    if (!remembered.has(node)) remembered.set(node, law.authorOf(judgement, node, nothing))
    return remembered.get(node)
  }
  return {
    now,
    provisionally: (node, provisional) => {
      const onDevice = judgement.subjects.byDevice.get(node.entry.device) ?? []
      const isTouched = onDevice.some((other) => provisional.has(other))
      return isTouched ? law.authorOf(judgement, node, provisional) : now(node)
    },
    forgetTouchedBy: (node) => {
      for (const device of devicesTouchedBy(judgement.subjects, node)) {
        for (const written of writtenByDevice.get(device) ?? []) remembered.delete(written)
      }
    }
  }
}
