export * from './boxPositions'
export * from './checks'
export * from './facts'
export * from './freezing'
export * from './identityNumbers'
export * from './judge'
export * from './machines'
export * from './names'
export {
  apartRows,
  edition,
  organisationKinds,
  policy,
  reasons,
  refusalRow,
  roleRows,
  type OrganisationKind,
  type Reason,
  type RefusalRow,
  type RoleRow,
} from './tables'
