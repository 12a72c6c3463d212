// Duties that must not come together in one person (4.1.1.b, 1.2.2.c): told while roles are ticked, not after sending.
import { apartRows } from '@/rules'

/** The roles among these that one person may not hold together; empty when they may. */
export function clashOf(held: ReadonlySet<string>): string[] {
  const found = apartRows.find(({ groups }) => groups.filter((group) => group.some((role) => held.has(role))).length > 1)
  return found ? found.groups.flat().filter((role) => held.has(role)) : []
}
