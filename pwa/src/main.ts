import { createPinia } from 'pinia'
import { Quasar } from 'quasar'
import iconSet from 'quasar/icon-set/svg-material-symbols-rounded'
import zhCN from 'quasar/lang/zh-CN'
import { registerSW } from 'virtual:pwa-register'
import { createApp } from 'vue'
import 'quasar/dist/quasar.css'
import App from './App.vue'
import { i18n } from './app/i18n'
import { router } from './app/router'

registerSW({ immediate: true })
createApp(App)
  .use(createPinia())
  .use(i18n)
  .use(router)
  .use(Quasar, { lang: zhCN, iconSet, config: { ripple: false } })
  .mount('#app')
