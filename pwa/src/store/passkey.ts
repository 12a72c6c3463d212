// The device's own lock (fingerprint, screen lock) as the source of an officer's key: WebAuthn with the PRF extension.
// The authenticator gives 32 bytes for a salt, only after it has seen its owner, and they never leave the device stored.
import { randomBytes, toBytes } from './bytes'
import type { Unlock } from './databases'

/** The device's lock gave nothing: cancelled, or nobody it knows. */
export class PasskeyRefused extends Error {
  constructor() {
    super('passkey_refused')
  }
}

type PrfUnlock = Extract<Unlock, { way: 'prf' }>

const TIMEOUT_MS = 60_000

/**
 * Whether it is worth offering: the device has a lock of its own that WebAuthn knows, and the page a name (WebAuthn takes no
 * numbered address). Only making one shows whether it has PRF.
 */
export async function mayHavePasskey(): Promise<boolean> {
  if (typeof PublicKeyCredential === 'undefined' || /^[\d.]+$|^\[/.test(location.hostname)) return false
  return await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false)
}

/**
 * Make a credential of the device's lock and ask it twice: null where the device cannot do what a key needs (no PRF, or
 * two different answers), and the printed passphrase has to do. Nothing of it goes to the server.
 *
 * Throws PasskeyRefused when it was cancelled.
 */
export async function makePasskey(officer: { id: string; name: string }): Promise<{ unlock: PrfUnlock; secret: Uint8Array } | null> {
  const salt = randomBytes(32)
  const credential = await create(officer, salt)
  if (!credential.getClientExtensionResults().prf?.enabled) return null
  const unlock: PrfUnlock = { way: 'prf', credentialId: new Uint8Array(credential.rawId), salt }
  const [once, again] = [await evaluate(unlock), await evaluate(unlock)]
  return once && again && same(once, again) ? { unlock, secret: once } : null
}

/** The bytes the device's lock gives for this credential, after it has seen its owner. Throws PasskeyRefused. */
export async function askPasskey(unlock: PrfUnlock): Promise<Uint8Array> {
  const secret = await evaluate(unlock)
  if (!secret) throw new PasskeyRefused()
  return secret
}

async function create(officer: { id: string; name: string }, salt: Uint8Array): Promise<PublicKeyCredential> {
  const made = await navigator.credentials
    .create({
      publicKey: {
        // Only the PRF output counts, so the challenge proves nothing to anybody.
        challenge: randomBytes(32) as BufferSource,
        rp: { name: 'Songka' },
        user: { id: toBytes(officer.id) as BufferSource, name: officer.name, displayName: officer.name },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        authenticatorSelection: { authenticatorAttachment: 'platform', residentKey: 'preferred', userVerification: 'required' },
        timeout: TIMEOUT_MS,
        extensions: { prf: { eval: { first: salt as BufferSource } } },
      },
    })
    .catch(() => null)
  if (!(made instanceof PublicKeyCredential)) throw new PasskeyRefused()
  return made
}

async function evaluate({ credentialId, salt }: PrfUnlock): Promise<Uint8Array | null> {
  const given = await navigator.credentials
    .get({
      publicKey: {
        challenge: randomBytes(32) as BufferSource,
        allowCredentials: [{ type: 'public-key', id: credentialId as BufferSource, transports: ['internal'] }],
        userVerification: 'required',
        timeout: TIMEOUT_MS,
        extensions: { prf: { eval: { first: salt as BufferSource } } },
      },
    })
    .catch(() => null)
  if (!(given instanceof PublicKeyCredential)) throw new PasskeyRefused()
  const first = given.getClientExtensionResults().prf?.results?.first
  return first ? new Uint8Array(first as ArrayBuffer) : null
}

const same = (one: Uint8Array, other: Uint8Array): boolean => one.length === other.length && one.every((byte, place) => byte === other[place])
