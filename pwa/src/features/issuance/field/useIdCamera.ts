// Whether this tablet reads ID cards by its camera: switched on once, it stays so until it is switched off.
import { ref, type Ref } from 'vue'
import { preferences } from '@/ui/preferences'

const KEY = 'songka.id-camera'
const isOn = ref<boolean | null>(null)

export function useIdCamera(): { isOn: Ref<boolean | null>; turn: (on: boolean) => void } {
  isOn.value ??= preferences.getItem(KEY) === 'on'

  function turn(on: boolean): void {
    isOn.value = on
    preferences.setItem(KEY, on ? 'on' : 'off')
  }

  return { isOn, turn }
}
