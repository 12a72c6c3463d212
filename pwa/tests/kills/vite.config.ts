// Bundles what kills servers and browsers for Node, and the page that is killed: `make chaos`, and the tests of C1 and S1.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('../..'),
  resolve: { alias: { '@rules': here('../../../server/rules/tables'), '@': here('../../src') } },
  ssr: { noExternal: true },
  publicDir: false,
  logLevel: 'warn',
  build: { ssr: true, target: 'node24', minify: false, emptyOutDir: true, rolldownOptions: { input: { server: here('server/main.ts'), browser: here('browser/main.ts'), flushes: here('browser/flushes.ts') } } },
})
