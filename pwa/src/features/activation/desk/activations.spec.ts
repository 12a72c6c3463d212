import { describe, expect, test } from 'vitest'
import { isUnderWay, kindOf, linesOf, mayRetry, problemOf, stateOf, states } from './activations'

describe('activations at the desk', () => {
  test('the states of a kind add up to its total', () => {
    const [social, finance] = linesOf([{ kind: 'social', state: 'confirmed', count: 80 }, { kind: 'social', state: 'refused', count: 3 }, { kind: 'social', state: 'pending', count: 0 }])
    expect(social).toEqual({ kind: 'social', total: 83, states: [{ state: 'confirmed', count: 80 }, { state: 'refused', count: 3 }] })
    expect(finance).toEqual({ kind: 'finance', total: 0, states: [{ state: 'confirmed', count: 0 }] })
  })

  test('only what was refused or given up may be sent again', () => {
    expect(states.filter(mayRetry)).toEqual(['refused', 'dead'])
  })

  test('the relay works at what waits, was sent, or has no answer', () => {
    expect(states.filter(isUnderWay)).toEqual(['pending', 'sent', 'unknown'])
  })

  test('an address with a word of another kind narrows nothing', () => {
    expect([kindOf('social'), kindOf('other'), stateOf('dead'), stateOf(null)]).toEqual(['social', null, 'dead', null])
  })
})

describe('what a call left behind', () => {
  test.each([
    ['http_503', { key: 'busy', status: '503' }],
    ['http_200', { key: 'odd_answer', status: '200' }],
    ['ReadTimeout', { key: 'no_answer' }],
    ['RemoteProtocolError', { key: 'no_answer' }],
    ['no_connection', { key: 'no_connection' }],
    ['circuit_open', { key: 'circuit_open' }],
    ['卡状态不符', { key: 'own_words', words: '卡状态不符' }],
  ])('%s', (code, problem) => {
    expect(problemOf(code)).toEqual(problem)
  })

  test('nothing is no problem', () => {
    expect(problemOf(null)).toBeNull()
  })
})
