// Finding a person in the round: by what a scanner read, or by what was typed.
export { readBurst, type Reading } from '@/capture/idReader/readBurst'
import type { BundlePerson } from '@/sync'
import { bare, keysOf } from './peopleKeys'

/** The person whose card carries this code; the carrier's code may hold more than the card's number. */
export function personByCode(people: readonly BundlePerson[], text: string): BundlePerson | null {
  const whole = text.trim().toUpperCase()
  return keysOf(people).byCard(new Set([whole, ...whole.split(/[^0-9A-Z]+/)]))
}

export function personByNumber(people: readonly BundlePerson[], number: string): BundlePerson | null {
  return keysOf(people).byNumber(number)
}

export type SearchWay = 'id_tail' | 'pinyin' | 'box_position'

/** Candidates from the second key on, in box order: whoever fits what was typed so far. */
export function candidates(people: readonly BundlePerson[], way: SearchWay, typed: string): BundlePerson[] {
  if (typed.length < 2) return []
  const keys = keysOf(people)
  if (way === 'id_tail') return keys.beginning('tail', typed.toUpperCase())
  if (way === 'pinyin') return keys.beginning('initials', typed.toUpperCase())
  // "123" finds 1-2-3-04 as well as "1-2-3" does.
  return typed.includes('-') ? keys.beginning('box', typed) : keys.beginning('bareBox', bare(typed))
}

/** The one person whom what was typed names in full: nobody else fits, and nothing is left to type. */
export function onlyPerson(people: readonly BundlePerson[], way: SearchWay, typed: string): BundlePerson | null {
  const [person, another] = candidates(people, way, typed)
  return person && !another && isWhole(person, way, typed) ? person : null
}

/** Initials are typed as far as the screen has room for them. */
const INITIALS = 4

function isWhole({ number, initials, card }: BundlePerson, way: SearchWay, typed: string): boolean {
  if (way === 'id_tail') return typed.toUpperCase() === number.slice(-4).toUpperCase()
  if (way === 'pinyin') return typed.toUpperCase() === initials.slice(0, INITIALS).toUpperCase()
  return typed.includes('-') ? typed === card.box_position : typed === bare(card.box_position)
}

/** 222426 •••• 4521 */
export function maskNumber(number: string): string {
  return number.length < 12 ? `•••• ${number.slice(-4)}` : `${number.slice(0, 6)} •••• ${number.slice(-4)}`
}

/** B0•••7052 */
export function maskCard(number: string): string {
  return number.length < 7 ? number : `${number.slice(0, 2)}•••${number.slice(-4)}`
}

/** 139••••6120 */
export function maskPhone(phone: string | null): string | null {
  if (!phone) return null
  return phone.length < 8 ? phone : `${phone.slice(0, 3)}••••${phone.slice(-4)}`
}

/** Whole years on a day, by the calendar; null without a birth date. */
export function ageOn(birthDate: string | null, day: Date): number | null {
  if (!birthDate) return null
  const [year = 0, month = 0, date = 0] = birthDate.split('-').map(Number)
  const had = day.getMonth() + 1 > month || (day.getMonth() + 1 === month && day.getDate() >= date)
  return day.getFullYear() - year - (had ? 0 : 1)
}
