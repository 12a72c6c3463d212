import { expect, test } from 'vitest'
import { cameraProblem } from './problems'

test.each([
  ['NotAllowedError', 'denied'],
  ['NotFoundError', 'none'],
  ['OverconstrainedError', 'none'],
  ['NotReadableError', 'busy'],
  ['SomethingNewError', 'busy'],
] as const)('%s means %s', (name, problem) => {
  expect(cameraProblem(new DOMException('', name))).toBe(problem)
})
