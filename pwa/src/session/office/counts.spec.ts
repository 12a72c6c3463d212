import { expect, test } from 'vitest'
import { waitingCount, type Overview } from './counts'

const parked = (reason: string, count: number): Overview['waiting']['parked'][number] => ({ reason, count, clause: null, message_zh: '', message_en: '', oldest_at: '2026-11-27T01:00:00Z' })

test('a second hand-over waits once: its parked record and its case are one thing', () => {
  expect(waitingCount({ parked: [parked('card_already_handed_over', 1)], conflicts: 1 })).toBe(1)
  expect(waitingCount({ parked: [parked('card_already_handed_over', 1), parked('chain_broken', 2), parked('signature_missing', 3)], conflicts: 3 })).toBe(6)
})

test('a case of two contents has no parked record and waits all the same', () => {
  expect(waitingCount({ parked: [], conflicts: 2 })).toBe(2)
})
