// The server's policy lets no text become a script (Trusted Types). What is started here by its address is a worker or the
// service worker: those the build made, of this very origin, and nothing else. Vue has a policy of its own for templates.
const built = /^\/(?:sw|assets\/[\w.-]+)\.js$/

/** Give an address back when a script of this build lies there. */
export function builtScript(address: string, origin: string): string {
  const url = new URL(address, origin)
  if (url.origin === origin && built.test(url.pathname)) return url.href
  throw new TypeError('no script of this build')
}

interface Policies { createPolicy: (name: string, rules: { createScriptURL: (address: string) => string }) => unknown }

// Chromium before 83 and other browsers know no Trusted Types; nothing is held back there either.
const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes
policies?.createPolicy('default', { createScriptURL: (address) => builtScript(address, location.origin) })
