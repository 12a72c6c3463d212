import { describe, expect, it } from 'vitest'
import type { Outcome } from '@/sync'
import { isSettled, tellings } from './tellings'

const handed = { kind: 'handed_over', state: 'saved', social: 'requested', finance: null } as Outcome
const marks = (outcome: Outcome) => Object.fromEntries(tellings(outcome).map(({ key, mark, word }) => [key, `${mark} ${word}`]))

describe('what the person is told', () => {
  it('right after an offline hand-over: everything waits', () => {
    expect(marks(handed)).toEqual({ social: 'wait waitsForLink', finance: 'wait bank', password: 'wait bank' })
  })

  it('after the receipt the social function still waits: received is not active', () => {
    expect(marks({ ...handed, state: 'received' })['social']).toBe('wait waits')
  })

  it('only the far side’s answer makes the social function active, or a matter for a person', () => {
    const received = { ...handed, state: 'received' as const }
    expect(tellings(received, { social: 'confirmed', recovery: 'waits' })[0]).toMatchObject({ mark: 'ok', word: 'usable' })
    expect(tellings(received, { social: 'refused', recovery: 'waits' })[0]).toMatchObject({ mark: 'parked', word: 'person' })
  })

  it('a parked or conflicting record needs a person', () => {
    expect(marks({ ...handed, state: 'parked' })['social']).toBe('parked person')
    expect(marks({ ...handed, state: 'conflict' })['social']).toBe('parked person')
  })

  it('what was declined is not waited for', () => {
    expect(marks({ ...handed, social: 'declined' })['social']).toBe('wait declined')
  })

  it('the bank’s own report makes the card usable, and says what became of the password', () => {
    const finance = { result: 'activated' as const, reason: null, terminal: 'TX084213', passwordChanged: true }
    expect(marks({ ...handed, finance })).toMatchObject({ finance: 'ok usable', password: 'ok changed' })
    expect(marks({ ...handed, finance: { ...finance, passwordChanged: false } })['password']).toBe('warn notChanged')
    expect(marks({ ...handed, finance: { ...finance, result: 'refused' } })).toMatchObject({ finance: 'warn notActive', password: 'wait bank' })
  })

  it('a proxy is sent away with the social function alone: the bank wants the person (1.1.3.c)', () => {
    const collected = { path: 'direct_relative', place: 'round', proxy: null, temporary: 'none', fee: null, bankCheck: 'same_device' } as const
    expect(marks({ ...handed, collected })).toEqual({ social: 'wait waitsForLink', finance: 'warn branch' })
  })

  it('a temporary card waits for its recovery in the system, and the formal card is not settled before (2.2)', () => {
    const collected = { path: 'self', place: 'round', proxy: null, temporary: 'returned', fee: null, bankCheck: 'same_device' } as const
    const received = { ...handed, collected, state: 'received' as const }
    const answers = (recovery: 'waits' | 'confirmed' | 'refused') => ({ social: 'confirmed' as const, recovery })
    expect(marks({ ...handed, collected })['temporary']).toBe('wait waitsForLink')
    expect(marks(received)['temporary']).toBe('wait waitsRecovery')
    expect(isSettled(received, answers('waits'))).toBe(false)
    expect(tellings(received, answers('refused')).at(-1)).toMatchObject({ mark: 'parked', word: 'person' })
    expect(tellings(received, answers('confirmed')).at(-1)).toMatchObject({ mark: 'ok', word: 'settled' })
    expect(isSettled(received, answers('confirmed'))).toBe(true)
    expect(isSettled(handed, answers('waits'))).toBe(true)
  })

  it('a temporary card that turned up later is told of by its own record', () => {
    const later = { how: 'lost', receipt: 'TS-000123', eventId: 'e2', state: 'saved' } as const
    expect(marks({ ...handed, state: 'received', later })['temporary']).toBe('wait waitsForLink')
    expect(isSettled({ ...handed, later }, { social: 'confirmed', recovery: 'waits' })).toBe(false)
  })

  it('a check on the phone is told to wait for the phone', () => {
    const collected = { path: 'self', place: 'round', proxy: null, temporary: 'none', fee: null, bankCheck: 'companion' } as const
    expect(marks({ ...handed, collected })['bankCheck']).toBe('wait phone')
  })
})
