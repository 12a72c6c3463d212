// Bundles the long run of the simulator for Node: `make chaos`.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('../..'),
  resolve: { alias: { '@rules': here('../../../server/rules/tables'), '@': here('../../src') } },
  ssr: { noExternal: true },
  publicDir: false,
  logLevel: 'warn',
  build: { ssr: here('chaos.ts'), target: 'node24', minify: false, emptyOutDir: true },
})
