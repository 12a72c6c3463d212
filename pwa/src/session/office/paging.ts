// Which page of a list is shown and what it is narrowed to; kept in the address, so that a reload and "back" find it again.
import { computed, type ComputedRef, type WritableComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'
import type { Page } from '@/ui/kinds'

const size = 50

/** Read a page number from an address; anything else is the first page. */
export function pageIn(query: LocationQuery): number {
  const page = Number(query['page'])
  return Number.isInteger(page) && page > 0 ? page : 1
}

/** Read one word from an address. */
export function wordIn(query: LocationQuery, key: string): string | null {
  const word = query[key]
  return typeof word === 'string' && word !== '' ? word : null
}

export interface Paging<Key extends string> {
  page: WritableComputedRef<Page>
  filters: ComputedRef<Record<Key, string | null>>
  /** Narrow the list; it begins at its first page again. */
  narrow: (changed: Partial<Record<Key, string | null>>) => void
}

/** Page and filters of a list. Filters are codes, states and days; words that may name a person never go here. */
export function usePaging<Key extends string>(keys: readonly Key[]): Paging<Key> {
  const route = useRoute()
  const router = useRouter()

  const filters = computed(() => Object.fromEntries(keys.map((key) => [key, wordIn(route.query, key)])) as Record<Key, string | null>)

  function show(query: Record<string, string | null>): void {
    const kept = Object.fromEntries(Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== null && pair[1] !== ''))
    void router.replace({ query: kept })
  }

  const page = computed<Page>({
    get: () => ({ page: pageIn(route.query), size, sort: null, descending: false }),
    set: (next) => show({ ...filters.value, page: next.page > 1 ? String(next.page) : null }),
  })

  return { page, filters, narrow: (changed) => show({ ...filters.value, ...changed }) }
}
