// Calls as the desk's pages make them: one value, whether it is on its way, and in words why it did not come.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Result } from '@/api'
import { useDesk } from '../desk'

type Failure = Exclude<Result<unknown>, { ok: true }>

/** Say why a call was not answered as hoped, with the clause it rests on. */
export function useRefusalWords(): (answer: Failure) => string {
  const { t, locale } = useI18n({ useScope: 'global' })
  return (answer) => {
    if (answer.offline) return t('session.office.noAnswer')
    const { zh, en, clause } = answer.refusal
    const words = locale.value === 'en' ? en : zh
    return clause ? t('session.office.withClause', { words, clause }) : words
  }
}

export interface Answer<T> {
  value: ShallowRef<T | null>
  loading: Ref<boolean>
  problem: Ref<string | null>
  /** The code of the refusal, null when there was none or nobody answered. */
  code: Ref<string | null>
  load: () => Promise<void>
}

/** Keep what a question brings; of two questions under way only the later one's answer counts. */
export function useAnswer<T>(question: () => Promise<Result<T>>): Answer<T> {
  const desk = useDesk()
  const say = useRefusalWords()
  const value = shallowRef<T | null>(null)
  const loading = ref(false)
  const problem = ref<string | null>(null)
  const code = ref<string | null>(null)
  let latest = 0

  async function load(): Promise<void> {
    const mine = ++latest
    loading.value = true
    const answer = await question()
    if (mine !== latest) return
    loading.value = false
    desk.heed(answer)
    if (answer.ok) value.value = answer.value
    problem.value = answer.ok ? null : say(answer)
    code.value = answer.ok || answer.offline ? null : answer.refusal.code
  }

  return { value, loading, problem, code, load }
}

export interface Act {
  busy: Ref<boolean>
  problem: Ref<string | null>
  /** Run one change; null when it was refused, and `problem` says why. A second press while it runs does nothing. */
  run: <T>(change: () => Promise<Result<T>>) => Promise<T | null>
  forget: () => void
}

/** Change something on the server. */
export function useAct(): Act {
  const desk = useDesk()
  const say = useRefusalWords()
  const busy = ref(false)
  const problem = ref<string | null>(null)

  async function run<T>(change: () => Promise<Result<T>>): Promise<T | null> {
    if (busy.value) return null
    busy.value = true
    problem.value = null
    let answer = await change()
    // The same change once more, after the officer has proved who they are.
    if (!answer.ok && !answer.offline && answer.refusal.code === 'proof_needed' && (await desk.proveAgain())) answer = await change()
    busy.value = false
    desk.heed(answer)
    if (answer.ok) return answer.value ?? ({} as T)
    problem.value = say(answer)
    return null
  }

  return { busy, problem, run, forget: () => (problem.value = null) }
}
