// A vault to be set up: its kinds, and the divisions it may stand for.
import type { components } from '@/api/schema'
import { prefixesOf, type Organisation } from '@/session'

export type VaultKind = components['schemas']['NewVault']['kind']

export const vaultKinds: readonly VaultKind[] = ['office', 'bank', 'window']

/** The divisions of an organisation as twelve digits, as a vault names its own. */
export const areasOf = (organisation: Organisation | undefined): string[] => (organisation ? prefixesOf(organisation).map((prefix) => prefix.padEnd(12, '0')) : [])

/** A count as somebody typed it; null when it is no whole number. */
export const wholeNumber = (text: string): number | null => (/^\d{1,7}$/.test(text.trim()) ? Number(text.trim()) : null)
