/**
 * Call back for every frame the video shows, with its time on the `performance.now()` scale.
 * @returns stop
 */
export function watchFrames(video: HTMLVideoElement, onFrame: (shownAt: number) => void): () => void {
  return 'requestVideoFrameCallback' in video ? watchByVideo(video, onFrame) : watchByScreen(video, onFrame)
}

function watchByVideo(video: HTMLVideoElement, onFrame: (shownAt: number) => void): () => void {
  let handle = 0
  const next: VideoFrameRequestCallback = (_now, frame) => {
    handle = video.requestVideoFrameCallback(next)
    onFrame(frame.presentationTime)
  }
  handle = video.requestVideoFrameCallback(next)
  return () => video.cancelVideoFrameCallback(handle)
}

// Older web views: a frame is new when the video's clock has moved.
function watchByScreen(video: HTMLVideoElement, onFrame: (shownAt: number) => void): () => void {
  let handle = 0
  let last = -1
  const next = (now: number): void => {
    handle = requestAnimationFrame(next)
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.currentTime === last) return
    last = video.currentTime
    onFrame(now)
  }
  handle = requestAnimationFrame(next)
  return () => cancelAnimationFrame(handle)
}
