// A desk left alone: after the minutes that the server allows, names leave the screen, whatever pages ask by themselves.
import { onBeforeUnmount, onMounted } from 'vue'

const lookEveryMs = 5_000
const signsOfLife = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const

/** Call `end` once nobody has touched anything for so many minutes. */
export function useIdleEnd(minutes: () => number, end: () => void, now: () => number = Date.now): void {
  let lastSign = now()
  let timer: ReturnType<typeof setInterval> | undefined
  const alive = (): void => void (lastSign = now())

  function look(): void {
    if (now() - lastSign < minutes() * 60_000) return
    clearInterval(timer)
    end()
  }

  onMounted(() => {
    signsOfLife.forEach((sign) => window.addEventListener(sign, alive, { passive: true }))
    // A laptop that slept wakes with the time already over; an interval notices at its next beat.
    timer = setInterval(look, lookEveryMs)
  })
  onBeforeUnmount(() => {
    signsOfLife.forEach((sign) => window.removeEventListener(sign, alive))
    clearInterval(timer)
  })
}
