// A card frozen by mistake is released at the desk by two people, after the close; before it the tablet corrects its own record.
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { i18n } from '@/app/i18n'
import { useDesk } from '@/session'
import FrozenList from './FrozenList.vue'

const posted: unknown[] = []
const card = { card_id: 'c', name: '王玉兰', round_closed: true, at: null, note: null }
let items: object[] = []
vi.mock('@/api', async (original) => ({
  ...(await original<object>()),
  api: { GET: () => ({ items, total: items.length }), POST: (_path: string, { body }: { body: object }) => { posted.push(body); return {} } },
  ask: (value: unknown) => Promise.resolve({ ok: true, value }),
}))
const stubs = {
  teleport: true,
  SkTable: { props: ['rows'], emits: ['open'], template: '<div><button v-for="row in rows" class="row" @click="$emit(\'open\', row)">{{ row.name }}</button></div>' },
  SkDialog: { props: ['modelValue', 'confirm', 'missing', 'detail'], emits: ['confirm'], template: '<div v-if="modelValue" class="dialog">{{ detail }}<slot /><button v-if="confirm" class="go" :data-missing="missing.length" @click="$emit(\'confirm\')" /></div>' },
}

async function open(one: object, ...permissions: string[]): Promise<VueWrapper> {
  items = [one]
  useDesk().session = { officer: { permissions } } as never
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: FrozenList }] })
  await router.push('/')
  const page = mount({ template: '<router-view />' }, { global: { plugins: [i18n, router], stubs } }) as VueWrapper
  await flushPromises()
  await page.get('.row').trigger('click')
  return page
}

beforeEach(() => {
  setActivePinia(createPinia())
  posted.length = 0
})

it('only shows the card to somebody who may not release it', async () => {
  const page = await open(card)
  expect(page.get('.dialog').text()).toContain('死亡证明')
  expect(page.find('.go').exists()).toBe(false)
})

it('sends to the tablet while the round is not closed', async () => {
  const page = await open({ ...card, round_closed: false }, 'counter_settlements.write')
  expect(page.get('.dialog').text()).toContain('更正这一条')
  expect(page.find('.go').exists()).toBe(false)
})

it('asks for reason, proof and a second person before it releases', async () => {
  const page = await open(card, 'counter_settlements.write')
  expect(page.get('.go').attributes('data-missing')).toBe('3')
  await page.get('.go').trigger('click')
  expect(posted).toEqual([])

  await page.get('select').setValue('checked_again')
  await page.get('textarea').setValue('本人到窗口，人证一致')
  const [username, password] = page.findAll('.dialog input')
  await username?.setValue('hanlei')
  await password?.setValue('secret')
  expect(page.get('.go').attributes('data-missing')).toBe('0')
  items = []
  await page.get('.go').trigger('click')
  await flushPromises()

  expect(posted).toEqual([{ subject: 'frozen_card', subject_id: 'c', reason: 'checked_again', note: '本人到窗口，人证一致', second: { username: 'hanlei', password: 'secret', code: null } }])
  expect(page.find('.dialog').exists()).toBe(false)
  expect(page.find('.row').exists()).toBe(false)
})
