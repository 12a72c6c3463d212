import { cameraIds, nextCameraId, openCamera, type Camera, type Media } from './camera'
import type { CameraProblem } from './problems'

export type CameraState =
  | { kind: 'closed' }
  | { kind: 'opening' }
  | { kind: 'live'; camera: Camera; isTorchOn: boolean; cameraCount: number }
  | { kind: 'problem'; problem: CameraProblem }

export interface CameraSession {
  open: () => Promise<void>
  /** Give the camera back to the device. */
  close: () => void
  /** Close while the page is hidden; open again when it is seen and was open before. */
  setHidden: (isHidden: boolean) => void
  switchCamera: () => Promise<void>
  toggleTorch: () => Promise<void>
}

// Kept for as long as the page lives: which lens is the right one is learned once a day, not once a card.
let rememberedId: string | null = null

/** Hold at most one camera and tell each change of state; a late answer to an outdated wish is closed at once. */
export function createCameraSession(media: Media | undefined, onState: (state: CameraState) => void): CameraSession {
  let state: CameraState = { kind: 'closed' }
  let wish = 0
  let isWanted = false
  let isHidden = false

  function set(next: CameraState): void {
    state = next
    onState(next)
  }

  function release(): void {
    wish++
    if (state.kind === 'live') state.camera.close()
  }

  async function start(): Promise<void> {
    release()
    const mine = wish
    set({ kind: 'opening' })
    const opened = await openCamera(media, rememberedId, () => mine === wish && lose())
    if (mine !== wish) return opened.ok ? opened.camera.close() : undefined
    if (!opened.ok) return set({ kind: 'problem', problem: opened.problem })
    const { length: cameraCount } = await cameraIds(media)
    if (mine !== wish) return opened.camera.close()
    set({ kind: 'live', camera: opened.camera, isTorchOn: false, cameraCount })
  }

  function lose(): void {
    release()
    set({ kind: 'problem', problem: 'lost' })
  }

  function pause(): void {
    release()
    set({ kind: 'closed' })
  }

  return {
    open() {
      isWanted = true
      return isHidden ? Promise.resolve() : start()
    },
    close() {
      isWanted = false
      pause()
    },
    setHidden(hidden) {
      if (hidden === isHidden) return
      isHidden = hidden
      if (!isWanted) return
      if (hidden) pause()
      else void start()
    },
    async switchCamera() {
      const current = state.kind === 'live' ? state.camera.deviceId : rememberedId
      rememberedId = nextCameraId(await cameraIds(media), current)
      if (isWanted && !isHidden) await start()
    },
    async toggleTorch() {
      if (state.kind !== 'live' || !state.camera.canTorch) return
      const { camera, isTorchOn } = state
      const done = await camera.setTorch(!isTorchOn)
      if (done && state.kind === 'live' && state.camera === camera) set({ ...state, isTorchOn: !isTorchOn })
    },
  }
}
