/** Times of a machine's typing, in ms. */
export interface BurstPace {
  /** Between two keys of a machine at most; a person is slower even when two keys roll over each other. */
  gapMs: number
  /** Between two keys of a burst once it is known for one; longer, since cheap scanners stutter. */
  pauseMs: number
  /** A busy page hears a key so much later than it was pressed: on top of a pause before a burst counts as over. */
  lateMs: number
  /** After the last key of a burst Enter belongs to it for so long, else it would press the screen's main button. */
  tailMs: number
  /** So many quick keys in a row are no person. */
  sureAfter: number
  /** A burst shorter than this was a person after all. */
  minLength: number
}

export const usualPace: BurstPace = { gapMs: 35, pauseMs: 90, lateMs: 100, tailMs: 240, sureAfter: 3, minLength: 4 }

/**
 * What to do with a key. `leave`: it may be a person's. `open`: now it is a machine: take back what it wrote
 * before this key. `take`: goes on. `end`: the burst is complete. `swallow`: belongs to the burst just ended.
 */
export type KeyVerdict = 'leave' | 'open' | 'take' | 'end' | 'swallow'

export interface BurstWatch {
  /** Whether a key at this time belongs to the keys so far. */
  follows: (at: number) => boolean
  key: (written: string, at: number) => KeyVerdict
  /** The keys so far, machine's or not. */
  text: () => string
  isMachine: () => boolean
  /** Forget the keys; the burst, if it was one, ended with the latest. */
  close: () => void
}

/** Make a watch that tells a machine's typing from a person's by its pace alone. All times are when a key was pressed. */
export function createBurstWatch(pace: BurstPace = usualPace): BurstWatch {
  let keys: string[] = []
  let lastAt = Number.NEGATIVE_INFINITY
  let isMachine = false
  let endedAt = Number.NEGATIVE_INFINITY

  return {
    follows: (at) => at - lastAt <= (isMachine ? pace.pauseMs : pace.gapMs),
    key(written, at) {
      lastAt = at
      if (written === '\n' && isMachine) return 'end'
      if (written === '\n') return at - endedAt <= pace.tailMs ? 'swallow' : 'leave'
      keys.push(written)
      if (isMachine) return 'take'
      if (keys.length < pace.sureAfter) return 'leave'
      isMachine = true
      return 'open'
    },
    text: () => keys.join(''),
    isMachine: () => isMachine,
    close() {
      if (isMachine) endedAt = lastAt
      keys = []
      isMachine = false
    },
  }
}
