// Activations at the desk: how many stand where, what a far side's answer means, and what happens next.
import type { components } from '@/api/schema'
import { nextState } from '@/rules'

export type Activation = components['schemas']['Activation']
export type Kind = Activation['kind']
export type State = Activation['state']
export const kinds: readonly Kind[] = ['social', 'finance', 'recovery']

/** All states, those that a person must look at last but one, the withdrawn at the end. */
export const states: readonly State[] = ['confirmed', 'pending', 'sent', 'unknown', 'refused', 'dead', 'withdrawn']

export const kindOf = (word: string | null): Kind | null => kinds.find((kind) => kind === word) ?? null
export const stateOf = (word: string | null): State | null => states.find((state) => state === word) ?? null

export interface KindLine { kind: Kind; total: number; states: { state: State; count: number }[] }

/** Counts by kind; a state is named when it has any, and confirmed always. Recoveries only where there are any (2.2). */
export function linesOf(items: readonly { kind: string; state: string; count: number }[]): KindLine[] {
  const count = (kind: Kind, state: State): number => items.find((item) => item.kind === kind && item.state === state)?.count ?? 0
  const lines = kinds.map((kind) => {
    const found = states.map((state) => ({ state, count: count(kind, state) }))
    return { kind, total: found.reduce((sum, one) => sum + one.count, 0), states: found.filter((one) => one.count > 0 || one.state === 'confirmed') }
  })
  return lines.filter(({ kind, total }) => total > 0 || kind !== 'recovery')
}

/** Whether a person may send it again: the machine has such a row. */
export const mayRetry = (state: State): boolean => nextState('activation', state, 'retry') !== null

/** Whether the relay still works at it by itself. */
export const isUnderWay = (state: State): boolean => ['pending', 'sent', 'unknown'].includes(state)

export type Problem = { key: 'busy' | 'odd_answer'; status: string } | { key: 'circuit_open' | 'no_connection' | 'no_answer' } | { key: 'own_words'; words: string }

/** Read the short code that a call left behind; what the far side itself said is passed on as its words. */
export function problemOf(code: string | null): Problem | null {
  if (!code) return null
  const [, status] = /^http_(\d{3})$/.exec(code) ?? []
  if (status) return { key: ['429', '503'].includes(status) ? 'busy' : 'odd_answer', status }
  if (code === 'circuit_open' || code === 'no_connection') return { key: code }
  // Names of what went wrong on the line: ReadTimeout, RemoteProtocolError.
  if (/^[A-Z]\w*(Timeout|Error)$/.test(code)) return { key: 'no_answer' }
  return { key: 'own_words', words: code }
}
