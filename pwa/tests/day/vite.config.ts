// Bundles the day's device for Node: the app's own client core, without a screen.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('../..'),
  resolve: { alias: { '@rules': here('../../../server/rules/tables'), '@': here('../../src') } },
  plugins: [vue()],
  // Everything is bundled: what belongs to the app resolves as in the app.
  ssr: { noExternal: true },
  publicDir: false,
  logLevel: 'warn',
  build: { ssr: here('device.ts'), target: 'node24', minify: false, emptyOutDir: true },
})
