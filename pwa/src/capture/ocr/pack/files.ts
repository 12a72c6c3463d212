import runtimeUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'
import modelUrl from '../../../../models/id-line.onnx?url'

/** A file of the pack, as it is once unpacked from what went over the wire. */
export interface PackFile {
  url: string
  bytes: number
  /** Lower-case hex. */
  sha256: string
}

/** onnxruntime-web 1.30.0, WebAssembly, one thread: 3.7 MB over the wire. */
export const runtimeFile: PackFile = {
  url: runtimeUrl,
  bytes: 14_239_897,
  sha256: '3398c10d07d229bd91b364548e130e0e51a8e5704b88c7c083ebbeb78842dee2',
}

/** PP-OCRv6 tiny, recognition (scripts/pwa_models.py): 1.1 MB over the wire. */
export const modelFile: PackFile = {
  url: modelUrl,
  bytes: 1_269_595,
  sha256: '38cd559cb4b24c5056592d981b13e086f9472db9b3c8968296f0d0c2b4a65531',
}

export const packFiles: readonly PackFile[] = [modelFile, runtimeFile]

/** The cache of its own in which the pack outlives updates of the app. */
export const packCache = 'songka-id-line'
