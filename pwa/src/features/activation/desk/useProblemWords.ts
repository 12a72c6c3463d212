import { useI18n } from 'vue-i18n'
import { problemOf } from './activations'

/** Say in words what a call left behind; null when nothing went wrong. */
export function useProblemWords(): (code: string | null) => string | null {
  const { t } = useI18n({ useScope: 'global' })
  return (code) => {
    const problem = problemOf(code)
    return problem && t(`activation.desk.problem.${problem.key}`, { ...problem })
  }
}
