// Who collects: what their document gives, and what it does not.
import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { expect, it, vi } from 'vitest'
import { createI18n } from 'vue-i18n'
import { createMemoryHistory, createRouter } from 'vue-router'
import { messages } from '@/app/i18n/gather'
import { useField } from '@/session'
import ProxyEntry from './ProxyEntry.vue'
import ProxyStep from './ProxyStep.vue'
import { withProxy } from './proxyDraft'
import { daughters, filled, header, now, person } from './testPeople'
import { useServe } from './useServe'

vi.mock('./useBeep', () => ({ beepMatch: () => undefined }))
vi.mock('./usePicture', () => ({ usePicture: () => () => Promise.resolve('a picture') }))

it('reading a proxy’s ID by the camera keeps no picture: to that they agree by a touch of its own', async () => {
  setActivePinia(createPinia())
  const field = useField()
  const serve = useServe()
  field.device = { id: 'd' } as never
  field.roster = { header: { ...header, policy: {}, people: [person] }, portrait: () => null }
  serve.draft = { ...withProxy(filled(), person), step: 'proxy' }
  const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: messages as Record<string, never> })
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<p />' } }] })
  const frame = { template: '<div><slot /><slot name="bar" /></div>' }
  const screen = mount(ProxyStep, { global: { plugins: [i18n, router], stubs: { ServeFrame: frame } } })

  // As the camera's view tells it: with the picture before it.
  screen.findComponent(ProxyEntry).vm.$emit('read', { method: 'camera', number: daughters, name: null, at: now.toISOString() }, document.createElement('video'))
  await new Promise((resolve) => setTimeout(resolve))
  expect(serve.draft?.proxy?.identity?.number).toBe(daughters)
  expect(serve.draft?.pictures).toEqual({})
  expect(serve.draft?.faceImage).toBeNull()
})
