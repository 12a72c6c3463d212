/** Call back when the picture's middle becomes lighter at a stroke: a carrier has come over the table. */
export function watchAppearances(video: HTMLVideoElement, onAppear: (at: number) => void): void {
  const canvas = document.createElement('canvas')
  canvas.width = 16
  canvas.height = 9
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  let before = 0
  const look: VideoFrameRequestCallback = (_now, frame) => {
    video.requestVideoFrameCallback(look)
    if (!pen) return
    pen.drawImage(video, 0, 0, 16, 9)
    const pixels = pen.getImageData(4, 2, 8, 5).data
    const blue = pixels.reduce((sum, value, at) => (at % 4 === 2 ? sum + value : sum), 0) / (pixels.length / 4)
    if (blue - before > 15) onAppear(frame.presentationTime)
    before = blue
  }
  video.requestVideoFrameCallback(look)
}
