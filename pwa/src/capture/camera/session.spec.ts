import { expect, test, vi } from 'vitest'
import type { Media } from './camera'
import { createCameraSession, type CameraState } from './session'

/** A video track that can be stopped, unplugged and lit. */
class FakeTrack extends EventTarget {
  isStopped = false
  torch = false
  constructor(
    readonly deviceId: string,
    private readonly hasTorch: boolean,
  ) {
    super()
  }
  stop(): void {
    this.isStopped = true
  }
  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId }
  }
  getCapabilities(): { torch?: boolean } {
    return this.hasTorch ? { torch: true } : {}
  }
  applyConstraints({ advanced }: { advanced: { torch: boolean }[] }): Promise<void> {
    this.torch = advanced[0]?.torch ?? false
    return Promise.resolve()
  }
}

/** A device with cameras; `refuses` names what the next request throws. */
class FakeDevice {
  tracks: FakeTrack[] = []
  asked: (MediaTrackConstraints | boolean | undefined)[] = []
  refuses: string | null = null
  waits: Promise<void> = Promise.resolve()
  constructor(
    readonly ids: string[],
    readonly hasTorch = false,
  ) {}

  readonly media = {
    getUserMedia: async ({ video }: MediaStreamConstraints) => {
      this.asked.push(video)
      await this.waits
      if (this.refuses) throw new DOMException('', this.refuses)
      const wanted = typeof video === 'object' ? (video.deviceId as { exact: string } | undefined)?.exact : undefined
      if (wanted && !this.ids.includes(wanted)) throw new DOMException('', 'OverconstrainedError')
      const track = new FakeTrack(wanted ?? this.ids[0] ?? '', this.hasTorch)
      this.tracks.push(track)
      return { getVideoTracks: () => [track], getTracks: () => [track] }
    },
    enumerateDevices: () => Promise.resolve(this.ids.map((deviceId) => ({ kind: 'videoinput', deviceId }))),
  } as unknown as Media

  get running(): string[] {
    return this.tracks.filter(({ isStopped }) => !isStopped).map(({ deviceId }) => deviceId)
  }
}

function sessionOn(device: FakeDevice) {
  const states: CameraState[] = []
  const session = createCameraSession(device.media, (state) => states.push(state))
  return { session, states, last: () => states.at(-1) }
}

test('it asks for the camera that looks away from the officer, at 1280 by 720', async () => {
  const device = new FakeDevice(['back'])
  const { session, last } = sessionOn(device)
  await session.open()

  expect(device.asked).toEqual([{ width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: { ideal: 'environment' } }])
  expect(last()).toMatchObject({ kind: 'live', cameraCount: 1, isTorchOn: false })
})

test('a refusal is a named problem, and another try can succeed', async () => {
  const device = new FakeDevice(['back'])
  const { session, last } = sessionOn(device)
  device.refuses = 'NotAllowedError'
  await session.open()
  expect(last()).toEqual({ kind: 'problem', problem: 'denied' })

  device.refuses = null
  await session.open()
  expect(last()).toMatchObject({ kind: 'live' })
})

test('a page without camera access says so', async () => {
  const states: CameraState[] = []
  await createCameraSession(undefined, (state) => states.push(state)).open()

  expect(states.at(-1)).toEqual({ kind: 'problem', problem: 'insecure' })
})

test('closing gives the camera back', async () => {
  const device = new FakeDevice(['back'])
  const { session, last } = sessionOn(device)
  await session.open()
  session.close()

  expect(device.running).toEqual([])
  expect(last()).toEqual({ kind: 'closed' })
})

test('a hidden page holds no camera and has it again when seen', async () => {
  const device = new FakeDevice(['back'])
  const { session, last } = sessionOn(device)
  await session.open()
  session.setHidden(true)
  expect(device.running).toEqual([])

  session.setHidden(false)
  await vi.waitFor(() => expect(last()).toMatchObject({ kind: 'live' }))
  expect(device.running).toEqual(['back'])
})

test('a camera that was closed stays closed when the page is seen again', async () => {
  const device = new FakeDevice(['back'])
  const { session } = sessionOn(device)
  await session.open()
  session.close()
  session.setHidden(true)
  session.setHidden(false)
  await Promise.resolve()

  expect(device.asked).toHaveLength(1)
})

test('an answer that comes after closing is given back at once', async () => {
  const device = new FakeDevice(['back'])
  let answer: () => void = () => undefined
  device.waits = new Promise((resolve) => (answer = resolve))
  const { session, last } = sessionOn(device)
  const opening = session.open()
  session.close()
  answer()
  await opening

  expect(device.running).toEqual([])
  expect(last()).toEqual({ kind: 'closed' })
})

test('an unplugged camera is lost', async () => {
  const device = new FakeDevice(['back'])
  const { session, last } = sessionOn(device)
  await session.open()
  device.tracks[0]?.dispatchEvent(new Event('ended'))

  expect(last()).toEqual({ kind: 'problem', problem: 'lost' })
})

test('the torch is switched where there is one', async () => {
  const device = new FakeDevice(['back'], true)
  const { session, last } = sessionOn(device)
  await session.open()
  await session.toggleTorch()
  expect(device.tracks[0]?.torch).toBe(true)
  expect(last()).toMatchObject({ kind: 'live', isTorchOn: true })

  await session.toggleTorch()
  expect(last()).toMatchObject({ isTorchOn: false })
})

test('switching goes round the cameras and is remembered by the next session', async () => {
  const device = new FakeDevice(['back', 'front'])
  const { session } = sessionOn(device)
  await session.open()
  await session.switchCamera()
  expect(device.running).toEqual(['front'])
  session.close()

  await sessionOn(device).session.open()
  expect(device.running).toEqual(['front'])
})

test('a remembered camera that is gone gives way to another', async () => {
  const device = new FakeDevice(['other'])
  const { session, last } = sessionOn(device)
  await session.open()

  expect(device.asked).toHaveLength(2)
  expect(last()).toMatchObject({ kind: 'live' })
})
