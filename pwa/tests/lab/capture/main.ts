import '@/app/trustedTypes'
import { Quasar } from 'quasar'
import { createApp } from 'vue'
import { createI18n } from 'vue-i18n'
import 'quasar/dist/quasar.css'
import '@/app/theme/tokens.css'
import '@/app/theme/base.css'
import { CaptureSetUp } from '@/capture'
import FindLab from './FindLab.vue'
import LineLab from './LineLab.vue'
import ReaderLab from './ReaderLab.vue'
import SignLab from './SignLab.vue'

window.lab = {
  reads: [],
  several: 0,
  darkenings: 0,
  problems: [],
  bursts: [],
  typed: '',
  keyboard: [],
  appearances: [],
  signature: '',
  isEnough: false,
  stats: () => ({ frames: 0, hits: 0, misses: 0, skipped: 0, initMs: null, hitMs: null, missMs: null, scanToReadMs: null }),
  frameOf: () => Promise.resolve(''),
  still: () => Promise.resolve(''),
  stillOf: () => Promise.resolve(''),
  numbers: [],
  lineStats: () => null,
  nextCard: () => undefined,
  openRecogniser: () => Promise.resolve(0),
  newCard: () => undefined,
  look: () => Promise.resolve({ kind: 'nothing', tookMs: 0, askedMs: 0, taken: null }),
  idReads: [],
  codes: [],
  readerStatus: [],
}
const asked = new URLSearchParams(location.search)
document.documentElement.dataset['theme'] = asked.get('theme') ?? 'day'
const screens = { find: FindLab, sign: SignLab, line: LineLab, 'set-up': CaptureSetUp, reader: ReaderLab }
createApp(screens[asked.get('screen') as keyof typeof screens] ?? FindLab)
  .use(createI18n({ legacy: false, locale: 'zh-CN', messages: {} }))
  .use(Quasar, {})
  .mount('#app')
