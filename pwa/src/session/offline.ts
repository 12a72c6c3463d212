// Whether this page runs from the copy of the app on this tablet, so that it opens without a network.
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

export function useOfflineCopy(): Ref<boolean> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined
  const has = ref(workers?.controller != null)
  const look = (): void => void (has.value = workers?.controller != null)
  onMounted(() => workers?.addEventListener('controllerchange', look))
  onBeforeUnmount(() => workers?.removeEventListener('controllerchange', look))
  return has
}
