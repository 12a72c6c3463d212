// Box positions ("装箱位置", 1-2-3-04). Twin: server/core/box_positions.py.

/** Text that sorts positions by their numbers; one without any digit sorts last. */
export function boxSortKey(position: string): string {
  const parts = position.match(/[0-9]+/g)
  return parts ? parts.map((part) => part.padStart(6, '0')).join('-') : `~${position}`
}

/** The position with plain hyphens and no spaces. */
export function normaliseBoxPosition(raw: string): string {
  return raw.trim().replace(/\s*[-－—–_/／、.]\s*/g, '-')
}
