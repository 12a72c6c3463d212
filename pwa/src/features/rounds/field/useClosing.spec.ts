// @vitest-environment jsdom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useField } from '@/session'
import type { BundlePerson, RecordBody, SavedRecord } from '@/sync'
import { useClosing } from './useClosing'

const kept = new Map<string, unknown>()
vi.mock('@/store', async (original) => ({
  ...(await original<object>()),
  keepDraft: (round: string, draft: unknown, of: string) => Promise.resolve(void kept.set(`${round}|${of}`, structuredClone(draft))),
  readDraft: (round: string, of: string) => Promise.resolve(kept.get(`${round}|${of}`) ?? null),
  dropDraft: (round: string, of: string) => Promise.resolve(void kept.delete(`${round}|${of}`)),
  approve: (check: object, type: string) => Promise.resolve({ ...check, way: 'same_device', signature: `over a ${type}` }),
}))

const person = (n: number) => ({ cardholder_id: `p${n}`, name: `人${n}`, card: { id: `c${n}`, box_position: `1-1-1-0${n}` } }) as BundlePerson
const officers = [{ id: 's', name: '周敏', role: 'card_specialist' }, { id: 'b', name: '韩磊', role: 'bank_manager' }]
const ink = (x: number) => ({ box: [100, 50] as [number, number], strokes: [[[x, 1, 0], [9, 9, 9]]] }) as never

function open(): ReturnType<typeof useField> {
  setActivePinia(createPinia())
  const field = useField()
  field.roster = { header: { people: [1, 2, 3].map(person), officers, policy: {}, share: null }, portrait: () => null } as never
  field.round = { id: 'r', leaseId: 'l', expiresAt: '2999-01-01T00:00:00.000Z' } as never
  field.unlockedIds = ['s', 'b']
  field.saved = [{ state: 'saved', body: { id: 'e1', seq: 1, type: 'card.handed_over', device_time: '', officer: 's', payload: { cardholder_id: 'p1', path: 'self', signature: {}, temporary_card: { answer: 'none' } } } as unknown as RecordBody }] as SavedRecord[]
  return field
}

beforeEach(() => kept.clear())

describe('the count on the screen', () => {
  it('goes from counting to the difference to the signatures, and survives a reload on the way', async () => {
    open()
    const closing = useClosing()
    await closing.begin()
    expect(closing.phase).toBe('count')
    await closing.countAsExpected(['c2'])
    await closing.finish(true)
    expect([closing.phase, closing.sums.open.map(({ name }) => name)]).toEqual(['difference', ['人3']])

    open()
    const again = useClosing()
    await again.begin()
    expect([again.phase, again.sums.returned]).toEqual(['difference', 1])
    await again.count(['c3'], 'missing')
    expect([again.phase, again.sums.missing]).toEqual(['sign', 1])
  })

  it('keeps the ink while somebody unlocks, and drops it when a sum changes', async () => {
    open()
    const closing = useClosing()
    await closing.begin()
    await closing.countAsExpected(['c2', 'c3'])
    await closing.noteInk('specialist', ink(1))

    open()
    const again = useClosing()
    await again.begin()
    expect([again.phase, again.ink.specialist, again.ink.manager]).toEqual(['sign', ink(1), null])
    await again.count(['c3'], null)
    await again.count(['c3'], 'missing')
    expect(again.ink.specialist).toBeNull()
  })

  it('saves what both signed: two inks, the manager with the own account, every card once', async () => {
    const field = open()
    const save = vi.spyOn(field, 'save').mockResolvedValue({} as RecordBody)
    const closing = useClosing()
    await closing.begin()
    await closing.countAsExpected(['c2'])
    await closing.count(['c3'], 'missing')

    await closing.sign(ink(1), ink(2))

    const [draft, attachments] = save.mock.calls[0] as unknown as [{ approvals: unknown[]; payload: Record<string, unknown> }, unknown[]]
    expect(draft.payload).toMatchObject({ handed: 1, returned: ['c2'], wrong: [], missing: ['c3'], cash_fen: 0 })
    expect(draft.approvals).toEqual([expect.objectContaining({ officer: 'b', role: 'bank_manager', items: ['count'] })])
    expect(attachments).toHaveLength(2)
    expect(kept.size).toBe(0)
  })

  it('refuses one ink for both and a count that does not add up; nothing is written', async () => {
    const field = open()
    const save = vi.spyOn(field, 'save').mockResolvedValue({} as RecordBody)
    const closing = useClosing()
    await closing.begin()
    await closing.countAsExpected(['c2'])
    await expect(closing.sign(ink(1), ink(2))).rejects.toThrow('count_does_not_add_up')
    await closing.countAsExpected(['c3'])
    await expect(closing.sign(ink(1), ink(1))).rejects.toThrow('count_not_signed_by_both')
    expect(save).not.toHaveBeenCalled()
  })

  it('lets the manager sign on the phone: then the record has one ink and no approval', async () => {
    const field = open()
    const save = vi.spyOn(field, 'save').mockResolvedValue({} as RecordBody)
    const closing = useClosing()
    await closing.begin()
    await closing.countAsExpected(['c2', 'c3'])
    await closing.sign(ink(1), null)
    expect(save.mock.calls[0]?.[0]).toMatchObject({ approvals: [], payload: { signatures: { bank_manager: null } } })
  })
})
