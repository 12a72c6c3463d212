/** What screens of several features share: the tablet's session in the field, the officer's at the desk. */
export { build } from './build'
export { useDesk, type DeskOfficer } from './desk'
export { useField, type FieldDraft } from './field'
export { useLink, type LinkState } from './link'
