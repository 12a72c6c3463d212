import { onBeforeUnmount, onMounted, type Ref } from 'vue'
import { createDarkWatch, meanLuma } from './light'

const lookEveryMs = 1_000

/** Call once each time the picture becomes dark; looks at a thumbnail of the video once a second. */
export function useDarkness(video: Ref<HTMLVideoElement | null>, onDark: () => void): void {
  const canvas = document.createElement('canvas')
  canvas.width = 32
  canvas.height = 18
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  const becomesDark = createDarkWatch()
  let timer = 0

  function look(): void {
    if (!pen || !video.value || video.value.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return
    pen.drawImage(video.value, 0, 0, canvas.width, canvas.height)
    if (becomesDark(meanLuma(pen.getImageData(0, 0, canvas.width, canvas.height).data))) onDark()
  }

  onMounted(() => (timer = window.setInterval(look, lookEveryMs)))
  onBeforeUnmount(() => window.clearInterval(timer))
}
