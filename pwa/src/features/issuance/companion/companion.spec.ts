import { describe, expect, it } from 'vitest'
import type { Banked, BundlePerson } from '@/sync'
import { agreement, beginDraft, lacking, refusal, report, unticked } from './bankRecords'
import { countChecked, countGroups, groupOf } from './groups'

const person = { cardholder_id: 'p', number: '222426194803124521', card: { id: 'c' } } as BundlePerson
const check = (result: 'agreed' | 'refused', collectedBy: 'self' | 'proxy' | null = 'self') => ({ result, collectedBy }) as Banked['check']
const reported = { result: 'refused' } as Banked['report']

describe('the bank’s desk', () => {
  it('puts everybody into exactly one group', () => {
    expect(groupOf()).toBe('check')
    expect(groupOf({ check: check('agreed'), report: null })).toBe('activate')
    expect(groupOf({ check: check('agreed', null), report: null })).toBe('activate')
    expect(groupOf({ check: check('refused'), report: null })).toBe('refused')
    expect(groupOf({ check: check('agreed'), report: reported })).toBe('done')
  })

  it('has nothing left to do where a proxy came: nothing is activated for them (1.1.3.c)', () => {
    expect(groupOf({ check: check('agreed', 'proxy'), report: null })).toBe('done')
  })

  it('counts people, not records', () => {
    const people = ['a', 'b', 'c'].map((id) => ({ cardholder_id: id }) as BundlePerson)
    const banked = new Map([['a', { check: check('agreed'), report: null }], ['b', { check: check('refused'), report: null }]])
    expect(countGroups(people, banked)).toEqual({ check: 1, activate: 1, done: 0, refused: 1 })
    expect(countChecked(people, banked)).toBe(2)
  })
})

describe('what the manager’s answers become', () => {
  const draft = beginDraft('p')

  it('is no half of the check before all three were looked at', () => {
    expect(unticked(draft)).toEqual(['id_card', 'photo', 'address'])
    expect(unticked({ ...draft, ticked: ['photo', 'id_card'] })).toEqual(['address'])
  })

  it('is an agreement over the three, by the last four of the number', () => {
    expect(agreement(person, 'proxy')).toEqual({
      card_id: 'c',
      cardholder_id: 'p',
      result: 'agreed',
      items: ['id_card', 'photo', 'address'],
      reason: null,
      number_tail: '4521',
      collected_by: 'proxy',
    })
  })

  it('is a refusal with its reason and what did match', () => {
    expect(refusal(person, { ...draft, ticked: ['id_card'] }, 'photo')).toMatchObject({ result: 'refused', items: ['id_card'], reason: 'photo' })
  })

  it('says of a report what is missing, and nothing is answered beforehand', () => {
    expect(lacking(draft)).toEqual(['result'])
    expect(lacking({ ...draft, result: 'activated' })).toEqual(['password'])
    expect(lacking({ ...draft, result: 'refused' })).toEqual(['reason'])
    expect(lacking({ ...draft, result: 'activated', passwordChanged: false })).toEqual([])
  })

  it('is a report with the terminal’s reference where it gave one', () => {
    const activated = { ...draft, result: 'activated' as const, passwordChanged: true, terminal: ' TX084213 ', reason: 'unwilling' }
    expect(report(person, activated)).toEqual({ card_id: 'c', cardholder_id: 'p', result: 'activated', password_changed: true, terminal_reference: 'TX084213' })
    expect(report(person, { ...activated, terminal: '' })).not.toHaveProperty('terminal_reference')
    expect(report(person, { ...activated, result: 'refused' })).toEqual({ card_id: 'c', cardholder_id: 'p', result: 'refused', password_changed: false, reason: 'unwilling' })
  })
})
