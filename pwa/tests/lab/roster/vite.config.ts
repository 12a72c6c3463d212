/** Builds the page on which the bench of large rosters runs the app's own store; no part of the product. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  resolve: { alias: { '@': here('../../../src'), '@rules': here('../../../../server/rules/tables') } },
  build: { target: 'chrome111', emptyOutDir: true },
  worker: { format: 'es' },
})
