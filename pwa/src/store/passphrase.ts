// The printed passphrase, stretched (design §6). Whether it is right is judged by the seal alone; no hash of it is stored.
import { argon2id } from 'hash-wasm'
import { policy } from '@/rules'
import { randomBytes } from './bytes'

// Without I, L, O, U: read aloud and typed in a village without mistakes. 8 characters = 40 bits.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 8

/** How a passphrase is stretched. */
export interface Kdf {
  memoryKib: number
  iterations: number
  parallelism: number
}

/** A new passphrase as it is printed: XXXX-XXXX. */
export function newPassphrase(): string {
  const characters = Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte % ALPHABET.length))
  return `${characters.slice(0, 4).join('')}-${characters.slice(4).join('')}`
}

/** Fold what people type: case, spaces, hyphens, and the letters that look like digits. */
export function normalisePassphrase(typed: string): string {
  const folded = typed.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return folded.replace(/O/g, '0').replace(/[IL]/g, '1').replace(/U/g, 'V')
}

/** 32 bytes of a passphrase, slowly: guessing it costs as much each time. */
export async function stretch(passphrase: string, salt: Uint8Array, kdf: Kdf): Promise<Uint8Array> {
  return await argon2id({
    password: normalisePassphrase(passphrase),
    salt,
    memorySize: kdf.memoryKib,
    iterations: kdf.iterations,
    parallelism: kdf.parallelism,
    hashLength: 32,
    outputType: 'binary',
  })
}

export function currentKdf(): Kdf {
  const row = policy<{ memory_kib: number; iterations: number; parallelism: number }>('unlock.kdf')
  return { memoryKib: row.memory_kib, iterations: row.iterations, parallelism: row.parallelism }
}
