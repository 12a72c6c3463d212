// Security keys through the browser; null when the key did not answer, or the officer gave up.
import { browserSupportsWebAuthn, startAuthentication, startRegistration, type PublicKeyCredentialCreationOptionsJSON, type PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import type { components } from '@/api/schema'

export type KeyRequest = components['schemas']['KeyRequest']
type Credential = components['schemas']['NewKey']['credential']

/** Whether this browser knows security keys at this address. */
export const mayUseKeys = (): boolean => browserSupportsWebAuthn()

/** Have a new key made for this account. */
export const makeKey = ({ options }: KeyRequest): Promise<Credential | null> =>
  answered(() => startRegistration({ optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON }))

/** Have one of the account's keys answer. */
export const answerKey = ({ options }: KeyRequest): Promise<Credential | null> =>
  answered(() => startAuthentication({ optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON }))

async function answered(question: () => Promise<object>): Promise<Credential | null> {
  try {
    return { ...(await question()) }
  } catch {
    // Time over, closed, no such key here: all the same to the officer, who may try again.
    return null
  }
}
