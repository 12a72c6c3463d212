import { describe, expect, test } from 'vitest'
import { checkItems, emptyDraft, rowLacks, typedRow } from './paperRow'

const whole = () => ({ ...emptyDraft(), time: '14:20', checked: new Set<string>(checkItems), faceCorrect: true, temporary: { answer: 'none' as const, number: '', receipt: '' } })

describe('a row of the paper roster', () => {
  test('says of a hand-over what was checked, the face and the temporary card', () => {
    expect(rowLacks(emptyDraft())).toEqual(['time', 'checks', 'face', 'temporary'])
    expect(rowLacks(whole())).toEqual([])
  })

  test('names whoever collected for somebody; a relative with the relation', () => {
    const draft = { ...whole(), path: 'direct_relative' as const, proxy: { name: '金花', number: '222426197001010021', phone: '13900000000', relation: null } }
    expect(rowLacks(draft)).toEqual(['proxy'])
    expect(rowLacks({ ...draft, path: 'reserved_proxy' })).toEqual([])
  })

  test('a fee has its receipt', () => {
    expect(rowLacks({ ...whole(), temporary: { answer: 'lost', number: '', receipt: '' } })).toEqual(['receipt'])
  })

  test('who was not served has a reason, a wrong face its items, and nothing else is sent', () => {
    const draft = { ...emptyDraft(), time: '15:00', outcome: 'not_served' as const }
    expect(rowLacks(draft)).toEqual(['reason'])
    expect(typedRow({ ...draft, reason: 'absent' }, 'R7K3M-0042-X', 'f'.repeat(64), '2026-11-27')).toMatchObject({ row_code: 'R7K3M-0042-X', outcome: 'not_served', at: '2026-11-27T15:00:00+08:00', reason: 'absent', checked: [], temporary_card: null })
    expect(rowLacks({ ...draft, outcome: 'wrong_face' })).toEqual(['items'])
  })

  test('by the person means without a proxy, whatever was typed before', () => {
    expect(typedRow({ ...whole(), proxy: { name: '金花', number: 'x', phone: 'y', relation: 'child' } }, 'c', 's', '2026-11-27')).toMatchObject({ proxy: null, social_activation: 'requested', finance: null })
  })
})
