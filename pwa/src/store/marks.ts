// Small marks outside the databases that survive a restart. Times and counts only: nothing about people.

const CONTACT = 'songka.contact'
const TRIES = 'songka.tries'

/** When the county last answered this tablet, as far as it remembers. */
export function readContact(): Date | null {
  const text = localStorage.getItem(CONTACT)
  return text ? new Date(text) : null
}

export function writeContact(at: Date): void {
  localStorage.setItem(CONTACT, at.toISOString())
}

const LATEST = 'songka.latest'

/** The latest time this tablet has seen: a clock set back does not bring a lease to life again. */
export function latestTime(now: Date): Date {
  const seen = localStorage.getItem(LATEST)
  if (seen !== null && seen > now.toISOString()) return new Date(seen)
  localStorage.setItem(LATEST, now.toISOString())
  return now
}

/** Wrong passphrases in a row, and until when no further one is taken. */
export interface Tries {
  wrong: number
  pausedUntil: string | null
}

export function readTries(): Tries {
  const text = localStorage.getItem(TRIES)
  return text ? (JSON.parse(text) as Tries) : { wrong: 0, pausedUntil: null }
}

export function writeTries(tries: Tries): void {
  localStorage.setItem(TRIES, JSON.stringify(tries))
}
