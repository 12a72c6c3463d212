import { onMounted, readonly, shallowRef, type DeepReadonly, type Ref } from 'vue'
import { createPack, ownParts, type IdLinePack, type PackStatus } from './pack'

const status = shallowRef<PackStatus>({ state: 'absent', progress: 0 })
let pack: IdLinePack | null = null

const ownPack = (): IdLinePack => (pack ??= createPack({ ...ownParts, onStatus: (next) => (status.value = next) }))

/**
 * The pack that reads number lines: whether it is on this device, and how far its one fetch has come.
 * `ensure` may be called from any screen that has a network and lasts longer than the screen.
 */
export function useIdLinePack(): { pack: DeepReadonly<Ref<PackStatus>>; look: () => Promise<PackStatus>; ensure: () => Promise<PackStatus> } {
  onMounted(() => void ownPack().look())
  return { pack: readonly(status), look: () => ownPack().look(), ensure: () => ownPack().ensure() }
}
