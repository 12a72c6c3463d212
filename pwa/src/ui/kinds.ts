/** ok = true now; warn = look; stop = refused or wrong; wait = waiting or unknown; parked = a person must settle it. */
export type MarkKind = 'ok' | 'warn' | 'stop' | 'wait' | 'parked'

/** Where the device stands towards the county's server; captive = a network that is not it. */
export type LinkState = 'online' | 'weak' | 'offline' | 'captive'

/** off = not yet; next = the one in line; on = ticked by a person; auto = ticked by a machine; closed = not open, and the detail says why. */
export type TileState = 'off' | 'next' | 'on' | 'auto' | 'closed'

/** One term of a sum; n is null while nobody knows it. */
export interface Term { key: string; label: string; n: number | null; note?: string; mark?: MarkKind; bad?: boolean }

export interface Choice { value: string; label: string; detail?: string; closed?: boolean }

/** One pen point: x and y in pad pixels, t in milliseconds since the first touch. */
export type Point = readonly [x: number, y: number, t: number]
export type Stroke = readonly Point[]

export interface Column<Row> {
  key: string
  label: string
  /** What is sorted and shown when no cell slot is given. */
  value?: (row: Row) => string | number | null | undefined
  align?: 'left' | 'right' | 'center'
  sortable?: boolean
  /** Numbers of cards, positions, codes: tabular and never wrapped. */
  code?: boolean
  bold?: boolean
}

export interface Page { page: number; size: number; sort: string | null; descending: boolean }
