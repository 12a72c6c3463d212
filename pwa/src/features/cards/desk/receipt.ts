// A batch counted into a vault: how many lie there, and a line for each difference.
import { computed, reactive, ref } from 'vue'
import type { components } from '@/api/schema'
import { reasons } from '@/rules'
import { useProof } from '@/session'
import type { MarkKind } from '@/ui/kinds'

export type DifferenceKind = components['schemas']['NewDifference']['kind']
export interface CountedCard { id: string; label: string }
export interface DifferenceLine { key: number; kind: DifferenceKind | null; card: CountedCard | null; detail: string }

const kinds: readonly DifferenceKind[] = ['missing', 'extra', 'damaged', 'other']
const isKind = (code: string): code is DifferenceKind => kinds.some((kind) => kind === code)

/** The kinds that a line may have, in the table's order. */
export const differenceKinds = () => reasons('difference').filter((row): row is typeof row & { code: DifferenceKind } => isKind(row.code))

/** An extra card stands in no line of the batch, so it is described; a missing or damaged one is named. */
export const namesCard = (kind: DifferenceKind | null): boolean => kind === 'missing' || kind === 'damaged' || kind === 'other'
const mustNameCard = (kind: DifferenceKind | null): boolean => kind === 'missing' || kind === 'damaged'

type Lack = 'counted' | 'kind' | 'card' | 'detail' | 'explained' | 'second'

/** What a line still lacks; null when it is whole. */
export function lackOf(line: DifferenceLine): Exclude<Lack, 'counted' | 'explained' | 'second'> | null {
  if (!line.kind) return 'kind'
  if (mustNameCard(line.kind) && !line.card) return 'card'
  if (!mustNameCard(line.kind) && !line.detail.trim()) return 'detail'
  return null
}

/** Announced = counted + difference: a missing card adds to the difference, an extra one takes from it. */
export function differenceOf(lines: readonly DifferenceLine[]): number {
  const count = (kind: DifferenceKind): number => lines.filter((line) => line.kind === kind).length
  return count('missing') - count('extra')
}

export function useReceipt(expected: () => number) {
  const counted = ref('')
  const lines = reactive<DifferenceLine[]>([])
  const note = ref('')
  /** Who counted along, if anybody did: account and password, both or neither. */
  const second = useProof()
  let next = 1

  const count = computed(() => (/^\d{1,6}$/.test(counted.value.trim()) ? Number(counted.value) : null))
  const difference = computed(() => differenceOf(lines))
  const balances = computed(() => count.value !== null && expected() === count.value + difference.value)
  const lacks = computed<Lack[]>(() => {
    if (count.value === null) return ['counted']
    const open = lines.map(lackOf).filter((lack) => lack !== null)
    if (open.length) return [...new Set(open)]
    if (!balances.value) return ['explained']
    return second.isGiven === second.isTouched ? [] : ['second']
  })
  const mark = computed<MarkKind>(() => (count.value === null ? 'wait' : balances.value ? 'ok' : 'stop'))
  const isTouched = computed(() => counted.value !== '' || lines.length > 0 || note.value !== '' || second.isTouched)

  const add = (kind: DifferenceKind | null = null): void => void lines.push({ key: next++, kind, card: null, detail: '' })
  const drop = (key: number): void => void lines.splice(lines.findIndex((line) => line.key === key), 1)
  const body = (): components['schemas']['NewDifference'][] => lines.map((line) => ({ kind: line.kind ?? 'other', card_id: namesCard(line.kind) ? (line.card?.id ?? null) : null, detail: line.detail.trim() }))

  const secondOfficer = (): components['schemas']['NewReceipt']['second_officer'] => (second.isGiven ? second.body() : null)

  return { counted, count, lines, note, second, secondOfficer, difference, balances, lacks, mark, isTouched, add, drop, body }
}
