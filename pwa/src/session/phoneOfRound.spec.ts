import { expect, it } from 'vitest'
import { phoneOfRound } from './phoneOfRound'

const team = (...kinds: ('tablet' | 'companion')[]) => kinds.map((kind) => ({ device_id: kind, name: kind, kind, cards: 0 }))

it('knows of no phone where nobody told of one', () => {
  expect(phoneOfRound(null, undefined)).toBe('none')
  expect(phoneOfRound({}, { team: team('tablet') })).toBe('none')
})

it('holds what was told last above what was so at packing', () => {
  expect(phoneOfRound({ told: { phone: 'packed' } }, { phone: 'enrolled' })).toBe('packed')
  expect(phoneOfRound({ told: { phone: 'none' } }, { phone: 'packed', team: team('companion') })).toBe('none')
  expect(phoneOfRound({}, { phone: 'enrolled' })).toBe('enrolled')
})

it('reads the devices of a bundle that says no more', () => {
  expect(phoneOfRound({}, { team: team('tablet', 'companion') })).toBe('packed')
})
