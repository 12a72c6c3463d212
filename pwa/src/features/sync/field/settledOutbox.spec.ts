// What two people decided at the desk of a parked record is told on the outbox: it waits for nobody any more (4.1.1.b).
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import { i18n } from '@/app/i18n'
import { useField } from '@/session'
import type * as store from '@/store'
import OutboxScreen from './OutboxScreen.vue'

const row = (id: string, seq: number) => ({ id, round: 'r', place: [1, seq], state: 'parked', reason: 'lease_over', attachments: [], savedAt: '2026-11-28T01:00:00.000Z' })
vi.mock('@/store', async (original) => ({
  ...(await original<typeof store>()),
  listOutbox: () => Promise.resolve([{ row: row('a', 1), body: null }, { row: row('b', 2), body: null }]),
  countOutbox: () => Promise.resolve({ unsent: 0, oldest: null, received: 3, parked: 2 }),
  listParked: () => Promise.resolve([{ id: 'a', round: 'r' }, { id: 'b', round: 'r' }]),
}))

async function outbox(settled: Record<string, string>): Promise<{ parked: string; caption: string; lines: string[] }> {
  const field = useField()
  field.rounds = [{ id: 'r', told: { settled } }] as never
  await field.refreshCounts()
  const stubs = { TabletFrame: { template: '<div><slot /></div>' }, TallyMark: true, SkButton: true, SkMainButton: true, QVirtualScroll: { props: ['items'], template: '<div><template v-for="item in items" :key="item.row.id"><slot :item="item" /></template></div>' } }
  const screen = mount(OutboxScreen, { global: { plugins: [i18n], stubs } })
  await flushPromises()
  const shown = { parked: screen.get('[data-testid="parked"]').text(), caption: screen.get('[data-testid="settled"]').text(), lines: screen.findAll('.entry').map((line) => line.text()) }
  screen.unmount()
  return shown
}

beforeEach(() => setActivePinia(createPinia()))

it('counts what is settled beside what waits, and says the decision', async () => {
  const { parked, caption, lines } = await outbox({ a: 'void' })
  expect([parked, caption]).toEqual(['1', '没有丢 · 1 条已处理'])
  expect(lines[0]).not.toContain('已处理')
  expect(lines[1]).toContain('已处理：这一条不算')
})

it('says that nothing waits once all is settled', async () => {
  const { parked, caption } = await outbox({ a: 'void', b: 're_entered' })
  expect([parked, caption]).toEqual(['0', '2 条已处理'])
})

it('says of nothing that it is settled before anybody decided', async () => {
  expect((await outbox({})).caption).toBe('没有丢')
})
