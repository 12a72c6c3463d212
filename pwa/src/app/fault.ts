import { readonly, shallowRef } from 'vue'

/** What may be told about a fault: its kind and time. Its message could name a person, so it stays out. */
export interface Fault { kind: string; at: string }

const fault = shallowRef<Fault | null>(null)

export function reportFault(error: unknown, now: Date = new Date()): void {
  fault.value = { kind: error instanceof Error ? error.name : typeof error, at: now.toISOString() }
}

export function forgetFault(): void {
  fault.value = null
}

export const useFault = () => readonly(fault)
