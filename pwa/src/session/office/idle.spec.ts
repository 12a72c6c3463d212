import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useIdleEnd } from './idle'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

function desk(end: () => void) {
  return mount({ template: '<p />', setup: () => useIdleEnd(() => 15, end) })
}

test('a desk left alone for its minutes is closed once', () => {
  const end = vi.fn()
  desk(end)
  vi.advanceTimersByTime(14 * 60_000)
  expect(end).not.toHaveBeenCalled()
  vi.advanceTimersByTime(10 * 60_000)
  expect(end).toHaveBeenCalledOnce()
})

test('a touch keeps it open', () => {
  const end = vi.fn()
  desk(end)
  vi.advanceTimersByTime(14 * 60_000)
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }))
  vi.advanceTimersByTime(14 * 60_000)
  expect(end).not.toHaveBeenCalled()
})

test('a page that is left watches no more', () => {
  const end = vi.fn()
  desk(end).unmount()
  vi.advanceTimersByTime(60 * 60_000)
  expect(end).not.toHaveBeenCalled()
})
