/// <reference types="vite/client" />

declare module 'quasar/lang/*' {
  import type { QuasarLanguage } from 'quasar'
  const lang: QuasarLanguage
  export default lang
}
