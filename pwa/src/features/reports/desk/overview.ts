// What the overview's figures mean; the server counts, and nothing is counted twice here.
import type { components } from '@/api/schema'
import type { MarkKind } from '@/ui/kinds'
import type { Segment } from '@/ui/SkStack.vue'

export type Overview = components['schemas']['Overview']
export type RoundToday = components['schemas']['RoundToday']
export type Day = components['schemas']['OverviewDay']
type Device = components['schemas']['OverviewDevice']

/** Where cards are that nobody holds yet, in the order they travel. */
const places: readonly [state: string, tone: Segment['tone']][] = [['announced', 'd3'], ['in_vault', 'd1'], ['checked_out', 'out'], ['recalled', 'mute'], ['missing', 'stop']]

export interface Whereabouts { total: number; handed: number; left: number; share: number | null; missing: number; places: Segment[] }

/** Split all cards into those in people's hands and the places of the others. */
export function whereabouts(cards: Overview['cards'], word: (state: string) => string): Whereabouts {
  const count = (state: string): number => cards.by_state[state] ?? 0
  const handed = count('handed_over')
  return {
    total: cards.total,
    handed,
    left: cards.total - handed,
    share: cards.total > 0 ? handed / cards.total : null,
    missing: count('missing'),
    places: places.map(([key, tone]) => ({ key, tone, label: word(key), n: count(key) })).filter((place) => place.n > 0),
  }
}

/** What is known of a round: nothing to report yet, exactly n, at least n, or not even that. */
export type Report = { kind: 'not_out' } | { kind: 'known'; n: number } | { kind: 'at_least'; n: number } | { kind: 'unknown' }

/** Milliseconds since somebody was heard of; null while they never were. */
export const silence = (contact: string | null, now: number): number | null => (contact ? Math.max(now - Date.parse(contact), 0) : null)

/** Whether somebody has been silent for too long to know anything. */
export function isSilent(contact: string | null, now: number, longestMs: number): boolean {
  const since = silence(contact, now)
  return since === null || since > longestMs
}

/** What a team has reported. A team that is offline, or that keeps records back, may have handed over more. */
export function reportOf(round: Pick<RoundToday, 'state' | 'handed_over' | 'last_contact_at' | 'unsent'>, now: number, longestMs: number): Report {
  if (round.state === 'planned' || round.state === 'checked_out') return { kind: 'not_out' }
  if (round.state === 'closed') return { kind: 'known', n: round.handed_over }
  const isSure = !isSilent(round.last_contact_at, now, longestMs) && round.unsent === 0
  if (isSure) return { kind: 'known', n: round.handed_over }
  return round.handed_over > 0 ? { kind: 'at_least', n: round.handed_over } : { kind: 'unknown' }
}

/** The top of a chart's axis and its steps: a round number that the highest value does not pass. */
export function axisOf(highest: number, steps = 3): number[] {
  const rough = Math.max(highest, 1) / steps
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, ([1, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= rough) ?? 10) * power)
  return Array.from({ length: steps + 1 }, (_, i) => i * step)
}

export interface DaysSum { total: number; proxies: number; best: Day | null }

/** Sum the days up, for the words beside the chart. */
export function sumOf(days: readonly Day[]): DaysSum {
  const all = (day: Day): number => day.by_person + day.by_proxy
  const best = days.reduce<Day | null>((most, day) => (all(day) > (most ? all(most) : 0) ? day : most), null)
  return { total: days.reduce((sum, day) => sum + all(day), 0), proxies: days.reduce((sum, day) => sum + day.by_proxy, 0), best }
}

/** A day without hand-overs that is a Saturday or Sunday is a rest, not a gap. */
export const isRest = (day: Day): boolean => day.by_person + day.by_proxy === 0 && [0, 6].includes(new Date(`${day.day}T00:00:00Z`).getUTCDay())

export interface DeviceLine { id: string; name: string; mark: MarkKind; silentMs: number | null; unsent: number | null; isSilent: boolean }

/** Devices, the ones that need a look first: records kept back, then the longest silence, then those in contact. */
export function deviceLines(devices: readonly Device[], now: number, longestMs: number): DeviceLine[] {
  const rank: Record<MarkKind, number> = { stop: 0, parked: 0, warn: 1, wait: 2, ok: 3 }
  return devices
    .map((device) => lineOf(device, now, longestMs))
    .sort((a, b) => rank[a.mark] - rank[b.mark] || (b.silentMs ?? Infinity) - (a.silentMs ?? Infinity))
}

function lineOf(device: Device, now: number, longestMs: number): DeviceLine {
  const silent = isSilent(device.last_contact_at, now, longestMs)
  // What a silent tablet holds by now nobody knows, whatever it said when it was last heard of.
  const unsent = silent ? null : device.unsent
  return { id: device.id, name: device.name, mark: silent ? 'wait' : unsent ? 'warn' : 'ok', silentMs: silence(device.last_contact_at, now), unsent, isSilent: silent }
}

export interface KindCounts { kind: string; confirmed: number; waiting: number; troubled: number; total: number }

/** Activations by kind: done, under way, and those a person must look at. */
export function activationCounts(found: Overview['activations']): KindCounts[] {
  return Object.entries(found).map(([kind, states]) => {
    const count = (...names: string[]): number => names.reduce((sum, name) => sum + numberIn(states, name), 0)
    const [confirmed, waiting, troubled] = [count('confirmed'), count('pending', 'sent', 'unknown'), count('refused', 'dead')]
    return { kind, confirmed, waiting, troubled, total: confirmed + waiting + troubled }
  })
}

function numberIn(states: unknown, name: string): number {
  const found = typeof states === 'object' && states !== null ? (states as Record<string, unknown>)[name] : undefined
  return typeof found === 'number' ? found : 0
}
