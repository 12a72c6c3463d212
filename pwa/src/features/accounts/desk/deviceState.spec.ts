import { expect, test } from 'vitest'
import { deviceState, type Device } from './deviceState'

const now = Date.parse('2026-11-24T03:30:00Z')
const device: Device = {
  id: 'd', name: '平板 07', kind: 'tablet', organisation: { id: 'o', kind: 'county_hr', name: '', form_body: '', parent_id: null, bank_code: null, area_prefixes: [] },
  enrolled_at: '2026-11-01T00:00:00Z', revoked_at: null, last_contact_at: '2026-11-24T03:29:00Z', report: null, officers: [],
}

test.each([
  [{}, 'online'],
  [{ last_contact_at: '2026-11-24T00:41:00Z' }, 'offline'],
  [{ last_contact_at: null }, 'silent'],
  [{ enrolled_at: null, last_contact_at: null }, 'waiting'],
  [{ revoked_at: '2026-11-24T03:29:30Z' }, 'revoked'],
] as const)('a device with %j is %s', (changed, state) => {
  expect(deviceState({ ...device, ...changed }, now)).toBe(state)
})
