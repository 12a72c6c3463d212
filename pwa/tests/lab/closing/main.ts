import { createPinia } from 'pinia'
import { Quasar } from 'quasar'
import iconSet from 'quasar/icon-set/svg-material-symbols-rounded'
import { createApp, h } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import 'quasar/dist/quasar.css'
import '@/app/theme/font.css'
import '@/app/theme/tokens.css'
import '@/app/theme/base.css'
import { i18n } from '@/app/i18n'
import CloseScreen from '@/features/rounds/field/CloseScreen.vue'
import TodayScreen from '@/features/rounds/field/TodayScreen.vue'
import ShareChoice from '@/features/rounds/field/ShareChoice.vue'
import { useClosing } from '@/features/rounds/field/useClosing'
import { speak } from '@/ui/language'
import { useField } from '@/session'
const asked = new URLSearchParams(location.search)
document.documentElement.dataset['theme'] = asked.get('theme') ?? 'day'
const names = ['李玉珍','朴哲洙','王桂兰','金英花','张德贵','崔明淑','单福来','仇长海','解玉芬','崔𬱖','金英子','古丽巴哈尔·阿布都热合曼']
const people = Array.from({ length: 280 }, (_, i) => ({ cardholder_id: `p${i}`, name: names[i % names.length], number: `22242619480312${String(1000 + i)}`, sex: 'female', birth_date: '1948-03-12', group: '3组', temporary_card: null, portrait: null, initials: 'wgl', card: { id: `c${i}`, number: `B${i}`, box_position: `1-2-${Math.floor(i / 50) + 1}-${String((i % 50) + 1).padStart(2, '0')}` } }))
const sig = (i: number) => ({ sha256: '', kind: i < 11 ? 'fingerprint' : 'ink' })
let seq = 0
const rec = (type: string, payload: object, at = '2026-11-24T07:41:00.000Z') => ({ state: 'saved', body: { id: `e${++seq}`, seq, type, device_time: at, officer: 's', round: 'r', payload } })
const handed = [...Array(280).keys()].filter((i) => i % 4 !== 0 || i % 56 === 0).slice(0, 215)
const rest = [...Array(280).keys()].filter((i) => !handed.includes(i))
const wrong = rest.slice(3, 9)
const records = [
  ...handed.map((i, k) => rec('card.handed_over', { cardholder_id: `p${i}`, card_id: `c${i}`, path: 'self', signature: sig(k), temporary_card: k < 2 ? { on_list: true, answer: 'lost', fee: { amount_fen: 2000, receipt_number: `TS-00012${k}` } } : k < 9 ? { on_list: true, answer: 'returned' } : { on_list: false, answer: 'none' } })),
  ...wrong.map((i) => rec('card.wrong_face', { cardholder_id: `p${i}`, card_id: `c${i}`, items: ['name'] })),
  ...rest.filter((i) => !wrong.includes(i)).slice(0, 2).map((i) => rec('person.not_served', { cardholder_id: `p${i}`, card_id: `c${i}`, reason: 'dead' })),
]
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { render: () => null } }] })
const pinia = createPinia()
const view = asked.get('view') ?? 'count'
const screen = view === 'today' ? TodayScreen : view.startsWith('share') ? { render: () => h('div', { style: 'padding:40px;max-width:900px' }, [h(ShareChoice, { modelValue: null, whole: true, round: { cards: 280, share_by: view === 'share2' ? 'box' : null, share_of: view === 'share2' ? 2 : null, tablets: view === 'share2' ? [{ name: '平板 1', share: 1 }] : [] } as never })]) } : CloseScreen
const app = createApp(screen).use(pinia).use(i18n).use(router).use(Quasar, { iconSet, config: { ripple: false } })
const field = useField(pinia) as any
field.roster = { header: { round: { id: 'r', village: { name: '龙泉村', code: '' }, planned_on: '2026-11-24', number: 1 }, officers: [{ id: 's', name: '周敏', role: 'card_specialist', organisation: '明月镇人社站' }, { id: 'b', name: '韩磊', role: 'bank_manager', organisation: '长白农商' }], policy: {}, people, share: null }, portrait: () => null }
field.unlockedIds = asked.get('locked') ? ['s'] : ['s', 'b']
field.counts = { unsent: 226, oldest: '2026-11-24T00:58:00.000Z', received: 0, parked: 0 }
field.storage = { persisted: true, free: 2e9 }
field.device = { id: 'd', name: '平板 1', kind: 'tablet' }
field.now = new Date('2026-11-24T07:40:00.000Z')
const closing = useClosing(pinia) as any
const fill = (skip: number[]) => new Map(rest.filter((i) => !skip.includes(i)).map((i) => [`c${i}`, wrong.includes(i) ? 'wrong' : 'returned']))
field.saved = records
if (view === 'count') closing.tally = new Map([...fill([])].slice(0, 20))
if (view === 'short' || view === 'missing') closing.tally = fill([rest[30]!])
if (view === 'sign') closing.tally = fill([])
if (view === 'missing') closing.tally.set(`c${rest[30]}`, 'missing')
if (view === 'sign' || view === 'missing') closing.cashCounted = true
if (view === 'done' || view === 'half') field.saved = [...records, rec('round.counted', { handed: 215, returned: rest.filter((i) => !wrong.includes(i)).map((i) => `c${i}`), wrong: wrong.map((i) => `c${i}`), missing: [], elsewhere: [], cash_fen: 4000, receipts: ['TS-000120', 'TS-000121'], check_code: '7K2M9Q', signatures: { specialist: 'a', bank_manager: view === 'half' ? null : 'b' } })]
;(window as any).closing = closing
;(i18n.global.locale as any).value = asked.get('lang') ?? 'zh-CN'; speak((asked.get('lang') ?? 'zh-CN') as never)
app.mount('#app')
