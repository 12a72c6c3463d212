/**
 * Degrees by which a frame is turned after a straight look found nothing.
 * A 1-D code needs a scan line through all bars and is lost from about 14 degrees. The decoder itself
 * looks at each picture a second time turned by 90 degrees, so these cover every direction in steps of 22.
 */
export const tilts = [22, -22, 45, -45] as const

export interface TiltedSearch<Frame, Found> {
  /** Look at the frame turned by so many degrees; an empty list is a miss. */
  look: (frame: Frame, degrees: number) => Promise<Found[]>
  now: () => number
  /** ms from the start of the straight look after which no further turn is begun. */
  budgetMs: number
}

/**
 * Make a search that looks straight first, then turned for as long as the budget allows.
 * The turns go on where the last frame stopped, so that a slow device tries all of them within a few frames.
 */
export function createTiltedSearch<Frame, Found>({ look, now, budgetMs }: TiltedSearch<Frame, Found>): (frame: Frame) => Promise<Found[]> {
  let next = 0
  return async (frame) => {
    const began = now()
    const straight = await look(frame, 0)
    if (straight.length > 0) return straight
    for (let tried = 0; tried < tilts.length && now() - began < budgetMs; tried++) {
      const found = await look(frame, tilts[next % tilts.length] ?? 0)
      if (found.length > 0) return found // the next frame begins with the same turn: the card is still held so
      next++
    }
    return []
  }
}
