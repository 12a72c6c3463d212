// @vitest-environment jsdom
import { describe, expect, test } from 'vitest'
import { canBeFound, useSettlement } from './discrepancy'

describe('settling a discrepancy', () => {
  test('wants cause, responsible and report', () => {
    const settlement = useSettlement()
    expect(settlement.lacks.value).toEqual(['cause', 'responsible', 'report'])
    settlement.cause.value = 'not_delivered'
    settlement.responsible.value = '东方卡厂'
    settlement.report.value = ' 安人社差 2026-01 '
    expect(settlement.lacks.value).toEqual([])
    expect(settlement.body()).toMatchObject({ cause: 'not_delivered', report_number: '安人社差 2026-01', custodian: null })
  })

  test('a card found again is taken by the custodian under their own account', () => {
    const settlement = useSettlement()
    settlement.isFound.value = true
    expect(settlement.lacks.value).toContain('custodian')
    settlement.custodian.typed.username = 'sunli'
    settlement.custodian.typed.password = 'made-up'
    expect(settlement.lacks.value).not.toContain('custodian')
    expect(settlement.body().custodian).toEqual({ username: 'sunli', password: 'made-up', code: null })
  })

  test('only a missing card that is still missing can be found', () => {
    expect(canBeFound({ kind: 'missing', custody_state: 'missing' })).toBe(true)
    expect(canBeFound({ kind: 'missing', custody_state: 'in_vault' })).toBe(false)
    expect(canBeFound({ kind: 'extra', custody_state: null })).toBe(false)
  })
})
