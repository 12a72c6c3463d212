// What every field screen does: lock itself when nobody touches or sees it, and go to the lock while the step is kept.
import { onBeforeUnmount, onMounted, watch } from 'vue'
import { useRouter } from 'vue-router'
import { useField } from './field'
import { useLink } from './link'

const LOOK_EVERY_MS = 5_000

/**
 * Tell the truth about the link, and lock after the policy's idle minutes or seconds out of sight, over whatever is on the
 * screen; unlocking comes back to it.
 */
export function useFieldScreen(): void {
  const field = useField()
  const router = useRouter()
  let lastTouch = Date.now()
  let hiddenSince: number | null = null
  let timer: ReturnType<typeof setInterval> | undefined
  const touched = (): void => void (lastTouch = Date.now())

  function look(): void {
    const idleMs = field.rule<number>('session.idle_minutes_tablet') * 60_000
    const hiddenMs = field.rule<number>('unlock.hidden_seconds') * 1000
    const leftAlone = Date.now() - lastTouch >= idleMs
    const outOfSight = hiddenSince !== null && Date.now() - hiddenSince >= hiddenMs
    if (!field.locked && (leftAlone || outOfSight)) field.lockScreen()
  }

  function seen(): void {
    if (document.visibilityState === 'hidden') hiddenSince = Date.now()
    look()
    if (document.visibilityState === 'visible') hiddenSince = null
  }

  onMounted(() => {
    // Each screen asks the county anew, so that the pill does not tell an old truth.
    useLink().nudge()
    window.addEventListener('pointerdown', touched, { capture: true, passive: true })
    window.addEventListener('keydown', touched, { capture: true })
    document.addEventListener('visibilitychange', seen)
    timer = setInterval(look, LOOK_EVERY_MS)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('pointerdown', touched, { capture: true })
    window.removeEventListener('keydown', touched, { capture: true })
    document.removeEventListener('visibilitychange', seen)
    clearInterval(timer)
  })
  watch(
    () => field.locked,
    (locked) => {
      if (locked) void router.replace({ path: '/unlock', query: { to: router.currentRoute.value.fullPath } })
    },
    { flush: 'sync' },
  )
  // The county took the round back: whatever step it is, there is nobody left to serve.
  watch(
    () => field.round,
    (round) => {
      if (!round && router.currentRoute.value.meta.field === 'round') void router.replace(field.revoked ? '/outbox' : '/pack')
    },
    { flush: 'sync' },
  )
}
