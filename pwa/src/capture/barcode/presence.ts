export interface Presence {
  /** Note a text in the picture; true when it was not there before. */
  arrives: (text: string, at: number) => boolean
  /** The texts that count as still being in the picture. */
  present: (at: number) => string[]
}

/** Make a memory of what lies before the camera: a text has left after `goneAfterMs` without a sighting. */
export function createPresence(goneAfterMs: number): Presence {
  const lastSeen = new Map<string, number>()

  function forgetGone(at: number): void {
    for (const [text, seen] of lastSeen) if (at - seen >= goneAfterMs) lastSeen.delete(text)
  }

  return {
    arrives(text, at) {
      forgetGone(at)
      const isNew = !lastSeen.has(text)
      lastSeen.set(text, at)
      return isNew
    },
    present(at) {
      forgetGone(at)
      return [...lastSeen.keys()]
    },
  }
}
