// A vault's ledger: which way a line went, seen from this vault.
import type { components } from '@/api/schema'

export type Movement = components['schemas']['Movement']
export type Way = 'in' | 'out'

export const wayOf = (movement: Pick<Movement, 'to'>, vaultId: string): Way => (movement.to.kind === 'vault' && movement.to.id === vaultId ? 'in' : 'out')

/** The hand at the other end of a line. */
export const otherEnd = (movement: Pick<Movement, 'from' | 'to'>, vaultId: string): Movement['to'] => (wayOf(movement, vaultId) === 'in' ? movement.from : movement.to)

/** Officers of a line, each named once. */
export function officersOf(movement: Pick<Movement, 'officer' | 'second_officer'>): string[] {
  return [...new Set([movement.officer?.name, movement.second_officer?.name].filter((name): name is string => Boolean(name)))]
}
