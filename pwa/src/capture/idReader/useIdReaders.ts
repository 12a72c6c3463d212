import { onBeforeUnmount, onMounted, readonly, shallowRef, watch, type DeepReadonly, type Ref } from 'vue'
import { createLocalHttpReader } from './localHttp'
import { createLocalSocketReader } from './localSocket'
import { useIdReaderSetting } from './setting'
import type { IdRead, IdReader, IdReaderEvents, IdReaderSetting, IdReaderStatus } from './types'
import { createWedgeReader } from './wedgeReader'

export interface IdReadersOptions {
  onRead: (read: IdRead) => void
  /** A scanner typed something that is no identity number. */
  onCode?: (text: string) => void
  /** A person's keys while no field has the focus. */
  onTyped?: (text: string) => void
  /** Whether such keys are wanted just now; while they are not, they are the page's own. */
  wantsTyped?: () => boolean
}

/**
 * The ID readers of this device while a screen is shown: the keyboard always, since scanners type as well; the local
 * program where the device's setting names one.
 */
export function useIdReaders(options: IdReadersOptions): {
  /** `unfocused`: show that the page must be touched. */
  keyboard: DeepReadonly<Ref<IdReaderStatus>>
  /** Of the local program; null where the device has none. */
  local: DeepReadonly<Ref<IdReaderStatus | null>>
} {
  const { setting } = useIdReaderSetting()
  const keyboard = shallowRef<IdReaderStatus>('off')
  const local = shallowRef<IdReaderStatus | null>(null)
  const wedge = createWedgeReader({ ...options, onStatus: (next) => (keyboard.value = next) })
  let program: IdReader | null = null

  function startProgram(): void {
    program?.stop()
    program = programOf(setting.value, { onRead: options.onRead, onStatus: (next) => (local.value = next) })
    local.value = program?.status() ?? null
    program?.start()
  }

  onMounted(() => {
    wedge.start()
    startProgram()
  })
  watch(setting, startProgram)
  onBeforeUnmount(() => {
    wedge.stop()
    program?.stop()
  })
  return { keyboard: readonly(keyboard), local: readonly(local) }
}

function programOf(setting: IdReaderSetting | null, events: IdReaderEvents): IdReader | null {
  if (setting?.kind === 'local_http') return createLocalHttpReader(setting.port, events)
  return setting?.kind === 'local_ws' ? createLocalSocketReader(setting.port, events) : null
}
