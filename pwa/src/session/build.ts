/** Which build made a record: version and a hash of its sources, written in when the PWA is built (T21). */
export const build: string = import.meta.env['VITE_BUILD'] ?? '0.1.0'
