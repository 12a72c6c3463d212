import { expect, test } from 'vitest'
import { firstPlace, placesFor } from './nav'

const only = (...permissions: string[]) => (permission: string) => permissions.includes(permission)

test('only pages that the role may use are shown, without empty groups', () => {
  const groups = placesFor(only('overview.read', 'devices.read'))
  expect(groups.map((group) => group.map(({ key }) => key))).toEqual([['overview'], ['devices']])
})

test('the desk begins at the overview, or at the first page one may see', () => {
  expect(firstPlace(only('overview.read', 'rounds.read'))).toBe('/desk/overview')
  expect(firstPlace(only('officers.read'))).toBe('/desk/officers')
})
