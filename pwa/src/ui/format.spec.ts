import { describe, expect, test } from 'vitest'
import { formatDate, formatDayOfWeek, formatMoment, formatTime } from './format'

describe('dates are those of the office', () => {
  const night = '2026-11-23T16:30:00Z'

  test('a moment late in London is already the next day', () => {
    expect(formatDayOfWeek(night, 'zh-CN')).toBe('11月24日 周二')
    expect(formatDayOfWeek(night, 'en')).toBe('Tue 24 Nov')
    expect(formatDate(night)).toBe('2026-11-24')
    expect(formatTime(night, 'en')).toBe('00:30')
    expect(formatMoment(night)).toBe('2026-11-24 00:30')
  })
})

describe('C15: dates stay those of the office on a tablet in another time zone', () => {
  const night = '2026-11-23T16:30:00Z'

  test.each(['America/Los_Angeles', 'Pacific/Kiritimati', 'Europe/London'])('set to %s, also where its summer time begins', (zone) => {
    const own = process.env['TZ']
    try {
      process.env['TZ'] = zone
      expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone)
      expect(formatDate(night)).toBe('2026-11-24')
      expect(formatMoment(night)).toBe('2026-11-24 00:30')
      // 2026-03-29 01:30 UTC: London has just gone from 01:00 to 02:00.
      expect(formatMoment('2026-03-29T01:30:00Z')).toBe('2026-03-29 09:30')
    } finally {
      if (own === undefined) delete process.env['TZ']
      else process.env['TZ'] = own
    }
  })
})
