import { expect, test } from 'vitest'
import { listed, missingOf, openHistories, openLosses, secondsOff, since, type FleetDevice, type LostHistory } from './fleet'

const now = Date.parse('2026-11-27T12:00:00Z')
const organisation = { id: 'o', kind: 'county_hr', name: '', form_body: '', parent_id: null, bank_code: null, area_prefixes: [] }

function device(name: string, changed: Partial<FleetDevice> = {}): FleetDevice {
  return {
    device: { id: name, name, kind: 'tablet', organisation, enrolled_at: null, revoked_at: null, last_contact_at: null, report: null, officers: [] },
    unsent: null, oldest_at: null, clock_offset_ms: null, build: null, storage_persisted: null, storage_free: null, parked_there: null, open_rounds_there: null,
    open_rounds: 0, parked: 0, epochs: [], lost_epochs: [], attention: [], ...changed,
  }
}

test('those that need somebody come first, and alone where that is asked', () => {
  const items = [device('平板 02'), device('平板 03', { attention: ['clock'] }), device('平板 01'), device('平板 04', { attention: ['silent', 'parked'] })]

  expect(listed(items, 'all').map(({ device: { name } }) => name)).toEqual(['平板 04', '平板 03', '平板 01', '平板 02'])
  expect(listed(items, 'attention').map(({ device: { name } }) => name)).toEqual(['平板 04', '平板 03'])
})

test('what is not known stays unknown, and a clock ahead of ours counts as now', () => {
  expect(since(null, now)).toBeNull()
  expect(since('2026-11-27T11:00:00Z', now)).toBe(3_600_000)
  expect(since('2026-11-27T13:00:00Z', now)).toBe(0)
  expect([secondsOff(null), secondsOff(-301_400), secondsOff(-300)]).toEqual([null, -301, 0])
  expect([missingOf({ epoch: 1, told: 5, held: 2 }), missingOf({ epoch: 1, told: null, held: 2 })]).toEqual([3, 0])
})

test('a loss waits until two people settled it, or its records came after all', () => {
  const lost = { id: 'l', device_id: 'd', device_name: '', epoch: 1, told: 4, held: 1, missing: 3, opened_at: '2026-11-27T11:00:00Z', settlement: null }
  const settlement = { at: '2026-11-27T11:30:00Z', reason: 'came_back', note: null, officer: '', second_officer: '' }
  expect(openLosses(device('a', { lost_epochs: [lost] }))).toHaveLength(1)
  expect(openLosses(device('a', { lost_epochs: [{ ...lost, missing: 0 }, { ...lost, settlement }] }))).toEqual([])
  expect(openHistories([{ settlement: null }, { settlement }] as LostHistory[])).toHaveLength(1)
})
