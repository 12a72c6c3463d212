// A person of the round as a QR code on the tablet, for the bank manager's phone beside it. It holds two opaque ids and nothing
// about anybody. No secret is in it and nothing is signed, since it authorises nothing: it only spares the search on a device
// whose own roster names the person already, and who opens what is told by that device's lock.

const PREFIX = 'SONGKA:P:'
const ID = /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/

export interface PersonCode {
  roundId: string
  cardId: string
}

/** Capitals only: a QR code packs them tighter, so that its squares are larger. */
export function writePersonCode({ roundId, cardId }: PersonCode): string {
  return `${PREFIX}${roundId}:${cardId}`.toUpperCase()
}

/** What a tablet's code says; null when it is some other code. */
export function readPersonCode(text: string): PersonCode | null {
  const whole = text.trim().toUpperCase()
  const [roundId = '', cardId = '', ...rest] = whole.startsWith(PREFIX) ? whole.slice(PREFIX.length).split(':') : []
  if (!ID.test(roundId) || !ID.test(cardId) || rest.length > 0) return null
  return { roundId: roundId.toLowerCase(), cardId: cardId.toLowerCase() }
}
