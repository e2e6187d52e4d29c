import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import Icons from 'unplugin-icons/vite'
import { defineConfig } from 'vitest/config'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8')) as { version: string }

/** Vitest projects: `npx vitest run --project NAME`. Each tests folder belongs to exactly one of them. */
const nodeTests = [
  'base',
  'crypto',
  'log',
  'team',
  'chat',
  'sync',
  'node',
  'adapters',
  'contracts',
  'histories',
  'simulation',
  'app'
]

export default defineConfig({
  root: path('src'),
  publicDir: path('public'),
  cacheDir: path('node_modules/.vite'),
  plugins: [svelte(), Icons({ compiler: 'svelte' })],
  define: { __APP_VERSION__: JSON.stringify(version) },
  worker: { format: 'es' },
  optimizeDeps: { exclude: ['@evolu/sqlite-wasm'] },
  build: { outDir: path('dist/app'), emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          root: path('.'),
          include: nodeTests.map((room) => `tests/${room}/**/*.test.ts`),
          environment: 'node',
          testTimeout: 60_000
        }
      },
      {
        extends: true,
        test: {
          name: 'signaling',
          root: path('.'),
          include: ['tests/signaling/**/*.test.ts'],
          setupFiles: ['signaling/polyfill.ts'],
          environment: 'node',
          testTimeout: 60_000
        }
      },
      { extends: true, test: { name: 'house', root: path('.'), include: ['tests/house/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'browser',
          root: path('.'),
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false
        }
      },
      {
        extends: true,
        test: {
          name: 'networks',
          root: path('.'),
          include: ['tests/networks/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false
        }
      }
    ]
  }
})
