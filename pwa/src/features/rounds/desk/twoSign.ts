// What two people put their names to: both signatures, and the account that the one who is not logged in proved.
import type { components } from '@/api/schema'

export type Signed = Pick<components['schemas']['NewCheckIn'], 'custodian_signature' | 'specialist' | 'specialist_signature'>
