import { cameraProblem, type CameraProblem } from './problems'

/** The part of `navigator.mediaDevices` that is used; absent on an insecure page. */
export type Media = Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices'>

export interface Camera {
  stream: MediaStream
  deviceId: string
  canTorch: boolean
  /** False when the device would not. */
  setTorch: (on: boolean) => Promise<boolean>
  close: () => void
}

export type Opened = { ok: true; camera: Camera } | { ok: false; problem: CameraProblem }

const picture = { width: { ideal: 1280 }, height: { ideal: 720 } }

/** Open one camera: the wanted one, else the one that looks away from the person who holds the tablet. */
export async function openCamera(media: Media | undefined, wantedId: string | null, onLost: () => void): Promise<Opened> {
  if (!media) return { ok: false, problem: 'insecure' }
  try {
    const stream = await media.getUserMedia({ video: { ...picture, ...whichCamera(wantedId) }, audio: false })
    return cameraOf(stream, onLost)
  } catch (error) {
    if (wantedId && cameraProblem(error) === 'none') return openCamera(media, null, onLost)
    return { ok: false, problem: cameraProblem(error) }
  }
}

/** Ids of the cameras, in the device's order. Empty where the page may not know. */
export async function cameraIds(media: Media | undefined): Promise<string[]> {
  const devices = await (media?.enumerateDevices().catch(() => []) ?? [])
  return devices.filter((device) => device.kind === 'videoinput').map((device) => device.deviceId)
}

/** The camera after this one, round and round. */
export function nextCameraId(ids: readonly string[], currentId: string | null): string | null {
  const at = currentId === null ? -1 : ids.indexOf(currentId)
  return ids[(at + 1) % ids.length] ?? null
}

function whichCamera(wantedId: string | null): MediaTrackConstraints {
  return wantedId ? { deviceId: { exact: wantedId } } : { facingMode: { ideal: 'environment' } }
}

function cameraOf(stream: MediaStream, onLost: () => void): Opened {
  const track = stream.getVideoTracks()[0]
  if (!track) return { ok: false, problem: 'none' }
  track.addEventListener('ended', onLost, { once: true }) // not fired by our own stop()
  return {
    ok: true,
    camera: {
      stream,
      deviceId: track.getSettings().deviceId ?? '',
      canTorch: hasTorch(track),
      setTorch: (on) => setTorch(track, on),
      close: () => stream.getTracks().forEach((each) => each.stop()),
    },
  }
}

// `torch` is in the image-capture specification and in Chromium, not in the DOM types.
interface TorchCapabilities extends MediaTrackCapabilities {
  torch?: boolean
}
interface TorchConstraint extends MediaTrackConstraintSet {
  torch: boolean
}

function hasTorch(track: MediaStreamTrack): boolean {
  const capabilities: TorchCapabilities = track.getCapabilities?.() ?? {}
  return capabilities.torch === true
}

function setTorch(track: MediaStreamTrack, on: boolean): Promise<boolean> {
  const torch: TorchConstraint = { torch: on }
  return track.applyConstraints({ advanced: [torch] }).then(
    () => true,
    () => false,
  )
}
