// A second person's account, typed beside whoever is logged in: password, and a code where the account has a second factor.
import { computed, reactive, ref } from 'vue'

export interface TypedAccount { username: string; password: string; code: string }

/** Keep what a second person types; `forget` drops the secrets after each try, `clear` all of it. */
export function useProof() {
  const typed = ref<TypedAccount>({ username: '', password: '', code: '' })
  const isGiven = computed(() => Boolean(typed.value.username.trim() && typed.value.password))
  const isTouched = computed(() => typed.value.username !== '' || typed.value.password !== '')
  const body = () => ({ username: typed.value.username.trim(), password: typed.value.password, code: typed.value.code.trim() || null })
  const forget = (): void => { typed.value = { ...typed.value, password: '', code: '' } }
  const clear = (): void => { typed.value = { username: '', password: '', code: '' } }

  return reactive({ typed, isGiven, isTouched, body, forget, clear })
}
