// This tablet: who it is, which officers are on it, what its storage promises.
import { deviceDatabase, type DeviceRow, type OfficerRow } from './databases'

export async function readDevice(): Promise<DeviceRow | null> {
  return (await deviceDatabase.device.get('device')) ?? null
}

export async function writeDevice(device: Omit<DeviceRow, 'key'>): Promise<void> {
  await deviceDatabase.device.put({ key: 'device', ...device })
}

export async function listOfficers(): Promise<OfficerRow[]> {
  return await deviceDatabase.officers.toArray()
}

export async function addOfficer(officer: OfficerRow): Promise<void> {
  await deviceDatabase.officers.put(officer)
}

export interface StorageReport {
  persisted: boolean
  /** Bytes this origin may still use; null where the browser does not say. */
  free: number | null
}

/** Ask the browser to keep our data, and say what it promises. */
export async function askToPersist(): Promise<StorageReport> {
  const persisted = (await navigator.storage.persisted()) || (await navigator.storage.persist())
  const { quota, usage } = await navigator.storage.estimate()
  return { persisted, free: quota === undefined ? null : quota - (usage ?? 0) }
}

/** Whether a transaction asked to be strict is: complete only when it is on the disk. */
export async function keepsStrictly(): Promise<boolean> {
  await deviceDatabase.open()
  const transaction = deviceDatabase.backendDB().transaction('device', 'readonly', { durability: 'strict' })
  return transaction.durability === 'strict'
}
