// A list that was made counts as reported, whether or not its sheet came; the page has to say that it did not.
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { download } from '@/api'
import { i18n } from '@/app/i18n'
import { useDesk } from '@/session'
import ContactList from './ContactList.vue'

const list = { id: '01jd0000000000000abcdefgh', made_at: '2026-11-28T02:00:00Z' }
const answers: Record<string, unknown>[] = [{ items: [{ id: 'h' }], total: 1 }, { items: [], total: 0 }]
vi.mock('@/api', async (original) => ({
  ...(await original<object>()),
  api: { GET: () => answers.shift(), POST: () => list },
  ask: (value: unknown) => Promise.resolve({ ok: true, value }),
  download: vi.fn(() => Promise.resolve({ ok: false, offline: true })),
}))

it('says that the sheet did not come, though nobody waits any more, and gives it again', async () => {
  setActivePinia(createPinia())
  useDesk().session = { officer: { permissions: ['contact_corrections.pass_on'] } } as never
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: ContactList }] })
  await router.push('/')
  const stubs = { SkTable: true, SkDialog: { emits: ['confirm'], template: '<button class="confirm" @click="$emit(\'confirm\')" />' } }
  const page = mount({ template: '<router-view />' }, { global: { plugins: [i18n, router], stubs } })
  await flushPromises()

  await page.get('.confirm').trigger('click')
  await flushPromises()
  expect(page.find('[data-testid="pass-on"]').exists()).toBe(false)
  expect(page.text()).toContain('表没存下来')

  await page.get('.sk-strip button').trigger('click')
  expect(download).toHaveBeenCalledTimes(2)
})
