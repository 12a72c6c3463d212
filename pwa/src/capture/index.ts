/**
 * What a tablet sees, hears and is given by hand: codes before the camera, scanners and ID readers that type,
 * stills, signatures. It knows no card and keeps nothing: what was captured is handed to the caller.
 */
export { createBarcodeScanner, type BarcodeScanner, type ScannerCallbacks } from './barcode/scanner'
export type { ScanStats } from './barcode/figures'
export type { CodeRead, ScanProblem, SeveralCodes, Symbology } from './barcode/types'
export type { CameraProblem } from './camera/problems'
export { default as CaptureSetUp } from './CaptureSetUp.vue'
export { default as CameraView } from './CameraView.vue'
export { isPort, useIdReaderSetting } from './idReader/setting'
export type { IdRead, IdReader, IdReaderKind, IdReaderSetting, IdReaderStatus } from './idReader/types'
export { useIdReaders, type IdReadersOptions } from './idReader/useIdReaders'
export { createIdLineReader, type IdLineReader, type LineCallbacks } from './ocr/idLineReader'
export { default as IdLineView } from './ocr/IdLineView.vue'
export type { PackState, PackStatus } from './ocr/pack/pack'
export { useIdLinePack } from './ocr/pack/useIdLinePack'
export type { LineProblem, LineRead, LineStats } from './ocr/types'
export type { Still, StillBounds } from './photo/encodeStill'
export { stillFromFile, stillFromVideo, type StillOptions, type StillTaken } from './photo/still'
export { default as SignaturePad } from './SignaturePad.vue'
export { encodeStrokes, inkOf, isEnoughInk, strokesMediaType, usualEnoughInk, type EnoughInk, type Strokes } from './signature/strokes'
export { createWedge, type Burst, type Wedge, type WedgeOptions } from './wedge/wedge'
