// Owns the trial of a mutant: the text of one file is replaced on its way into the tests, never on the disk, and they run until the first
// one fails. One Vitest serves all mutants, since starting it costs more than most of their tests.

import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { createVitest, type TestModule, type Vitest } from 'vitest/node'
import type { Mutant } from './mutant.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** killed: a test failed. alive: none did. broken: the tests could not even be read, which proves nothing. */
export interface Verdict {
  readonly type: 'killed' | 'alive' | 'broken'
  /** The test that failed, or why the tests could not be read. */
  readonly by: string | undefined
}

export interface Trial {
  /** The tests as they are: whatever fails here kills nothing. */
  untouched(tests: readonly string[]): Promise<Verdict>
  try(mutant: Mutant): Promise<Verdict>
  close(): Promise<void>
}

/** Starts the one Vitest of all trials. */
export async function createTrial(): Promise<Trial> {
  let current: Mutant | undefined
  const mutation: Plugin = {
    name: 'mutation',
    enforce: 'pre',
    transform(code, id) {
      return current !== undefined && id === `${root}${current.file}` ? withMutation(code, current) : undefined
    }
  }
  const vitest = await createVitest(
    'test',
    {
      root,
      config: false,
      watch: false,
      bail: 1,
      pool: 'threads',
      include: ['tests/**/*.test.ts'],
      testTimeout: 60_000,
      reporters: [{}]
    },
    { plugins: [mutation], define: { __APP_VERSION__: JSON.stringify('0.0.0') } }
  )

  async function run(tests: readonly string[]): Promise<Verdict> {
    const specifications = tests.map((path) => vitest.getRootProject().createSpecification(`${root}${path}`))
    // What earlier trials ended with is told again otherwise, and would kill every later mutant.
    vitest.state.filesMap.clear()
    vitest.state.clearErrors()
    const { testModules } = await vitest.runTestSpecifications(specifications, true)
    return verdictOf(vitest, testModules)
  }

  return {
    untouched: run,
    async try(mutant) {
      current = mutant
      vitest.invalidateFile(`${root}${mutant.file}`)
      let verdict: Verdict = { type: 'alive', by: undefined }
      // One after the other, since most die in the first.
      for (const path of mutant.tests) if (verdict.type === 'alive') verdict = await run([path])
      current = undefined
      vitest.invalidateFile(`${root}${mutant.file}`)
      return verdict
    },
    close: () => vitest.close()
  }
}

/** The code of a file with the mutation in it. */
export function withMutation(code: string, { find, put }: Pick<Mutant, 'find' | 'put'>): string {
  return code.replace(find, () => put)
}

function verdictOf({ state }: Vitest, modules: readonly TestModule[]): Verdict {
  const failed = modules.flatMap((module) => [...module.children.allTests('failed')])[0]
  if (failed !== undefined) return { type: 'killed', by: failed.fullName }
  const unread = modules.flatMap((module) => module.errors())[0]
  if (unread !== undefined) return { type: 'broken', by: unread.message }
  const uncaught = state.getUnhandledErrors()[0]
  if (uncaught !== undefined) return { type: 'broken', by: String(uncaught) }
  const passed = modules.flatMap((module) => [...module.children.allTests('passed')])
  return passed.length === 0 ? { type: 'broken', by: 'no test ran' } : { type: 'alive', by: undefined }
}
