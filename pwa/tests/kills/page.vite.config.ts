// Bundles the page that is killed, into one file.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('../..'),
  resolve: { alias: { '@rules': here('../../../server/rules/tables'), '@': here('../../src') } },
  publicDir: false,
  logLevel: 'warn',
  build: { lib: { entry: here('browser/page.ts'), formats: ['es'], fileName: () => 'page.js' }, target: 'chrome111', minify: false, emptyOutDir: true },
})
