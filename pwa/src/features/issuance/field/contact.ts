// Contact data as people say it.

/** Seven digits are a landline in the county, eleven a mobile; a hyphen or spaces may stand between. */
export function phoneIsSound(phone: string): boolean {
  const digits = phone.replace(/[\s-]/g, '')
  return /^1[0-9]{10}$/.test(digits) || /^0?[0-9]{7,11}$/.test(digits)
}

/** Whether a mobile number is whole, so that nothing is left to type. */
export function mobileIsWhole(phone: string): boolean {
  return /^1[0-9]{10}$/.test(phone)
}

/** What was corrected; null when nothing was. */
export function contactOf(phone: string, address: string): { phone?: string; address?: string } | null {
  const said = { ...(phone.trim() ? { phone: phone.replace(/[\s-]/g, '') } : {}), ...(address.trim() ? { address: address.trim() } : {}) }
  return Object.keys(said).length > 0 ? said : null
}
