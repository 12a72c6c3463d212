/** What the local readers stand on; replaced in tests. */
export interface LocalParts {
  fetch: (url: string, options: RequestInit) => Promise<Response>
  openSocket: (url: string) => WebSocket
  after: (ms: number, act: () => void) => () => void
  /** Call back when the page's own policy stops a request to this address. */
  onPolicy: (address: string, stopped: () => void) => () => void
}

export const browserLocalParts: LocalParts = {
  fetch: (url, options) => fetch(url, options),
  openSocket: (url) => new WebSocket(url),
  after(ms, act) {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
  onPolicy(address, stopped) {
    const hear = ({ blockedURI }: SecurityPolicyViolationEvent): void => {
      if (blockedURI.startsWith(address)) stopped()
    }
    document.addEventListener('securitypolicyviolation', hear)
    return () => document.removeEventListener('securitypolicyviolation', hear)
  },
}

/** The one path of the contract, on this device alone: nothing of the kind is ever asked of another machine. */
export const localAddress = (scheme: 'http' | 'ws', port: number): string => `${scheme}://127.0.0.1:${port}/songka/id-card`

/** From the second try on, a program that is not running is asked less and less often. */
export const retryMs = (failures: number): number => Math.min(500 * 2 ** failures, 10_000)
