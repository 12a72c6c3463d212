/** Which build made a record: version and commit, written in when the PWA is built. */
export const build: string = import.meta.env['VITE_BUILD'] ?? '0.1.0'
