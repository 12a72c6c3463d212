// Half-done work of the desk that a reload must not lose: ids of cards and nothing else. It ends with the tab.

const prefix = 'songka.draft.'

/** The ids kept under a name; none when none are kept, or what is kept is no list of ids. */
export function readTicks(name: string, storage: Storage = sessionStorage): string[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(prefix + name) ?? '[]')
    return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === 'string') : []
  } catch {
    return []
  }
}

export function keepTicks(name: string, ids: Iterable<string>, storage: Storage = sessionStorage): void {
  storage.setItem(prefix + name, JSON.stringify([...ids]))
}

export function dropTicks(name: string, storage: Storage = sessionStorage): void {
  storage.removeItem(prefix + name)
}
