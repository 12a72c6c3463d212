/** Where a choice of look or language is remembered on this device. */
export type Preferences = Pick<Storage, 'getItem' | 'setItem'>

// Neither tells anything about a person, so they need not be sealed in the store.
// eslint-disable-next-line no-restricted-globals
export const preferences: Preferences = localStorage
