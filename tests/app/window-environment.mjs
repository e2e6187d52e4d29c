// Owns the environment of tests of the app's state: modules are built as for a window, so that runes are live, but there is no document.

/** @type {import('vitest/runtime').Environment} */
const environment = {
  name: 'window',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined })
}

export default environment
