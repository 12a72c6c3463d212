// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { incidentMark, outcomesOf, useIncidentSettlement } from './incident'

test('a missing card is found, turns out handed over, or stays lost; a second hand-over is only cleared up', () => {
  expect(outcomesOf('missing')).toEqual(['found', 'handed_over', 'lost'])
  expect(outcomesOf('second_hand_over')).toEqual(['clarified'])
  expect(outcomesOf('of_a_newer_server')).toEqual([])
})

test('settling wants an outcome, a cause, somebody responsible and a second person; a found card wants its vault', () => {
  const settlement = useIncidentSettlement('missing')
  expect(settlement.lacks.value).toEqual(['outcome', 'cause', 'responsible', 'second'])
  settlement.outcome.value = 'found'
  expect(settlement.lacks.value).toContain('vault')
  settlement.vault.value = 'v'
  settlement.cause.value = '夹在名单里'
  settlement.responsible.value = '周敏'
  settlement.second.typed.username = 'sunli'
  settlement.second.typed.password = 'made-up'
  expect(settlement.lacks.value).toEqual([])
  expect(settlement.body()).toMatchObject({ outcome: 'found', vault_id: 'v', report_number: null })
})

test('the vault is not sent along when the card is not there', () => {
  const settlement = useIncidentSettlement('missing')
  settlement.vault.value = 'v'
  settlement.outcome.value = 'lost'
  expect(settlement.body().vault_id).toBeNull()
})

test('a card that stays lost is settled but not well', () => {
  expect(incidentMark({ state: 'open', outcome: null })).toBe('parked')
  expect(incidentMark({ state: 'settled', outcome: 'lost' })).toBe('warn')
  expect(incidentMark({ state: 'settled', outcome: 'found' })).toBe('ok')
})
