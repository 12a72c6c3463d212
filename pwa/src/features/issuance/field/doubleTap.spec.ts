// @vitest-environment jsdom
import { createPinia, setActivePinia } from 'pinia'
import { expect, it, vi } from 'vitest'
import { useField } from '@/session'
import type { BundlePerson } from '@/sync'
import { header, person } from './testPeople'
import { useServe } from './useServe'

vi.mock('@/store', async (original) => ({ ...(await original<object>()), keepDraft: () => Promise.resolve(), dropDraft: () => Promise.resolve(), readDraft: () => Promise.resolve(null) }))

const ink = { box: [600, 200] as [number, number], strokes: [[[60, 120, 0], [180, 60, 140]]] as [number, number, number][][] }

it('H1: two taps on “hand over” make one record', async () => {
  setActivePinia(createPinia())
  const field = useField()
  field.device = { id: 'd' } as never
  field.roster = { header: { ...header, policy: {}, people: [person] as BundlePerson[] }, portrait: () => null }
  const saves: (() => void)[] = []
  const save = vi.spyOn(field, 'save').mockImplementation(() => new Promise((resolve) => saves.push(() => resolve(undefined as never))))
  const desk = useServe()
  await desk.begin(person)

  const taps = [desk.handOver(ink), desk.handOver(ink)]
  await vi.waitFor(() => expect(save).toHaveBeenCalled())
  saves.forEach((done) => done())
  await Promise.all(taps)

  expect(save).toHaveBeenCalledTimes(1)
  expect(desk.draft).toBeNull()
  await expect(desk.handOver(ink)).rejects.toThrow('nobody is being served')
})
