// Owns what a mutant is: one rule of the core broken by hand. The lists beside this file name them, trial.ts tries them.

/** One rule taken out of the code, and the tests that must notice. */
export interface Mutant {
  /** The rule it breaks, as docs/protocol.md numbers it. */
  readonly rule: string
  /** What goes wrong then, in a few words; unique. */
  readonly breaks: string
  readonly file: string
  /** Stands in the file exactly once: when the code moves on, the list must follow. */
  readonly find: string
  readonly put: string
  /** Files of tests, few and quick; one failing test is enough. */
  readonly tests: readonly string[]
}

type Change = Pick<Mutant, 'rule' | 'breaks' | 'find' | 'put'>

/** Mutants of one file that the same tests must notice. */
export function mutantsOf(file: string, tests: readonly string[], changes: readonly Change[]): readonly Mutant[] {
  return changes.map((change) => ({ ...change, file, tests }))
}
