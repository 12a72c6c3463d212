export { api, ask, download, print, upload, type FormFlag } from './client'
export type { Refusal, Result } from './result'
export { bundleRange, escrowIn, historyIn, proveDevice, readConfirmations, sayHello, syncServer, type Confirmation, type DeviceReport, type Hello } from './syncServer'
