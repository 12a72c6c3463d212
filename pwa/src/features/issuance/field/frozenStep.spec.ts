// The card of somebody recorded as deceased: the screen offers nothing but taking that record back (3.1.a).
import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { createMemoryHistory, createRouter } from 'vue-router'
import { messages } from '@/app/i18n/gather'
import { useField } from '@/session'
import type { Outcome } from '@/sync'
import ServeScreen from './ServeScreen.vue'
import { header, now, person } from './testPeople'

const open: VueWrapper[] = []
const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: messages as Record<string, never> })
beforeEach(() => setActivePinia(createPinia()))
afterEach(() => open.splice(0).forEach((screen) => screen.unmount()))

async function serve(detail: string): Promise<VueWrapper> {
  const field = useField()
  field.device = { id: 'd' } as never
  field.roster = { header: { ...header, policy: {}, people: [person], built_at: now.toISOString() }, portrait: () => null }
  field.served = new Map([['p', { kind: 'not_served', detail, eventId: 'e', at: now.toISOString() } as Outcome]])
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/serve/:cardholderId', component: ServeScreen }, { path: '/:rest(.*)*', component: { template: '<p />' } }] })
  await router.push('/serve/p')
  const screen = mount({ template: '<router-view />' }, { attachTo: document.body, global: { plugins: [i18n, router] } }) as VueWrapper
  open.push(screen)
  return screen
}

it('refuses to serve, says the clause, and offers the correction', async () => {
  const screen = await serve('dead')
  expect(screen.text()).toContain('已冻结')
  expect(screen.text()).toContain('3.1.a')
  expect(screen.text()).toContain('更正这一条')
  expect(screen.text()).not.toContain('本人领取')
})

it('says nothing of the kind to somebody who was only not there', async () => {
  expect((await serve('absent')).text()).not.toContain('已冻结')
})
