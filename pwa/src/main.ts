import './app/trustedTypes'
import { createPinia } from 'pinia'
import { Quasar } from 'quasar'
import iconSet from 'quasar/icon-set/svg-material-symbols-rounded'
import { registerSW } from 'virtual:pwa-register'
import { createApp } from 'vue'
import 'quasar/dist/quasar.css'
import './app/theme/font.css'
import './app/theme/tokens.css'
import './app/theme/base.css'
import App from './App.vue'
import { reportFault } from './app/fault'
import { i18n } from './app/i18n'
import { router } from './app/router'
import { useUpdate } from './session'
import { keptLanguage, speak } from './ui/language'
import { startTheme } from './ui/theme'

startTheme()

const app = createApp(App)
  .use(createPinia())
  .use(i18n)
  .use(router)
  .use(Quasar, { iconSet, config: { ripple: false } })

app.config.errorHandler = (error) => {
  reportFault(error)
  // An error's text may name a person: only a developer's console gets it.
  if (import.meta.env.DEV) queueMicrotask(() => { throw error })
}

useUpdate().start(registerSW)
speak(keptLanguage())
app.mount('#app')
