import { browserLocalParts, localAddress, retryMs, type LocalParts } from './local'
import { createLocalState } from './localMessage'
import type { IdReader, IdReaderEvents } from './types'

/** The program closes with this code when it will not speak to this page. */
const refusedCode = 4403

/** A reader whose program tells by WebSocket on this device; a broken connection is opened again. */
export function createLocalSocketReader(port: number, events: IdReaderEvents, parts: LocalParts = browserLocalParts): IdReader {
  const address = localAddress('ws', port)
  const state = createLocalState(events)
  let socket: WebSocket | null = null
  let failures = 0
  let cancel: () => void = () => undefined
  let forget: () => void = () => undefined

  function open(): void {
    const opened = parts.openSocket(address)
    socket = opened
    opened.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (socket !== opened) return
      failures = 0
      state.hear(parsed(data))
    })
    opened.addEventListener('close', ({ code }) => socket === opened && lost(code))
  }

  function lost(code: number): void {
    socket = null
    if (code === refusedCode) return refuse()
    state.set('connecting')
    cancel = parts.after(retryMs(failures++), open)
  }

  function refuse(): void {
    end()
    state.set('refused')
  }

  function end(): void {
    cancel()
    forget()
    const closing = socket
    socket = null
    closing?.close()
  }

  return {
    kind: 'local_ws',
    start() {
      end()
      failures = 0
      state.set('connecting')
      forget = parts.onPolicy(address, refuse)
      open()
    },
    stop() {
      end()
      state.set('off')
    },
    status: state.status,
  }
}

function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return null
  try {
    return JSON.parse(data) as unknown
  } catch {
    return null
  }
}
