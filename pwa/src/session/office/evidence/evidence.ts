// Evidence as the desk shows it: pictures with what the server read in them, signatures from their strokes.
import type { components } from '@/api/schema'

export type Evidence = components['schemas']['Evidence']

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** Kinds that are strokes of a pen; every other kind is a picture. */
const written: readonly string[] = ['signature', 'witness_signature', 'officer_signature']
export const isWritten = (evidence: Pick<Evidence, 'kind'>): boolean => written.includes(evidence.kind)

export interface Reading { expected: string | null; read: string[] }

/** What stood on the card by the record, and what the server read in the picture. */
export function readingOf(evidence: Pick<Evidence, 'reading'>): Reading {
  const codes: unknown = evidence.reading['codes']
  const read = Array.isArray(codes) ? codes.map((code: unknown) => text(code) ?? text((code as Record<string, unknown> | null)?.['text'])).filter((code) => code !== null) : []
  return { expected: text(evidence.reading['expected']), read }
}

/** The ends of a card's number; the middle is nobody's business at a desk. */
export const maskedNumber = (number: string): string => (number.length > 6 ? `${number.slice(0, 2)}•••${number.slice(-4)}` : number)

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
