import { describe, expect, it } from 'vitest'
import { banked } from './banked'
import type { RecordBody } from './record'

const body = (seq: number, type: string, payload: object): RecordBody =>
  ({ id: `e${seq}`, seq, type, payload, officer: 'o', device_time: `t${seq}` }) as unknown as RecordBody
const saved = (...bodies: RecordBody[]) => bodies.map((one) => ({ body: one, state: 'saved' as const }))
const agreed = { cardholder_id: 'a', result: 'agreed', reason: null, collected_by: 'self' }
const activated = { cardholder_id: 'a', result: 'activated', terminal_reference: 'TX084213', password_changed: true }

describe('what the bank manager did', () => {
  it('is the check and the report, each with its own record', () => {
    const found = banked(saved(body(1, 'check.cosigned', agreed), body(2, 'finance.activated', activated)))
    expect(found.get('a')).toEqual({
      check: { eventId: 'e1', at: 't1', state: 'saved', result: 'agreed', reason: null, collectedBy: 'self' },
      report: { eventId: 'e2', at: 't2', state: 'saved', result: 'activated', reason: null, terminal: 'TX084213', passwordChanged: true },
    })
  })

  it('is what was said last: refused at first, agreed with the right ID card', () => {
    const refused = { ...agreed, result: 'refused', reason: 'id_card' }
    const found = banked(saved(body(1, 'check.cosigned', refused), body(2, 'check.cosigned', agreed)))
    expect(found.get('a')?.check).toMatchObject({ eventId: 'e2', result: 'agreed' })
  })

  it('is nothing once corrected; the one before it then counts again', () => {
    const found = banked(
      saved(
        body(1, 'check.cosigned', agreed),
        body(2, 'finance.activated', { ...activated, result: 'refused', reason: 'unwilling' }),
        body(3, 'finance.activated', activated),
        body(4, 'event.corrected', { corrects: 'e3', reason: 'wrong_person' }),
      ),
    )
    expect(found.get('a')).toMatchObject({ check: { eventId: 'e1' }, report: { eventId: 'e2', result: 'refused' } })
  })

  it('does not know who stood there where a record does not say', () => {
    const found = banked(saved(body(1, 'check.cosigned', { cardholder_id: 'a', result: 'agreed', reason: null })))
    expect(found.get('a')?.check?.collectedBy).toBeNull()
  })
})
