import { browserLocalParts, localAddress, retryMs, type LocalParts } from './local'
import { createLocalState } from './localMessage'
import type { IdReader, IdReaderEvents } from './types'

const askEveryMs = 400
const answersWithinMs = 4_000

/** A reader whose program is asked over HTTP on this device, again and again. */
export function createLocalHttpReader(port: number, events: IdReaderEvents, parts: LocalParts = browserLocalParts): IdReader {
  const address = localAddress('http', port)
  const state = createLocalState(events)
  let run = 0
  let failures = 0
  let cancel: () => void = () => undefined
  let forget: () => void = () => undefined

  async function ask(mine: number): Promise<void> {
    const answer = await answered()
    if (mine !== run) return
    if (answer.kind === 'refused') return state.set('refused')
    if (answer.kind === 'said') {
      failures = 0
      state.hear(answer.said)
    } else {
      failures++
      state.set('connecting')
    }
    cancel = parts.after(failures ? retryMs(failures - 1) : askEveryMs, () => void ask(mine))
  }

  async function answered(): Promise<{ kind: 'said'; said: unknown } | { kind: 'silent' } | { kind: 'refused' }> {
    const options: RequestInit = { cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer', signal: AbortSignal.timeout(answersWithinMs) }
    const response = await parts.fetch(address, options).catch(() => null)
    if (response?.status === 403) return { kind: 'refused' }
    if (!response?.ok) return { kind: 'silent' }
    const said: unknown = await response.json().catch(() => null)
    return { kind: 'said', said }
  }

  function end(): void {
    run++
    cancel()
    forget()
  }

  return {
    kind: 'local_http',
    start() {
      end()
      failures = 0
      state.set('connecting')
      const mine = run
      forget = parts.onPolicy(address, () => {
        end()
        state.set('refused')
      })
      void ask(mine)
    },
    stop() {
      end()
      state.set('off')
    },
    status: state.status,
  }
}
