import { createWedge, type Wedge, type WedgeOptions } from '@/capture/wedge/wedge'
import { readBurst } from './readBurst'
import type { IdReader, IdReaderEvents, IdReaderStatus } from './types'

/** A keyboard brings more than ID cards: codes that a scanner read, and keys of a person. */
export interface WedgeReaderEvents extends IdReaderEvents {
  onCode?: (text: string) => void
  onTyped?: (text: string) => void
  wantsTyped?: () => boolean
}

/** A reader that types like a keyboard. It is `unfocused` while another window or program would get its keys. */
export function createWedgeReader(events: WedgeReaderEvents, make: (options: WedgeOptions) => Wedge = createWedge): IdReader {
  let status: IdReaderStatus = 'off'
  const set = (next: IdReaderStatus): void => {
    if (next === status) return
    status = next
    events.onStatus(next)
  }
  const wedge = make({
    onBurst: ({ text }) => {
      const read = readBurst(text)
      if (read.kind === 'identity') events.onRead({ number: read.number, name: read.name, method: 'wedge' })
      else events.onCode?.(read.text)
    },
    onBlurred: () => set('unfocused'),
    onFocused: () => set('ready'),
    ...(events.onTyped ? { onTyped: events.onTyped } : {}),
    ...(events.wantsTyped ? { wantsTyped: events.wantsTyped } : {}),
  })

  return {
    kind: 'wedge',
    start() {
      set('ready')
      wedge.start() // tells at once when the keyboard is elsewhere
    },
    stop() {
      wedge.stop()
      set('off')
    },
    status: () => status,
  }
}
