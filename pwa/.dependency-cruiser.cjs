/** Which part of the PWA may know which; see docs/architecture.md. */
const FEATURE = '^src/features/([^/]+)/'
const LOW = '^src/(sync|store|capture|rules|api|ui)/'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-feature-imports-a-feature',
      severity: 'error',
      from: { path: FEATURE },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'low-layers-know-no-feature-and-no-app',
      severity: 'error',
      from: { path: LOW, pathNot: '\\.(test|spec)\\.ts$' },
      to: { path: '^src/(features|app)/' },
    },
    {
      name: 'sessions-know-no-feature-and-no-app',
      severity: 'error',
      from: { path: '^src/session/', pathNot: '\\.(test|spec)\\.ts$' },
      to: { path: '^src/(features|app)/' },
    },
    {
      name: 'low-layers-know-no-session',
      severity: 'error',
      from: { path: LOW, pathNot: '\\.(test|spec)\\.ts$' },
      to: { path: '^src/session/' },
    },
    {
      name: 'features-know-no-app',
      severity: 'error',
      from: { path: '^src/features/' },
      to: { path: '^src/app/', pathNot: '^src/app/(i18n|theme)' },
    },
    {
      name: 'session-knows-no-feature',
      severity: 'error',
      from: { path: '^src/session/' },
      to: { path: '^src/features/' },
    },
    {
      name: 'sync-and-rules-are-pure',
      comment: 'No Vue, no store, no screen library: the core runs in tests and workers alike.',
      severity: 'error',
      from: { path: '^src/(sync|rules)/', pathNot: '\\.(test|spec)\\.ts$' },
      to: { path: '^src/(store|capture|ui|api)/|node_modules/(vue|pinia|vue-router|vue-i18n|quasar|dexie|@vue)/' },
    },
    {
      name: 'only-store-knows-indexeddb',
      severity: 'error',
      from: { pathNot: '^(src/store/|tests/)|\\.(test|spec)\\.ts$' },
      to: { path: 'node_modules/(dexie|fake-indexeddb)/' },
    },
    {
      name: 'ui-and-capture-know-no-card',
      severity: 'error',
      from: { path: '^src/(ui|capture)/', pathNot: '\\.(test|spec)\\.ts$' },
      to: { path: '^src/(store|sync|api)/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-dead-ends',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:|\\?(url|raw|worker)' },
    },
    {
      name: 'no-test-tools-in-the-app',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.(test|spec)\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/(workbox-|vite-plugin-pwa|vite/|@types/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'module', 'default', 'types'],
      extensions: ['.ts', '.vue', '.d.ts', '.js', '.mjs', '.json', '.css'],
    },
  },
}
