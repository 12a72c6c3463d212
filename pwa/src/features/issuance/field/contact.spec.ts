import { expect, it } from 'vitest'
import { contactOf, mobileIsWhole, phoneIsSound } from './contact'

it('mobiles and landlines are numbers, half of one is none', () => {
  expect(['13912346120', '139 1234 6120', '0433-5821234', '5821234'].map(phoneIsSound)).toEqual([true, true, true, true])
  expect(['', '139', '1391234612a', '2391234612012'].map(phoneIsSound)).toEqual([false, false, false, false])
  expect([mobileIsWhole('13912346120'), mobileIsWhole('1391234612'), mobileIsWhole('04335821234')]).toEqual([true, false, false])
})

it('only what was said is a correction', () => {
  expect(contactOf('', '  ')).toBeNull()
  expect(contactOf('139 1234 6120', '')).toEqual({ phone: '13912346120' })
  expect(contactOf('', ' 龙泉村 3 组 ')).toEqual({ address: '龙泉村 3 组' })
})
