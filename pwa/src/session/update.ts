// A newer build of the app: fetched in the background, put in place by a person's hand, never over unsent records (C10).
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { policy } from '@/rules'

/** What the page registers its service worker with; gives what puts a waiting build in place. */
export type Register = (heard: { immediate: true; onNeedRefresh: () => void; onRegisteredSW: (script: string, registration?: ServiceWorkerRegistration) => void }) => (reload: boolean) => Promise<void>

export const useUpdate = defineStore('update', () => {
  /** A newer build waits to be put in place. */
  const ready = ref(false)
  let registration: ServiceWorkerRegistration | undefined
  let activate: (reload: boolean) => Promise<void> = () => Promise.resolve()

  function start(register: Register): void {
    activate = register({
      immediate: true,
      onNeedRefresh: () => (ready.value = true),
      onRegisteredSW: (_script, found) => (registration = found),
    })
    setInterval(() => void look(), policy('app.update_minutes') * 60_000)
  }

  /** Ask whether there is a newer build; without a network nothing happens. */
  async function look(): Promise<void> {
    await registration?.update().catch(() => undefined)
  }

  /** Put the newer build in place; the page starts anew in it. */
  async function apply(): Promise<void> {
    await activate(true)
  }

  return { ready, start, look, apply }
})

/** Whether a build is at least the one the county asks for; versions are numbers with dots, what follows + or - names a commit. */
export function isAtLeast(build: string, wanted: string): boolean {
  const [has, needs] = [numbers(build), numbers(wanted)]
  const place = needs.findIndex((number, index) => number !== (has[index] ?? 0))
  return place < 0 || (has[place] ?? 0) > (needs[place] ?? 0)
}

function numbers(version: string): number[] {
  return (version.split(/[+-]/)[0] ?? '').split('.').map(Number)
}
