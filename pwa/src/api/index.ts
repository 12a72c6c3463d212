export { api, ask, download, upload } from './client'
export type { Refusal, Result } from './result'
export { bundleRange, sayHello, syncServer, type DeviceReport, type Hello } from './syncServer'
