// What a hand-over's record says of its checks, read from parts whose shape the schema leaves open.
import type { components } from '@/api/schema'
import type { MarkKind } from '@/ui/kinds'

type Open = Record<string, unknown>
export type Evidence = components['schemas']['Evidence']

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

export interface Match { card: string; number: string; name: string }

export function matchOf(match: Open): Match {
  return { card: text(match['card']) ?? 'not_read', number: text(match['number']) ?? 'not_read', name: text(match['name']) ?? 'not_read' }
}

const matchMarks: Record<string, MarkKind> = { match: 'ok', variant: 'warn', not_read: 'wait', differs: 'stop' }
export const matchMark = (word: string): MarkKind => matchMarks[word] ?? 'wait'

export interface Reading { expected: string | null; read: string[] }

/** What stood on the card by the record, and what the server read in the picture. */
export function readingOf(evidence: Pick<Evidence, 'reading'>): Reading {
  const codes: unknown = evidence.reading['codes']
  const read = Array.isArray(codes) ? codes.map((code: unknown) => text(code) ?? text((code as Open | null)?.['text'])).filter((code) => code !== null) : []
  return { expected: text(evidence.reading['expected']), read }
}

/** The ends of a card's number; the middle is nobody's business at a desk. */
export const maskedNumber = (number: string): string => (number.length > 6 ? `${number.slice(0, 2)}•••${number.slice(-4)}` : number)

export interface TemporaryAnswer { onList: boolean; asOf: string | null }

export function temporaryOf(answer: Open): TemporaryAnswer {
  return { onList: answer['on_list'] === true, asOf: text(answer['list_as_of']) }
}

export interface Signed { box: [number, number] | null; strokes: [number, number, number][][] }

/** Strokes from the bytes of a signature; null when they are none. */
export function signedOf(content: string): Signed | null {
  try {
    const found: unknown = JSON.parse(content)
    if (typeof found !== 'object' || found === null || !('strokes' in found) || !Array.isArray(found.strokes)) return null
    const strokes = found.strokes.filter(isStroke).map((stroke) => stroke.map(([x = 0, y = 0, t = 0]): [number, number, number] => [x, y, t]))
    const box: unknown = 'box' in found ? found.box : null
    const [width, height] = isNumbers(box) ? box : []
    return { box: width && height ? [width, height] : null, strokes }
  } catch {
    return null
  }
}

const isNumbers = (value: unknown): value is number[] => Array.isArray(value) && value.every((one) => typeof one === 'number')
const isStroke = (value: unknown): value is number[][] => Array.isArray(value) && value.every(isNumbers)
