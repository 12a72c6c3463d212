// Who is logged in at the desk.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api, ask, type Result } from '@/api'
import type { components } from '@/api/schema'

export type DeskOfficer = components['schemas']['Session']

export const useDesk = defineStore('desk', () => {
  const session = ref<DeskOfficer | null>(null)
  const officer = computed(() => session.value?.officer ?? null)

  /** Whether the officer's roles carry a permission (rules/tables/roles.json). */
  function may(permission: string): boolean {
    return officer.value?.permissions.includes(permission) ?? false
  }

  /** Ask the server who is logged in; null is nobody. */
  async function refresh(): Promise<void> {
    const answer = await ask(api.GET('/api/v1/session'))
    session.value = answer.ok ? answer.value : null
  }

  async function logIn(username: string, password: string): Promise<Result<DeskOfficer>> {
    const answer = await ask(api.POST('/api/v1/session', { body: { username, password } }))
    if (answer.ok) session.value = answer.value
    return answer
  }

  async function logOut(): Promise<void> {
    await ask(api.DELETE('/api/v1/session'))
    session.value = null
  }

  return { session, officer, may, refresh, logIn, logOut }
})
