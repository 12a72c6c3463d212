// @vitest-environment jsdom
import { describe, expect, test } from 'vitest'
import { differenceKinds, lackOf, useReceipt } from './receipt'

const card = { id: 'c1', label: 'B0•••1184' }

describe('the receipt of a batch', () => {
  test('wants a count before anything else', () => {
    expect(useReceipt(() => 10).lacks.value).toEqual(['counted'])
  })

  test('is whole when all announced cards lie there', () => {
    const receipt = useReceipt(() => 10)
    receipt.counted.value = '10'
    expect(receipt.lacks.value).toEqual([])
  })

  test('wants every difference explained on a line of its own', () => {
    const receipt = useReceipt(() => 10)
    receipt.counted.value = '9'
    expect(receipt.lacks.value).toEqual(['explained'])
    receipt.add('missing')
    expect(receipt.lacks.value).toEqual(['card'])
    receipt.lines[0]!.card = card
    expect(receipt.lacks.value).toEqual([])
  })

  test('takes along whoever counted too, with account and password or not at all', () => {
    const receipt = useReceipt(() => 10)
    receipt.counted.value = '10'
    expect(receipt.secondOfficer()).toBeNull()
    receipt.second.typed.username = ' zhangwei '
    expect(receipt.lacks.value).toEqual(['second'])
    receipt.second.typed.password = 'made-up'
    expect(receipt.lacks.value).toEqual([])
    expect(receipt.secondOfficer()).toEqual({ username: 'zhangwei', password: 'made-up', code: null })
  })

  test('takes an extra card from the difference', () => {
    const receipt = useReceipt(() => 10)
    receipt.counted.value = '11'
    receipt.add('extra')
    receipt.lines[0]!.detail = '多一张，号码看不清'
    expect(receipt.difference.value).toBe(-1)
    expect(receipt.lacks.value).toEqual([])
    expect(receipt.body()).toEqual([{ kind: 'extra', card_id: null, detail: '多一张，号码看不清' }])
  })

  test('a damaged card is named and stays counted', () => {
    expect(lackOf({ key: 1, kind: 'damaged', card: null, detail: '' })).toBe('card')
    const receipt = useReceipt(() => 2)
    receipt.counted.value = '2'
    receipt.add('damaged')
    receipt.lines[0]!.card = card
    expect(receipt.lacks.value).toEqual([])
  })

  test('what is not a number is no count', () => {
    const receipt = useReceipt(() => 10)
    receipt.counted.value = '1O'
    expect(receipt.count.value).toBeNull()
  })

  test('knows every kind of the table', () => {
    expect(differenceKinds().map((row) => row.code)).toEqual(['missing', 'extra', 'damaged', 'other'])
  })
})
