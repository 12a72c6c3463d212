import { describe, expect, it } from 'vitest'
import type { OutboxEntry } from '@/store'
import type { BundlePerson } from '@/sync'
import { correctedPerson, inOrder, personOf, pictures } from './outboxList'

const entry = (seq: number, state: string, payload: object | null = {}) =>
  ({ row: { id: `e${seq}`, place: [1, seq], state, attachments: [{ length: 100 }, { length: 20 }] }, body: payload && { payload } }) as unknown as OutboxEntry
const people = [{ cardholder_id: 'p', name: '王玉兰' }] as BundlePerson[]

describe('the outbox list', () => {
  it('puts what needs a person first, then what leaves next, then what arrived last', () => {
    const shown = inOrder([entry(1, 'received'), entry(2, 'parked'), entry(3, 'received'), entry(4, 'saved'), entry(5, 'saved'), entry(6, 'conflict')])
    expect(shown.map(({ row }) => row.id)).toEqual(['e6', 'e2', 'e4', 'e5', 'e3', 'e1'])
  })

  it('counts as arrived what was settled at the desk', () => {
    const shown = inOrder([entry(1, 'received'), entry(2, 'parked'), entry(3, 'parked'), entry(4, 'saved')], new Map([['e2', 'void']]))
    expect(shown.map(({ row }) => row.id)).toEqual(['e3', 'e4', 'e2', 'e1'])
  })

  it('names people only while their record can be opened', () => {
    expect(personOf(entry(1, 'saved', { cardholder_id: 'p' }), people)?.name).toBe('王玉兰')
    expect(personOf(entry(1, 'saved', null), people)).toBeNull()
  })

  it('says whose record a correction takes back', () => {
    const entries = [entry(1, 'received', { cardholder_id: 'p' }), entry(2, 'saved', { corrects: 'e1' })]
    expect(correctedPerson(entries[1]!, entries, people)?.name).toBe('王玉兰')
    expect(correctedPerson(entries[0]!, entries, people)).toBeNull()
  })

  it('adds up what goes along', () => {
    expect(pictures(entry(1, 'saved'))).toEqual({ count: 2, bytes: 120 })
  })
})
