// Owns the environment of tests of the app's state: modules are built as for a window, so that runes are live, but there is no document.

import type { Environment } from 'vitest/runtime'

const environment: Environment = {
  name: 'window',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined })
}

export default environment
