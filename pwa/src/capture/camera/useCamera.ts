import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue'
import { createCameraSession, type CameraSession, type CameraState } from './session'

/** Open the camera with the component, release it with it and while the page is hidden. */
export function useCamera(): { state: ShallowRef<CameraState>; session: CameraSession } {
  const state = shallowRef<CameraState>({ kind: 'closed' })
  const session = createCameraSession(navigator.mediaDevices, (next) => (state.value = next))
  const followPage = (): void => session.setHidden(document.visibilityState === 'hidden')

  onMounted(() => {
    document.addEventListener('visibilitychange', followPage)
    followPage()
    void session.open()
  })
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', followPage)
    session.close()
  })
  return { state, session }
}
