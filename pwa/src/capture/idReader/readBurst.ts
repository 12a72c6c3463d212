import { normaliseIdentityNumber, readIdentityNumber } from '@/rules/identityNumbers'

/** What an ID reader or scanner typed: an identity number with or without a name, or some other code. */
export type Reading = { kind: 'identity'; number: string; name: string | null } | { kind: 'code'; text: string }

// Readers put these between the fields: 姓名,号码 · 姓名 号码 · 姓名|号码 · 姓名：王玉兰；号码：…
const BETWEEN = /[,，;；|\t\n\r]+|\s+/
const LABEL = /^[\p{L}\s]{0,8}[:：]/u

/** Read a burst. An 18- or 15-digit number anywhere in it makes it an identity; the longest word beside it is the name. */
export function readBurst(text: string): Reading {
  const fields = text.split(BETWEEN).map((field) => field.replace(LABEL, '').trim()).filter(Boolean)
  const number = fields.find(looksLikeNumber)
  if (!number) return { kind: 'code', text: text.trim() }
  const words = fields.filter((field) => field !== number && /^[\p{L}·•・‧．. ]+$/u.test(field) && !/^[男女]$/u.test(field) && !/^\p{L}{1,4}族$/u.test(field))
  return { kind: 'identity', number: normaliseIdentityNumber(number), name: words[0] ?? null }
}

function looksLikeNumber(field: string): boolean {
  return /^[0-9]{17}[0-9Xx]$|^[0-9]{15}$/.test(field) || ['permanent_resident_old'].includes(readIdentityNumber(field).kind ?? '')
}
