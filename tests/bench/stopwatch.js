// Times within the page, in ms of performance.now(): what a hand did last, when something was painted, what held it up.
window.songkaStopwatch = (() => {
  const pending = {}
  const state = { touched: 0, longTasks: [], responses: {}, frames: [] }
  let counting = false

  for (const kind of ['pointerdown', 'pointerup', 'keydown']) {
    addEventListener(kind, (event) => (state.touched = event.timeStamp), { capture: true, passive: true })
  }
  const longTasks = new PerformanceObserver((list) => state.longTasks.push(...list.getEntries().map(({ duration }) => duration)))
  longTasks.observe({ type: 'longtask' })
  // From a touch to the next picture; the browser tells it in steps of 8 ms and leaves out what takes less than 16.
  const responses = new PerformanceObserver((list) => {
    for (const { interactionId: id, duration } of list.getEntries()) {
      if (id) state.responses[id] = Math.max(duration, state.responses[id] ?? 0)
    }
  })
  responses.observe({ type: 'event', durationThreshold: 16 })

  // The task after an animation frame runs when the frame has been handed to the screen.
  function painted() {
    return new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve(performance.now())
        port2.postMessage(null)
      })
    })
  }

  /** From now on: when does this hold and is painted, and which touch was the last before? */
  function watch(name, holds) {
    pending[name] = new Promise((resolve) => {
      const observer = new MutationObserver(look)
      function look() {
        if (!holds()) return
        observer.disconnect()
        const { touched } = state
        resolve(painted().then((at) => ({ at, touched })))
      }
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
      look()
    })
  }

  const small = new OffscreenCanvas(16, 9).getContext('2d', { willReadFrequently: true })
  function thumbnail(video) {
    small.drawImage(video, 0, 0, 16, 9)
    return small.getImageData(0, 0, 16, 9).data
  }

  /** From now on: which is the first frame of the camera that shows something else, and when was it on the screen? */
  function watchPicture(name) {
    const video = document.querySelector('video')
    const before = thumbnail(video)
    pending[name] = new Promise((resolve) => {
      function look(_now, { presentationTime }) {
        const after = thumbnail(video)
        const differs = after.reduce((sum, value, at) => sum + Math.abs(value - before[at]), 0) / after.length
        if (differs > 12) resolve({ at: presentationTime })
        else video.requestVideoFrameCallback(look)
      }
      video.requestVideoFrameCallback(look)
    })
  }

  function countFrames() {
    let last = null
    counting = true
    state.frames = []
    state.longTasks = []
    requestAnimationFrame(function next(now) {
      if (last !== null) state.frames.push(now - last)
      last = now
      if (counting) requestAnimationFrame(next)
    })
  }

  return { state, watch, watchPicture, result: (name) => pending[name], countFrames, stopFrames: () => (counting = false) }
})()

// How long the strict transactions of the outbox take, from the first request to `complete`.
window.songkaTransactions = []
const openTransaction = IDBDatabase.prototype.transaction
IDBDatabase.prototype.transaction = function (stores, mode, ...rest) {
  const transaction = openTransaction.call(this, stores, mode, ...rest)
  if (this.name === 'songka-outbox' && mode === 'readwrite') {
    const began = performance.now()
    transaction.addEventListener('complete', () => window.songkaTransactions.push(performance.now() - began))
  }
  return transaction
}
