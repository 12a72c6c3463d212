// What became of a rescue file, in the words of its page.
import type { components } from '@/api/schema'

export type RescueOutcome = components['schemas']['RescueOutcome']
export type NumberRange = components['schemas']['NumberRange']

/** Records that are at the office now, new or known before. */
export const atTheOffice = ({ counts }: RescueOutcome): number => counts.accepted + counts.duplicate + counts.parked + counts.conflict

/** Whether every record of the file is at the office. */
export const isWhole = (outcome: RescueOutcome): boolean => outcome.counts.wait === 0 && outcome.damaged.length === 0

/** How many records a list of ranges names. */
export const sizeOf = (ranges: readonly Pick<NumberRange, 'first' | 'last'>[]): number => ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0)
