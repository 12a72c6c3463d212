import { describe, expect, it } from 'vitest'
import type { Outcome } from '@/sync'
import { tellings } from './tellings'

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
    expect(tellings(received, 'confirmed')[0]).toMatchObject({ mark: 'ok', word: 'usable' })
    expect(tellings(received, 'refused')[0]).toMatchObject({ mark: 'parked', word: 'person' })
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
})
