import { expect, test } from 'vitest'
import { treeOf, type Organisation } from './organisations'

const organisation = (id: string, parent: string | null): Organisation => ({ id, kind: 'county_hr', name: id, form_body: '', parent_id: parent, bank_code: null, area_prefixes: [] })

test('organisations stand below their parents; one whose parent is out of sight stands at the top', () => {
  const tree = treeOf([organisation('station', 'county'), organisation('county', 'city'), organisation('branch', 'bank')])
  expect(tree.map(({ organisation: one, depth }) => `${depth}${one.id}`)).toEqual(['0county', '1station', '0branch'])
})
