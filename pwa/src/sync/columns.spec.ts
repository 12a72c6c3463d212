// The same examples prove the server's twin: tests/server/rounds/test_bundle_columns.py.
import { describe, expect, it } from 'vitest'
import vectors from '@vectors/bundle.json'
import { readBundle } from './bundle'
import { fromColumns, type PeopleColumns } from './columns'

describe('people from columns', () => {
  it.each(vectors.cases)('$name', ({ people, columns }) => {
    expect(fromColumns(columns as unknown as PeopleColumns)).toEqual(people)
  })

  it('refuses a column that it does not know', () => {
    expect(() => fromColumns({ count: 1, columns: { name: {} as never } })).toThrow('unknown kind')
    expect(() => fromColumns({ count: 1, columns: { name: { from: 'number', except: {} }, number: ['1'] } })).toThrow('nothing tells name')
    expect(() => fromColumns({ count: 1, columns: { sex: { from: 'number', except: {} } } })).toThrow('nothing tells sex')
  })
})

describe('a bundle that an older server packed opens for ever, and says what the newest says', () => {
  const { files, cases } = vectors
  const bytesOf = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

  it.each([[1, files.format_1], [2, files.format_2]])('format %i', async (format, file) => {
    const { header, portraits } = await readBundle(bytesOf(file))
    const people = cases.find(({ name }) => name === files.case)?.people
    expect(header).toEqual({ ...files.header, format, people })
    expect(new TextDecoder().decode(portraits)).toBe(files.portraits.join(''))
  })
})
