import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import Icons from 'unplugin-icons/vite'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8')) as { version: string }

/** Vitest projects: `npx vitest run --project NAME`. Each tests folder belongs to exactly one of them. */
const nodeTests = [
  'base',
  'crypto',
  'log',
  'files',
  'team',
  'chat',
  'sync',
  'node',
  'adapters',
  'contracts',
  'simulation'
]

/** The service worker (W5): our own code, with the list of the shell's files put in by the build. */
const shell = VitePWA({
  strategies: 'injectManifest',
  srcDir: '.',
  filename: 'service-worker.ts',
  outDir: path('dist/app'),
  injectRegister: false,
  manifest: false,
  injectManifest: {
    globPatterns: ['**/*.{js,css,html,wasm,svg,png,webmanifest}'],
    // Built in by SQLite's package and never loaded; emoji data is fetched when the picker opens.
    globIgnores: ['**/sqlite3-worker1*', '**/sqlite3-opfs-async-proxy*'],
    maximumFileSizeToCacheInBytes: 4 * 1024 * 1024
  }
})

export default defineConfig({
  root: path('src'),
  publicDir: path('public'),
  cacheDir: path('node_modules/.vite'),
  plugins: [
    svelte({ configFile: false }),
    Icons({ compiler: 'svelte' }),
    ...(process.env['VITEST'] === undefined ? [shell] : [])
  ],
  define: { __APP_VERSION__: JSON.stringify(version) },
  // Vite takes comments out of what the window loads by itself, and out of workers only where it is told to.
  worker: { format: 'es', rolldownOptions: { output: { comments: false } } },
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
        // The app's state is tried as the window runs it: runes live, Svelte's client half, no document.
        extends: true,
        resolve: { conditions: ['browser', 'module', 'development|production'] },
        test: {
          name: 'app',
          root: path('.'),
          include: ['app', 'ui'].map((room) => `tests/${room}/**/*.test.ts`),
          environment: path('tests/app/window-environment.mjs'),
          testTimeout: 60_000,
          server: { deps: { inline: ['svelte'] } }
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
      {
        extends: true,
        test: { name: 'house', root: path('.'), include: ['tests/house/**/*.test.ts'], testTimeout: 60_000 }
      },
      {
        extends: true,
        test: {
          name: 'browser',
          root: path('.'),
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: path('tests/ui/preview-once.ts'),
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
