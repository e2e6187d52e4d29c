// What ESLint holds the code to: the rules of docs/architecture.md, section 8, that a linter can see. Formatting is Prettier's;
// what spans files (rooms, packages, rule numbers) is the house test's.
import { fileURLToPath } from 'node:url'
import svelte from 'eslint-plugin-svelte'
import ts from 'typescript-eslint'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What is no part of the language we write (architecture 8: 10, 11, 16; section 9: H9). */
const forbiddenSyntax = [
  ['TSEnumDeclaration', 'A union of texts says the same without code of its own.'],
  ['TSParameterProperty', 'Fields are declared where they can be read.'],
  ['ExportAllDeclaration', 'No barrels: import from the file that defines.'],
  ['LabeledStatement', 'A function with an early return says it plainer.'],
  [
    'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
    'Text of people is never HTML (W2, W4).'
  ],
  ['NewExpression[callee.name="Function"]', 'No code from texts (W4).']
]
const syntax = (more = []) => [
  'error',
  ...[...forbiddenSyntax, ...more].map(([selector, message]) => ({ selector, message }))
]
const noDefault = ['ExportDefaultDeclaration', 'A name that is exported is the name that is imported.']

const everywhere = {
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-param-reassign': ['error', { props: false }],
  'no-var': 'error',
  'prefer-const': 'error',
  eqeqeq: 'error',
  'no-else-return': 'error',
  'no-throw-literal': 'error',
  'no-undef': 'off',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }],
  '@typescript-eslint/consistent-type-imports': [
    'error',
    { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }
  ],
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }
  ],
  'no-restricted-syntax': syntax()
}

/** What needs types to be seen: lost promises, forgotten cases. */
const withTypes = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/only-throw-error': 'error'
}

export default ts.config(
  { ignores: ['**/node_modules/', 'dist/', 'coverage/', '.cache/', 'public/'] },
  ts.configs.base,
  ...svelte.configs['flat/recommended'],
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: ['**/*.{ts,mjs,svelte}'], rules: everywhere },
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: root, extraFileExtensions: ['.svelte'] }
    },
    rules: withTypes
  },
  {
    files: ['{src,signaling,tests}/**/*.ts'],
    ignores: ['**/*.d.ts'],
    rules: { 'no-restricted-syntax': syntax([noDefault]) }
  },
  {
    files: ['**/*.{svelte,svelte.ts}'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/no-at-debug-tags': 'error',
      'svelte/button-has-type': 'error',
      'svelte/no-target-blank': 'error',
      'svelte/require-each-key': 'error',
      // Maps inside a function are plain values; what the screen watches is $state.raw, replaced whole.
      'svelte/prefer-svelte-reactivity': 'off',
      // $state, $derived and props are assigned by the compiler's rules, not by ours.
      'prefer-const': 'off'
    }
  },
  { files: ['src/**/*.{ts,svelte}'], rules: { 'no-console': 'error' } }
)
