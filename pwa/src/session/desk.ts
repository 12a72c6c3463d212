// Who is logged in at the desk, and what the desk's screens share while they are.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { api, ask, type Result } from '@/api'
import type { components } from '@/api/schema'

export type DeskOfficer = components['schemas']['Session']
export type SecondStep = components['schemas']['SecondStep']

export const useDesk = defineStore('desk', () => {
  const session = ref<DeskOfficer | null>(null)
  const officer = computed(() => session.value?.officer ?? null)
  /** The log-in ended by itself (idle, or ended elsewhere), not by the officer's wish. */
  const expired = ref(false)
  /** Words to look for, handed from the search box to the list of cards; they name people, so they stay out of addresses. */
  const words = ref('')
  let first: Promise<void> | null = null

  /** Whether the officer's roles carry a permission (rules/tables/roles.json). */
  function may(permission: string): boolean {
    return officer.value?.permissions.includes(permission) ?? false
  }

  /** Ask the server who is logged in; null is nobody. */
  async function refresh(): Promise<void> {
    const answer = await ask(api.GET('/api/v1/session'))
    session.value = answer.ok ? answer.value : null
  }

  /** Ask once after the page was loaded. */
  function start(): Promise<void> {
    first ??= refresh()
    return first
  }

  /** Take note of an answer that says that nobody is logged in any more. */
  function heed(answer: Result<unknown>): void {
    if (answer.ok || answer.offline || answer.refusal.code !== 'not_logged_in') return
    expired.value = session.value !== null || expired.value
    session.value = null
  }

  async function logIn(username: string, password: string): Promise<Result<DeskOfficer>> {
    return begun(await ask(api.POST('/api/v1/session', { body: { username, password } })))
  }

  /** The second step of a log-in that was answered second_factor_needed. */
  async function finishLogIn(step: SecondStep): Promise<Result<DeskOfficer>> {
    return begun(await ask(api.POST('/api/v1/session/step', { body: step })))
  }

  function begun(answer: Result<DeskOfficer>): Result<DeskOfficer> {
    if (!answer.ok) return answer
    session.value = answer.value
    expired.value = false
    first = Promise.resolve()
    return answer
  }

  /** Who waits for the officer to prove again who they are; the desk's frame asks, and answers with whether they did. */
  const proving = shallowRef<((done: boolean) => void) | null>(null)

  function proveAgain(): Promise<boolean> {
    proving.value?.(false)
    return new Promise((resolve) => {
      proving.value = (done) => {
        proving.value = null
        resolve(done)
      }
    })
  }

  /** End the log-in; `byIdleness` says so on the log-in page. */
  async function logOut(byIdleness = false): Promise<void> {
    await ask(api.DELETE('/api/v1/session'))
    session.value = null
    words.value = ''
    proving.value?.(false)
    expired.value = byIdleness
  }

  return { session, officer, expired, words, may, refresh, start, heed, logIn, finishLogIn, proving, proveAgain, logOut }
})
