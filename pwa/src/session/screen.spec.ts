import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { policy } from '@/rules'
import { useField } from './field'
import { useFieldScreen } from './screen'

const page = { template: '<p />' }
const screen = { template: '<p />', setup: () => useFieldScreen() }
const minute = 60_000

async function show() {
  setActivePinia(createPinia())
  const field = useField()
  field.unlockedIds = ['specialist']
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: page }] })
  await router.push('/serve/p1')
  const wrapper = mount(screen, { global: { plugins: [router] } })
  return { field, router, wrapper }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

describe('an untouched tablet', () => {
  it('locks after the idle minutes of the policy and leads back to the same step', async () => {
    const { field, router, wrapper } = await show()
    await vi.advanceTimersByTimeAsync(policy('session.idle_minutes_tablet') * minute + 10_000)
    expect(field.locked).toBe(true)
    expect(router.currentRoute.value.fullPath).toBe('/unlock?to=/serve/p1')
    wrapper.unmount()
  })

  it('locks when it was out of sight for the seconds of the policy, and not for a glance elsewhere', async () => {
    const { field, wrapper } = await show()
    const sight = vi.spyOn(document, 'visibilityState', 'get')
    const turn = (state: DocumentVisibilityState) => {
      sight.mockReturnValue(state)
      document.dispatchEvent(new Event('visibilitychange'))
    }
    turn('hidden')
    await vi.advanceTimersByTimeAsync((policy<number>('unlock.hidden_seconds') - 10) * 1000)
    turn('visible')
    await vi.advanceTimersByTimeAsync(20_000)
    expect(field.locked).toBe(false)
    turn('hidden')
    await vi.advanceTimersByTimeAsync((policy<number>('unlock.hidden_seconds') + 10) * 1000)
    expect(field.locked).toBe(true)
    wrapper.unmount()
  })

  it('stays open while somebody works on it', async () => {
    const { field, wrapper } = await show()
    for (let at = 0; at < 10; at += 1) {
      await vi.advanceTimersByTimeAsync(minute)
      window.dispatchEvent(new Event('pointerdown'))
    }
    expect(field.locked).toBe(false)
    wrapper.unmount()
  })
})
