import { expect, test } from 'vitest'
import { writtenBy } from './keys'

const press = (key: string, more: KeyboardEventInit = {}): string | null => writtenBy(new KeyboardEvent('keydown', { key, ...more }))

test('keys that write give their character', () => {
  expect([press('5'), press('B', { shiftKey: true }), press('Enter'), press('Tab'), press('𬱖')]).toEqual(['5', 'B', '\n', '\t', '𬱖'])
})

test('keys that write nothing give nothing', () => {
  expect([press('Shift'), press('ArrowLeft'), press('F5'), press('c', { ctrlKey: true })]).toEqual([null, null, null, null])
})

test('a key held down gives nothing: it repeats as fast as a machine', () => {
  expect(press('a', { repeat: true })).toBeNull()
})

test('behind a Chinese input method the key is known by its place', () => {
  const behind = (code: string, shiftKey = false) => press('Process', { code, shiftKey })

  expect([behind('KeyB', true), behind('KeyB'), behind('Digit7'), behind('Numpad7'), behind('Backslash'), behind('Digit3', true)]).toEqual(['B', 'b', '7', '7', '\\', '#'])
  expect(behind('CapsLock')).toBeNull()
})
