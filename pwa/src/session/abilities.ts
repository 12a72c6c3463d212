// What this browser has of what the field needs, tested rather than guessed from its name.
import { askToPersist, keepsStrictly } from '@/store'

export type Ability = 'strict' | 'locks' | 'simd' | 'camera' | 'persisted'

// The smallest module with one SIMD instruction (i32x4.splat): a decoder built for SIMD runs where this validates.
const SIMD = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 17, 11])

export async function checkAbilities(): Promise<Record<Ability, boolean>> {
  return {
    strict: await keepsStrictly().catch(() => false),
    locks: 'locks' in navigator,
    simd: WebAssembly.validate(SIMD),
    camera: await hasCamera(),
    persisted: (await askToPersist()).persisted,
  }
}

async function hasCamera(): Promise<boolean> {
  const found = await navigator.mediaDevices?.enumerateDevices().catch(() => [])
  return found?.some(({ kind }) => kind === 'videoinput') ?? false
}
