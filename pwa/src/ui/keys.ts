import { onBeforeUnmount, onMounted } from 'vue'

/** A scanner ends its burst with Enter a few milliseconds after the last digit; a person cannot. */
const burstMs = 40

interface Keys { enter?: () => void; escape?: () => void }

const takesEnter = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('button, a, textarea, select, [role="option"], [role="row"], [data-own-enter]') !== null

const dialogIsOpen = (): boolean => document.querySelector('.q-dialog .q-dialog__inner, .q-menu') !== null

/** Enter = primary, Esc = back, anywhere on the screen; never for a scanner's Enter, while composing, or below an open dialog. */
export function useKeys(keys: Keys): void {
  let lastKeyAt = Number.NEGATIVE_INFINITY

  function listen(event: KeyboardEvent): void {
    const sinceLast = event.timeStamp - lastKeyAt
    lastKeyAt = event.timeStamp
    if (event.defaultPrevented || event.isComposing || event.repeat || dialogIsOpen()) return
    if (event.key === 'Escape') keys.escape?.()
    if (event.key === 'Enter' && sinceLast > burstMs && !takesEnter(event.target)) keys.enter?.()
  }

  onMounted(() => window.addEventListener('keydown', listen))
  onBeforeUnmount(() => window.removeEventListener('keydown', listen))
}
