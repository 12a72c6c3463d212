// S8: backups that stopped without a word are told of on every page that carries the alarm, while it stays open.
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ask } from '@/api'
import { i18n } from '@/app/i18n'
import { useDesk } from '../desk'
import BackupAlarm from './BackupAlarm.vue'

vi.mock('@/api', async (original) => ({ ...(await original<object>()), api: { GET: () => undefined }, ask: vi.fn() }))
const MINUTE = 60_000
const fine = { late: false, last_failure: null, items: [{ at: '2026-11-27T00:00:00Z' }] }
const late = { late: true, last_failure: { at: '2026-11-28T01:00:00Z', code: 'disk' }, items: [{ at: '2026-11-26T00:00:00Z' }] }

function answer(value: unknown): void {
  vi.mocked(ask).mockResolvedValue({ ok: true, value } as never)
}

async function show(...permissions: string[]): Promise<VueWrapper> {
  useDesk().session = { officer: { permissions } } as never
  const alarm = mount(BackupAlarm, { global: { plugins: [i18n] } }) as VueWrapper
  await flushPromises()
  return alarm
}

beforeEach(() => {
  setActivePinia(createPinia())
  vi.useFakeTimers({ now: Date.parse('2026-11-28T02:00:00Z') })
  vi.mocked(ask).mockReset()
})
afterEach(() => vi.useRealTimers())

it('S8 asks nothing for somebody who may not see backups', async () => {
  answer(late)
  const alarm = await show()
  await vi.advanceTimersByTimeAsync(2 * MINUTE)
  expect(ask).not.toHaveBeenCalled()
  expect(alarm.text()).toBe('')
})

it('S8 says how old the last one is, what failed, and whom to tell', async () => {
  answer(late)
  const alarm = await show('backups.read')
  expect(alarm.text()).toContain('备份停了')
  expect(alarm.text()).toContain('2 天 2 小时前')
  expect(alarm.text()).toContain('没有做成')
  expect(alarm.text()).toContain('管服务器的人')
})

it('S8 comes up within a minute on a page that was opened before, and goes again', async () => {
  answer(fine)
  const alarm = await show('backups.read')
  expect(alarm.text()).toBe('')
  answer(late)
  await vi.advanceTimersByTimeAsync(MINUTE)
  expect(alarm.text()).toContain('备份停了')
  answer(fine)
  await vi.advanceTimersByTimeAsync(MINUTE)
  expect(alarm.text()).toBe('')
  alarm.unmount()
  await vi.advanceTimersByTimeAsync(MINUTE)
  expect(ask).toHaveBeenCalledTimes(3)
})
