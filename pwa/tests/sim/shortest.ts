// The shortest trace: whatever can be left out of a failing run is left out, in halves first, then one by one.

/** Fewer steps that still fail, in their order. */
export async function shortest<S>(steps: readonly S[], stillFails: (fewer: S[]) => Promise<boolean>): Promise<S[]> {
  let kept = [...steps]
  for (let size = kept.length >> 1; size >= 1; ) {
    const shorter = await leaveOut(kept, size, stillFails)
    if (shorter === null) size >>= 1
    else kept = shorter
  }
  return kept
}

async function leaveOut<S>(steps: S[], size: number, stillFails: (fewer: S[]) => Promise<boolean>): Promise<S[] | null> {
  for (let from = 0; from < steps.length; from += size) {
    const fewer = [...steps.slice(0, from), ...steps.slice(from + size)]
    if (await stillFails(fewer)) return fewer
  }
  return null
}
