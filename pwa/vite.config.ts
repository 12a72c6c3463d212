import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { quasar, transformAssetUrls } from '@quasar/vite-plugin'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { VitePWA, type ManifestOptions } from 'vite-plugin-pwa'
import { fieldGuide } from './scripts/field-guide.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const server = process.env['SONGKA_DEV_SERVER'] ?? 'http://127.0.0.1:8021'

// What knows no screen is tested without one: in Node, whose streams and crypto are the browser's, and without the
// second that a document takes. A spec has one when it speaks of one, or asks for it: `// @vitest-environment jsdom`.
const SPEAKS_OF_A_SCREEN = /@vue\/test-utils|@vitest-environment jsdom|\b(document|window|navigator|localStorage)\b|[a-z]Event\(/
const ALWAYS_CORE = /^src\/(api|rules|store|sync)\/|^tests\/sim\//
const SPECS = process.env['VITEST'] ? globSync('{src,tests}/**/*.{spec,test}.ts', { cwd: here('.') }) : []
const SCREENS = SPECS.filter((path) => !ALWAYS_CORE.test(path) && SPEAKS_OF_A_SCREEN.test(readFileSync(here(path), 'utf8')))
const CORE = SPECS.filter((path) => !SCREENS.includes(path))

const manifest: Partial<ManifestOptions> = {
  id: '/',
  name: '送卡 Songka',
  short_name: '送卡',
  description: '社会保障卡发放',
  lang: 'zh-CN',
  display: 'standalone',
  orientation: 'any',
  start_url: '/',
  scope: '/',
  theme_color: '#0f4c81',
  background_color: '#f3f1eb',
  icons: [
    { src: '/icons/songka-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: '/icons/songka-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: '/icons/songka-maskable-192.png', sizes: '192x192', type: 'image/png', purpose: 'maskable' },
    { src: '/icons/songka-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
}

export default defineConfig({
  resolve: {
    alias: {
      // The rules tables are the server's own files: one set of data for both runtimes.
      '@rules': here('../server/rules/tables'),
      '@': here('src'),
      '@vectors': here('../tests/vectors'),
      // The guide's texts and pictures are those of the documentation.
      '@guide': here('../docs/field-guide'),
    },
  },
  // The server refuses pages of another origin, so the browser's own Host goes through.
  server: { proxy: { '/api': { target: server, changeOrigin: false }, '/healthz': server }, fs: { allow: ['..'] } },
  build: {
    // Field tablets are slow to update: Chromium 111 is the floor that enrolment checks.
    target: 'chrome111',
    cssTarget: 'chrome111',
    sourcemap: false,
    chunkSizeWarningLimit: 1200,
  },
  worker: { format: 'es' },
  plugins: [
    vue({ template: { transformAssetUrls } }),
    quasar(),
    fieldGuide(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      registerType: 'prompt',
      injectRegister: false,
      manifest,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,png,webp,woff2,wasm}'],
        globIgnores: ['**/ort-wasm-*'], // 3.7 MB that not every tablet needs: kept by capture/ocr/pack
        maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
        target: 'chrome111',
      },
    }),
  ],
  test: {
    restoreMocks: true,
    // jsdom and workers of an idle machine start in well under this.
    testTimeout: 15_000,
    projects: [
      {
        extends: true,
        test: { name: 'core', environment: 'node', setupFiles: ['tests/setup-core.ts'], include: CORE },
      },
      {
        extends: true,
        test: { name: 'screens', environment: 'jsdom', pool: 'threads', setupFiles: ['tests/setup.ts'], include: SCREENS },
      },
    ],
  },
})
