// How the signaling server is built: our own files bundled, packages left in node_modules. The app has vite.config.ts.
import { fileURLToPath } from 'node:url'

export default {
  root: fileURLToPath(new URL('..', import.meta.url)),
  build: {
    ssr: 'signaling/main.ts',
    outDir: 'dist/signaling',
    emptyOutDir: true,
    copyPublicDir: false,
    target: 'node20'
  }
}
