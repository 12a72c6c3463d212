import type { LineSighting } from './types'

/** Readings further apart than this may be of different cards. */
const lapsesAfterMs = 1_500

export interface Agreement {
  /** The number, once this frame's reading is the same as the one before it. */
  hear: (sighting: LineSighting, at: number) => string | null
  forget: () => void
}

/**
 * Ask for the same sound number twice in a row. A frame in which nothing can be read is no reading; eighteen characters
 * that cannot be a number are one, and undo what came before.
 */
export function createAgreement(): Agreement {
  let held: { number: string; at: number } | null = null

  function hear(sighting: LineSighting, at: number): string | null {
    if (sighting.kind === 'nothing') return null
    const before = held
    held = sighting.kind === 'number' ? { number: sighting.number, at } : null
    if (!held || before?.number !== held.number || at - before.at > lapsesAfterMs) return null
    return held.number
  }

  return { hear, forget: () => (held = null) }
}
