// Villages within one's own areas, with the names of their townships.
import { ref, shallowRef } from 'vue'
import { api, ask } from '@/api'
import type { components } from '@/api/schema'
import { useDesk } from '../desk'

type Area = components['schemas']['Area']

export interface Village { code: string; name: string; township: string }

const atMost = 200
const shown = 60

/** Whether a division lies in areas given by the beginnings of their codes. */
export function liesIn(code: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => code.startsWith(prefix))
}

/** The beginnings of the codes of an officer's areas; the schema leaves their type open. */
export function prefixesOf(organisation: { area_prefixes: unknown }): string[] {
  const found = organisation.area_prefixes
  return Array.isArray(found) ? found.filter((prefix): prefix is string => typeof prefix === 'string') : []
}

async function areas(query: { parent?: string; level?: 'county' | 'township' | 'village'; q?: string }): Promise<Area[]> {
  const answer = await ask(api.GET('/api/v1/areas', { params: { query: { per_page: atMost, page: 1, ...query } } }))
  return answer.ok ? answer.value.items : []
}

/** The counties of one's own areas. */
export async function countiesIn(prefixes: readonly string[]): Promise<Area[]> {
  const all = await areas({ level: 'county' })
  const own = all.filter(({ code }) => liesIn(code, prefixes) || prefixes.some((prefix) => prefix.startsWith(code.slice(0, 6))))
  return own
}

/** A village by its code, with its township's name; null when there is none. */
export async function villageOf(code: string): Promise<Village | null> {
  const above = `${code.slice(0, 9)}000`
  const [villages, townships] = await Promise.all([areas({ parent: above }), areas({ parent: `${code.slice(0, 6)}000000` })])
  const found = villages.find((area) => area.code === code)
  return found ? { code, name: found.name, township: townships.find((area) => area.code === above)?.name ?? '' } : null
}

export function useVillages() {
  const prefixes = prefixesOf(useDesk().officer?.organisation ?? { area_prefixes: [] })
  const found = shallowRef<Village[]>([])
  const searching = ref(false)
  const townships = new Map<string, string>()
  let latest = 0

  async function loadTownships(): Promise<void> {
    if (townships.size > 0) return
    const counties = await countiesIn(prefixes)
    const below = await Promise.all(counties.slice(0, 12).map(({ code }) => areas({ parent: code, level: 'township' })))
    below.flat().filter(({ code }) => liesIn(code, prefixes) || prefixes.some((prefix) => prefix.startsWith(code.slice(0, 9)))).forEach(({ code, name }) => townships.set(code, name))
  }

  async function villagesBy(words: string): Promise<Area[]> {
    const named = [...townships].filter(([, name]) => words !== '' && name.includes(words)).map(([code]) => code)
    const parents = words === '' ? [...townships.keys()].slice(0, 4) : named.slice(0, 4)
    const [byName, ...byTownship] = await Promise.all([
      words === '' ? Promise.resolve([]) : areas({ level: 'village', q: words }),
      ...parents.map((parent) => areas({ parent, level: 'village' })),
    ])
    return [...byName, ...byTownship.flat()]
  }

  /** Look for villages by a part of their name or their township's; without words, those of the first townships. */
  async function search(words: string): Promise<void> {
    const mine = ++latest
    searching.value = true
    await loadTownships()
    const all = await villagesBy(words.split('·')[0]?.trim() ?? '')
    if (mine !== latest) return
    searching.value = false
    const own = new Map(all.filter(({ code }) => liesIn(code, prefixes)).map((area) => [area.code, area]))
    found.value = [...own.values()].slice(0, shown).map(({ code, name, parent_code }) => ({ code, name, township: townships.get(parent_code ?? '') ?? '' }))
  }

  return { found, searching, search }
}
