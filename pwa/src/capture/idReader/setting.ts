import { readonly, shallowRef, type DeepReadonly, type Ref } from 'vue'
import { preferences } from '@/ui/preferences'
import type { IdReaderKind, IdReaderSetting } from './types'

const key = 'songka.id-reader'
const kinds: readonly IdReaderKind[] = ['wedge', 'local_http', 'local_ws']
/** Also what a device without the setting has: a keyboard is listened to in any case. */
export const usualSetting: IdReaderSetting = { kind: 'wedge', port: 38_088 }

const setting = shallowRef<IdReaderSetting | null>(null)

export const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1024 && port <= 65_535

/** The setting as it was kept; the usual one where nothing sensible was. */
export function keptSetting(storage = preferences): IdReaderSetting {
  const [kind, port] = (storage.getItem(key) ?? '').split(':')
  const known = kinds.find((each) => each === kind)
  return known && isPort(Number(port)) ? { kind: known, port: Number(port) } : usualSetting
}

/** Which ID reader this device has: chosen once, kept on the device, no word about people. */
export function useIdReaderSetting(storage = preferences): { setting: DeepReadonly<Ref<IdReaderSetting | null>>; choose: (next: IdReaderSetting) => void } {
  setting.value ??= keptSetting(storage)

  function choose(next: IdReaderSetting): void {
    if (!isPort(next.port)) return
    storage.setItem(key, `${next.kind}:${next.port}`)
    setting.value = next
  }

  return { setting: readonly(setting), choose }
}
