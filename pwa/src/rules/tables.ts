// The rules tables, the same files that the server reads.
import handover from '@rules/handover.json'
import machines from '@rules/machines.json'
import nameVariants from '@rules/name_variants.json'
import policyTable from '@rules/policy.json'
import reasonsTable from '@rules/reasons.json'
import refusalsTable from '@rules/refusals.json'
import rolesTable from '@rules/roles.json'

export interface HandoverRow {
  id: string
  clause: string
  types: string[]
  when: string[]
  require: string[]
  refusal: string
}

export interface Reason {
  list: string
  code: string
  zh: string
  en: string
  clause: string
}

export interface RefusalRow {
  code: string
  status: number
  clause: string | null
  zh: string
  en: string
}

/** A role: in which kinds of organisation it exists and which roles may give it. */
export interface RoleRow {
  role: string
  zh: string
  en: string
  clause: string | null
  organisations: string[]
  given_by: string[]
}

/** A kind of organisation: below which kinds it stands, and whether it is a bank's. */
export interface OrganisationKind {
  kind: string
  zh: string
  en: string
  under: string[]
  bank: boolean
}

interface Transition {
  from: string
  verb: string
  to: string
  clause: string
}

export interface Machine {
  states: string[]
  initial: string
  terminal: string[]
  transitions: Transition[]
}

export const edition: string = handover.edition
export const handoverRows: readonly HandoverRow[] = handover.rows
export const machineTable: Readonly<Record<string, Machine>> = machines.machines
export const roleRows: readonly RoleRow[] = rolesTable.roles
/** Groups of roles of which one person holds roles of one group only. */
export const apartRows: readonly { id: string; groups: string[][] }[] = rolesTable.apart
export const organisationKinds: readonly OrganisationKind[] = rolesTable.organisations
export const variantRows: readonly { variant: string; standard: string }[] = nameVariants.rows

/** Reasons offered on a screen, for instance of the list "not_served", in the table's order. */
export function reasons(list: string): Reason[] {
  return reasonsTable.rows.filter((row) => row.list === list)
}

/** A row of the refusals table; undefined for a code that this build does not know yet. */
export function refusalRow(code: string): RefusalRow | undefined {
  return refusalsTable.rows.find((row) => row.code === code)
}

/** The value of one policy row. Throws on an unknown key: a programming error. */
export function policy<T = number>(key: string): T {
  const row = policyTable.rows.find((candidate) => candidate.key === key)
  if (!row) throw new Error(`no policy row ${key}`)
  return row.value as T
}
