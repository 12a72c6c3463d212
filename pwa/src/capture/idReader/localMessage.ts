import { normaliseIdentityNumber } from '@/rules/identityNumbers'
import type { IdRead, IdReaderEvents, IdReaderStatus } from './types'

/** What a local reader's program says, over HTTP or WebSocket (docs/api/id-readers.md). */
export type LocalMessage = { state: 'ready' } | { state: 'no_reader' } | { state: 'card'; card: string; number: string; name: string | null }

/** Take a message apart; null for what the contract does not know. */
export function localMessage(said: unknown): LocalMessage | null {
  if (typeof said !== 'object' || said === null || !('state' in said)) return null
  if (said.state === 'ready' || said.state === 'no_reader') return { state: said.state }
  if (said.state !== 'card' || !('card' in said) || !('number' in said)) return null
  const { card, number } = said
  if (typeof card !== 'string' || typeof number !== 'string' || card === '' || number.trim() === '') return null
  const name = 'name' in said && typeof said.name === 'string' ? said.name.trim() : ''
  return { state: 'card', card, number: normaliseIdentityNumber(number), name: name === '' ? null : name }
}

/** Keeps the state of a local reader and tells each card once, however often the program repeats it. */
export interface LocalState {
  hear: (said: unknown) => void
  set: (status: IdReaderStatus) => void
  status: () => IdReaderStatus
}

export function createLocalState({ onRead, onStatus }: IdReaderEvents): LocalState {
  let status: IdReaderStatus = 'off'
  let lying: string | null = null

  function set(next: IdReaderStatus): void {
    if (next === status) return
    status = next
    onStatus(next)
  }

  function hear(said: unknown): void {
    const message = localMessage(said)
    if (!message) return set('no_reader') // it speaks another language: no card can be had from it
    if (message.state !== 'card') {
      lying = null
      return set(message.state)
    }
    set('card_lies')
    if (message.card === lying) return
    lying = message.card
    const read: IdRead = { number: message.number, name: message.name, method: 'reader' }
    onRead(read)
  }

  return { hear, set, status: () => status }
}
