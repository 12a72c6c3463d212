import { expect, test } from 'vitest'
import type { components } from '@/api/schema'
import { stepsOf } from './trail'

const hand = { kind: 'vault', id: null, name: null, state: 'in_vault' }
const movement = (id: number, at: string): components['schemas']['Movement'] => ({ id, card_id: 'c', verb: 'vault_in', from: hand, to: hand, at, recorded_at: at, clause: '4.1.1', officer: null, second_officer: null, round_id: null, reason: null, reverses_id: null })

test('movements and changes stand in one line of time, the newest first', () => {
  const steps = stepsOf({
    movements: [movement(1, '2026-11-12T01:00:00Z'), movement(2, '2026-11-24T03:00:00Z')],
    state_changes: [{ axis: 'social', old: 'sealed', new: 'enabled', at: '2026-11-24T04:00:00Z', clause: '1.2.2.d', event_id: null }],
  })
  expect(steps.map((step) => step.key)).toEqual(['c0', 'm2', 'm1'])
})

test('of two at the same moment the later written stands above', () => {
  const at = '2026-11-12T01:00:00Z'
  expect(stepsOf({ movements: [movement(1, at), movement(2, at)], state_changes: [] }).map((step) => step.key)).toEqual(['m2', 'm1'])
})
