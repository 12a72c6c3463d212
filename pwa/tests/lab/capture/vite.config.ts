/** Builds the page on which the browser tests try the capture components; no part of the product. */
import { fileURLToPath } from 'node:url'
import { quasar, transformAssetUrls } from '@quasar/vite-plugin'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: { alias: { '@': fileURLToPath(new URL('../../../src', import.meta.url)) } },
  build: { target: 'chrome111', emptyOutDir: true },
  worker: { format: 'es' },
  plugins: [vue({ template: { transformAssetUrls } }), quasar()],
})
