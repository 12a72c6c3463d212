// The organisations within one's sight: as a tree, and as choices.
import { computed } from 'vue'
import { api, ask } from '@/api'
import type { components } from '@/api/schema'
import type { Choice } from '@/ui/kinds'
import { useAnswer } from './answers'
import { useWords } from './words'

export type Organisation = components['schemas']['Organisation']
export interface Branch { organisation: Organisation; depth: number }

/** Every organisation below its parent; those whose parent is out of sight stand at the top. */
export function treeOf(all: readonly Organisation[]): Branch[] {
  const ids = new Set(all.map(({ id }) => id))
  const below = (parent: string | null, depth: number): Branch[] =>
    all.filter((one) => (parent === null ? !one.parent_id || !ids.has(one.parent_id) : one.parent_id === parent)).flatMap((organisation) => [{ organisation, depth }, ...below(organisation.id, depth + 1)])
  return below(null, 0)
}

export function useOrganisations() {
  const { organisationKind } = useWords()
  const answer = useAnswer(() => ask(api.GET('/api/v1/organisations', { params: { query: { page: 1, per_page: 200 } } })))
  const tree = computed(() => treeOf(answer.value.value?.items ?? []))
  const choices = computed<Choice[]>(() => tree.value.map(({ organisation, depth }) => ({ value: organisation.id, label: `${'　'.repeat(depth)}${organisation.name} · ${organisationKind(organisation.kind)}` })))
  return { ...answer, tree, choices }
}
