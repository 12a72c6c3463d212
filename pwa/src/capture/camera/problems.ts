/**
 * Why there is no picture. `denied`: the person or a policy said no. `none`: no camera here. `busy`: another
 * program holds it. `insecure`: the page may not ask (no HTTPS). `lost`: it was there and went away.
 */
export type CameraProblem = 'denied' | 'none' | 'busy' | 'insecure' | 'lost'

const byName: Record<string, CameraProblem> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
  TypeError: 'insecure',
}

/** Name what getUserMedia threw; what it never documents counts as `busy`, which offers another try. */
export function cameraProblem(error: unknown): CameraProblem {
  return error instanceof Error || error instanceof DOMException ? (byName[error.name] ?? 'busy') : 'busy'
}
