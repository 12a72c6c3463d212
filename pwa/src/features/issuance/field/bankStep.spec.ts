// Where the bank manager checks: on the phone when it carries the round, else here; a phone packed later is told by hand.
import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createI18n } from 'vue-i18n'
import { createMemoryHistory, createRouter } from 'vue-router'
import { messages } from '@/app/i18n/gather'
import { useField } from '@/session'
import type { PhoneOfRound } from '@/sync'
import BankStep from './BankStep.vue'
import { filled, header, person } from './testPeople'
import { useServe } from './useServe'

const open: VueWrapper[] = []
const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: messages as Record<string, never> })
const officers = [{ id: 's', name: '周敏', role: 'card_specialist', organisation: '人社站' }, { id: 'm', name: '韩磊', role: 'bank_manager', organisation: '农商行' }]
beforeEach(() => setActivePinia(createPinia()))
afterEach(() => open.splice(0).forEach((screen) => screen.unmount()))

function bankStep(phone: PhoneOfRound) {
  const field = useField()
  const serve = useServe()
  field.device = { id: 'd' } as never
  field.round = { id: 'r', told: { phone } } as never
  field.roster = { header: { ...header, policy: {}, people: [person], officers }, portrait: () => null }
  serve.draft = filled()
  const change = vi.spyOn(serve, 'change').mockResolvedValue()
  const noted = vi.spyOn(field, 'notePhonePacked').mockResolvedValue()
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<p />' } }] })
  const screen = mount(BankStep, { attachTo: document.body, global: { plugins: [i18n, router] } }) as VueWrapper
  open.push(screen)
  const press = (text: string) => [...document.querySelectorAll('button')].find((one) => one.textContent?.includes(text))?.click()
  return { screen, change, noted, press }
}

it('offers no phone where the manager has none', () => {
  expect(bankStep('none').screen.text()).not.toContain('手机')
})

it('puts the phone first when it carries the round', () => {
  const { change, noted, press } = bankStep('packed')
  press('韩磊在手机上核对')
  expect(noted).not.toHaveBeenCalled()
  expect(change).toHaveBeenCalledWith({ bank: null, bankCheck: 'companion', step: 'sign' })
})

it('shows the phone a code without anything about the person', async () => {
  const { press } = bankStep('packed')
  press('给手机扫')
  await vi.waitFor(() => expect(document.querySelector('svg.sk-qr')).not.toBeNull())
  expect(document.querySelector('.sk-dialog')?.textContent).toContain('扫平板二维码')
})

it('takes a phone that was packed later only after somebody looked', async () => {
  const { screen, change, noted, press } = bankStep('enrolled')
  expect(screen.text()).toContain('还差：韩磊解锁')
  press('手机上核对…')
  expect(change).not.toHaveBeenCalled()
  await vi.waitFor(() => expect(document.body.textContent).toContain('韩磊的手机装好这一场了吗？'))
  press('看过了，在手机上核对')
  await vi.waitFor(() => expect(change).toHaveBeenCalledWith({ bank: null, bankCheck: 'companion', step: 'sign' }))
  expect(noted).toHaveBeenCalledOnce()
})
