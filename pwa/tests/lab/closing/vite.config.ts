import { fileURLToPath } from 'node:url'
import { quasar, transformAssetUrls } from '@quasar/vite-plugin'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
export default defineConfig({
  root: fileURLToPath(new URL('../../..', import.meta.url)), publicDir: false,
  resolve: { alias: { '@rules': fileURLToPath(new URL('../../../../server/rules/tables', import.meta.url)), '@': fileURLToPath(new URL('../../../src', import.meta.url)) } },
  build: { target: 'chrome111', emptyOutDir: true, outDir: '/tmp/closing-lab', rollupOptions: { input: fileURLToPath(new URL('index.html', import.meta.url)) } },
  worker: { format: 'es' },
  plugins: [vue({ template: { transformAssetUrls } }), quasar()],
})
