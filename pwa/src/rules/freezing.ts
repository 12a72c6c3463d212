// Which reasons freeze a card. Twin: server/issuance/freezes/rules.py.

/** Somebody died: the card is kept and nobody hands it over; the death certificate may follow (3.1.a). */
const FREEZING: readonly string[] = ['dead']

export function freezes(reason: string | null): boolean {
  return reason !== null && FREEZING.includes(reason)
}
