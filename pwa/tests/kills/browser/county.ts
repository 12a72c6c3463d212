// The simulator's county behind HTTP, as the app's own transport asks it, and the page it serves.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CompactSign } from 'jose'
import { testEscrow } from '@/store/testKeys'
import { sha256 } from '@/store/bytes'
import type { QueueReport, SentRecord } from '@/sync'
import { openedBy, verified } from '../../sim/realCrypto'
import { ModelServer } from '../../sim/server'
import { DEVICE, type Answer, type SetUp, type Step } from './talk'

const PAGE = '<!doctype html><meta charset="utf-8"><title>Songka</title><script type="module" src="/page.js"></script>'
const BODY_LIMIT = 400_000

export class WebCounty {
  /** The public keys of the device and its officer, once it has told them. */
  keys: SetUp | null = null
  requests = 0
  private readonly waiting: { step: Step; answered: (answer: Answer) => void }[] = []
  private asking: ServerResponse | null = null
  private doing: ((answer: Answer) => void) | null = null
  private born: (() => void) | null = null
  /** A page says which life it belongs to: what a dead one had sent may be heard after its end. */
  private life = 1
  /** How many answers this life has given, and the step that its last one got. */
  private turn = 0
  private given: Step | null = null

  private constructor(
    readonly model: ModelServer,
    readonly receiptKey: JsonWebKey,
    readonly escrow: JsonWebKey & { kid: string },
    private readonly signingKey: CryptoKey,
    private readonly script: string,
    private readonly http: Server,
  ) {
    http.on('request', (request: IncomingMessage, response: ServerResponse) => void this.serve(request, response))
  }

  static async open(script: string): Promise<WebCounty> {
    const [escrow, pair] = await Promise.all([testEscrow(), crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])])
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey)
    const http = createServer()
    const keys = (): SetUp | null => county.keys
    const model = new ModelServer(
      {
        notaryOf: () => { throw new Error('the browser signs for itself') },
        hash: sha256,
        open: (sealed) => openedBy(escrow, sealed),
        verify: async (signed) => await verified(signed, [keys()?.device ?? {}, keys()?.officer ?? {}]),
      },
      BODY_LIMIT,
    )
    const county: WebCounty = new WebCounty(model, { kty, crv, x, y }, escrow.publicKey, pair.privateKey, script, http)
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    return county
  }

  /** Where the page of this life is found. */
  get address(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}/?life=${this.life}`
  }

  close(): void {
    this.http.closeAllConnections()
    this.http.close()
  }

  /** Resolves when a page asks for its first step. */
  async arrival(): Promise<void> {
    if (this.asking === null) await new Promise<void>((resolve) => (this.born = resolve))
  }

  /** Let the page do something; never resolves where it dies before it has. */
  async tell(step: Step): Promise<unknown> {
    const answer = await new Promise<Answer>((answered) => {
      this.waiting.push({ step, answered })
      this.hand()
    })
    if ('failed' in answer) throw new Error(`the page: ${answer.failed}`)
    return answer.ok
  }

  /** The page is dead: what it was about to do it never does. */
  forget(): void {
    this.asking = this.doing = this.born = null
    this.waiting.length = 0
    this.given = null
    this.turn = 0
    this.life += 1
  }

  private hand(): void {
    if (this.asking === null) return
    const next = this.waiting.shift()
    if (!next) return
    this.doing = next.answered
    this.given = next.step
    send(this.asking, 200, {}, JSON.stringify(next.step))
    this.asking = null
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams: said } = new URL(request.url ?? '', this.address)
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      return // the browser died in the middle of it
    }
    const body = Buffer.concat(chunks)
    if (path === '/') return send(response, 200, { 'content-type': 'text/html' }, PAGE)
    if (path === '/page.js') return send(response, 200, { 'content-type': 'text/javascript' }, this.script)
    if (path === '/next') return said.get('life') === String(this.life) ? this.next(Number(said.get('turn')), JSON.parse(body.toString()) as Answer, response) : void response.destroy()
    this.requests += 1
    if (path.startsWith('/api/v1/blobs/')) return await this.blob(request, path.split('/').at(-1) ?? '', body, response)
    if (path === '/api/v1/events') return await this.events(JSON.parse(body.toString()) as { records: SentRecord[] }, response)
    if (path === '/api/v1/sync/hello') return await this.hello(JSON.parse(body.toString()) as QueueReport, response)
    return send(response, 404, {}, '{}')
  }

  private next(turn: number, answer: Answer, response: ServerResponse): void {
    this.asking = response
    if (turn === this.turn) {
      // It asks again, since our word got lost on its way.
      if (this.given) send(response, 200, {}, JSON.stringify(this.given))
      return
    }
    this.turn = turn
    this.given = null
    const [doing, born] = [this.doing, this.born]
    this.doing = this.born = null
    doing?.(answer)
    born?.()
    this.hand()
  }

  private async hello(report: QueueReport, response: ServerResponse): Promise<void> {
    const { have, history, closed } = this.model.hello(DEVICE, { ...report, ended: (report as Partial<QueueReport>).ended ?? [] })
    const said = { lineage: history.lineage, server_time: new Date().toISOString(), have, closed, revoked: [], history: await this.sign('songka-history', { device: DEVICE, ...history }) }
    send(response, 200, {}, JSON.stringify(said))
  }

  private async blob(request: IncomingMessage, sealed: string, bytes: Buffer, response: ServerResponse): Promise<void> {
    const [, from = '0', total = '0'] = /bytes (\d+)-\d+\/(\d+)/.exec(request.headers['content-range'] ?? '') ?? []
    const { offset, complete } = request.method === 'PUT' ? await this.model.put(sealed, new Uint8Array(bytes), Number(from), Number(total)) : this.model.offset(sealed)
    send(response, complete ? 200 : offset === 0 ? 404 : 202, { 'upload-offset': String(offset) }, '')
  }

  private async events({ records }: { records: SentRecord[] }, response: ServerResponse): Promise<void> {
    const receipt = await this.model.post(DEVICE, records)
    if (receipt === null) return send(response, 413, {}, '{}')
    send(response, 200, {}, JSON.stringify({ receipt: await this.sign('songka-receipt', receipt) }))
  }

  private async sign(typ: string, said: object): Promise<string> {
    return await new CompactSign(new TextEncoder().encode(JSON.stringify(said))).setProtectedHeader({ alg: 'ES256', typ }).sign(this.signingKey)
  }
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}
