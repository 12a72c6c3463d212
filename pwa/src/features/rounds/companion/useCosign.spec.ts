// @vitest-environment jsdom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import { useField } from '@/session'
import type { RecordBody } from '@/sync'
import { useCosign } from './useCosign'

const kept = new Map<string, unknown>()
vi.mock('@/store', async (original) => ({
  ...(await original<object>()),
  keepDraft: (round: string, draft: unknown, of: string) => Promise.resolve(void kept.set(`${round}|${of}`, structuredClone(draft))),
  readDraft: (round: string, of: string) => Promise.resolve(kept.get(`${round}|${of}`) ?? null),
  dropDraft: (round: string, of: string) => Promise.resolve(void kept.delete(`${round}|${of}`)),
}))
const ink = { box: [100, 50] as [number, number], strokes: [[[1, 1, 0], [9, 9, 9]]] } as never

function open() {
  setActivePinia(createPinia())
  const field = useField()
  field.roster = { header: { people: [], officers: [{ id: 'b', name: '韩磊', role: 'bank_manager' }], policy: {} }, portrait: () => null } as never
  field.round = { id: 'r' } as never
  field.unlockedIds = ['b']
  return { field, cosign: useCosign() }
}

beforeEach(() => kept.clear())

it('signs nothing without ink', async () => {
  const { cosign } = open()
  await cosign.begin()
  await cosign.change({ code: '7K2M9Q' })
  await expect(cosign.sign()).rejects.toThrow()
})

it('keeps code and ink over a reload', async () => {
  const { cosign } = open()
  await cosign.begin()
  await cosign.change({ code: '7k2' })
  await cosign.change({ ink })

  const { cosign: again } = open()
  expect(again.ready).toBe(false)
  await again.begin()
  expect([again.code, again.ink, again.ready]).toEqual(['7k2', ink, true])
})

it('keeps no draft of nothing, as after the pad was wiped', async () => {
  const { cosign } = open()
  await cosign.begin()
  await cosign.change({ ink })
  await cosign.change({ ink: null })
  expect(kept.size).toBe(0)
})

it('forgets both once they are a record', async () => {
  const { field, cosign } = open()
  const save = vi.spyOn(field, 'save').mockResolvedValue({} as RecordBody)
  await cosign.begin()
  await cosign.change({ code: ' 7k2-m9q ', ink })
  await cosign.sign()
  expect(save.mock.calls[0]?.[0]).toMatchObject({ type: 'count.cosigned', officer: 'b', payload: { check_code: '7K2M9Q' } })
  expect([cosign.code, cosign.ink, kept.size]).toEqual(['', null, 0])
})

it('keeps both when the record could not be saved', async () => {
  const { field, cosign } = open()
  vi.spyOn(field, 'save').mockRejectedValue(new Error('full'))
  await cosign.begin()
  await cosign.change({ code: '7K2M9Q', ink })
  await expect(cosign.sign()).rejects.toThrow('full')
  expect([cosign.code, kept.size]).toEqual(['7K2M9Q', 1])
})
