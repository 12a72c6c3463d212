import { describe, expect, test } from 'vitest'
import { adviceOf, approvalsOf, attachmentsOf, cardIdOf, caseAdviceOf, differencesOf, secondsOff, textAt, wholeOf } from './parked'

const record = {
  type: 'card.handed_over',
  approvals: [{ officer: 'o1', role: 'bank_manager', at: '2026-11-24T02:00:00.000Z' }],
  attachments: [{ kind: 'signature' }, { kind: 'barcode_frame' }, { sha256: 'x' }],
  payload: { card_id: 'c1', identity: { number: '222426 •••• 204X', name: '王桂兰' } },
}

describe('what a tablet wrote', () => {
  test('is read below a path', () => {
    expect(textAt(record, 'payload', 'identity', 'name')).toBe('王桂兰')
    expect(cardIdOf(record)).toBe('c1')
  })

  test('is nothing where a newer or a wrong record has something else', () => {
    expect(textAt({ payload: [] }, 'payload', 'identity', 'name')).toBeNull()
    expect(textAt({ payload: { card_id: 7 } }, 'payload', 'card_id')).toBeNull()
    expect(textAt(null, 'payload')).toBeNull()
    expect(approvalsOf({ approvals: 'yes' })).toEqual([])
    expect(attachmentsOf({})).toEqual([])
  })

  test('names who checked, and what came with it', () => {
    expect(approvalsOf(record)).toEqual([{ officer: 'o1', at: '2026-11-24T02:00:00.000Z' }])
    expect(attachmentsOf(record)).toEqual(['signature', 'barcode_frame'])
  })

  test('is shown whole', () => {
    expect(JSON.parse(wholeOf(record))).toEqual(record)
  })
})

describe('what happens next', () => {
  test.each([['card_already_handed_over', 'second'], ['chain_broken', 'chain'], ['unknown_type', 'newer'], ['attachment_lost', 'attachment'], ['number_differs', 'person'], ['a_code_of_tomorrow', 'person']])('with %s: %s', (reason, advice) => {
    expect(adviceOf(reason)).toBe(advice)
  })
})

describe('two contents of one id', () => {
  test('differ in the parts that are named, and nowhere else', () => {
    const other = { ...record, payload: { ...record.payload, card_id: 'c2' }, build: 'x' }
    expect(differencesOf(record, other)).toEqual([{ path: 'payload.card_id', first: 'c1', second: 'c2' }, { path: 'build', first: '—', second: 'x' }])
  })

  test('of the same content differ nowhere', () => {
    expect(differencesOf(record, structuredClone(record))).toEqual([])
  })
})

test('a case says what to do by its kind', () => {
  expect(['second_hand_over', 'changed_bytes', 'chain'].map(caseAdviceOf)).toEqual(['second', 'changed', 'chain'])
})

test('a clock’s difference is unknown, not zero, when the tablet did not know it', () => {
  expect([secondsOff(null), secondsOff(-1499), secondsOff(0)]).toEqual([null, -1, 0])
})
