import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useFinding, type Finding } from './finding'

const card: Finding = { cardholderId: 'p', found: { method: 'camera', symbology: 'code128' }, frame: new Uint8Array([1]), identity: null }
const id: Finding = { cardholderId: 'p', found: { method: 'list' }, frame: null, identity: { method: 'wedge', number: '1', name: null, at: '' } }

beforeEach(() => setActivePinia(createPinia()))

describe('what was found on the way', () => {
  it('is taken once, and only for the person it was found for', () => {
    const finding = useFinding()
    finding.keep(card)
    expect(finding.take('p')).toEqual(card)
    expect(finding.take('p')).toBeNull()
    finding.keep(card)
    expect(finding.take('other')).toBeNull()
  })

  it('joins a card and an ID of one person, in either order', () => {
    const finding = useFinding()
    for (const [first, second] of [[card, id], [id, card]] as const) {
      finding.keep(first)
      finding.keep(second)
      expect(finding.take('p')).toEqual({ ...card, identity: id.identity })
    }
  })
})
