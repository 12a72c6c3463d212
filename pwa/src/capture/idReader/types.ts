/** `wedge`: types like a keyboard. `local_http`, `local_ws`: a program on this device, see docs/api/id-readers.md. */
export type IdReaderKind = 'wedge' | 'local_http' | 'local_ws'

/** What a reader took from a card's chip. Address, photo and the rest are never asked for. */
export interface IdRead {
  /** As the reader gave it, upper case; not judged. */
  number: string
  name: string | null
  /** How it is named in records. */
  method: 'wedge' | 'reader'
}

/**
 * `off`: not started. `connecting`: the program does not answer yet; tried on and on. `ready`: waits for a card.
 * `card_lies`: read; the card must be taken off before the next one. `no_reader`: the program runs without its device.
 * `unfocused`: keys go elsewhere: touch the page. `refused`: this installation or the program does not allow it.
 */
export type IdReaderStatus = 'off' | 'connecting' | 'ready' | 'card_lies' | 'no_reader' | 'unfocused' | 'refused'

export interface IdReaderEvents {
  onRead: (read: IdRead) => void
  onStatus: (status: IdReaderStatus) => void
}

/** One way in which ID cards are read by a device. Reading goes on until `stop`; nothing here ever throws. */
export interface IdReader {
  kind: IdReaderKind
  start: () => void
  stop: () => void
  status: () => IdReaderStatus
}

/** Which reader this device has; no word about people. */
export interface IdReaderSetting {
  kind: IdReaderKind
  /** On 127.0.0.1; only for the local kinds. */
  port: number
}
