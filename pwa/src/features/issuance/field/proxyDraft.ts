// What is being filled in about whoever collects for the person (1.1.3).
import { samePersonNumber, type HandedOver, type Proxy } from '@/rules'
import type { IdentityRead } from '@/session'
import type { BundlePerson } from '@/sync'
import { dropPictures, type Path, type ProxyDraft, type ServeDraft } from './draft'

/** Begin the proxy's part: with the reserved proxy's way where the sheet names one, else with the relatives'. */
export function withProxy(draft: ServeDraft, person: BundlePerson, identity: IdentityRead | null = null): ServeDraft {
  const begun: ServeDraft = {
    ...draft,
    path: person.reserved_proxy ? 'reserved_proxy' : 'direct_relative',
    proxy: draft.proxy ?? { identity: null, name: '', phone: '', relation: null, register: false, household: '', exception: null },
  }
  return identity ? withProxyIdentity(begun, person, identity) : begun
}

/** The person has come after all, or the proxy goes away: nothing of them is kept. */
export function withoutProxy(draft: ServeDraft): ServeDraft {
  const pictures = dropPictures(draft.pictures, 'proxy_id_card', 'household_register')
  return { ...draft, path: 'self', proxy: null, pictures, bank: null, faceImage: null, step: 'match' }
}

/** Whether number, name and phone of the proxy are all there. */
export function proxyIsKnown({ identity, name, phone }: ProxyDraft): boolean {
  return identity !== null && name.trim() !== '' && phone.trim() !== ''
}

/** Take over what was read of the proxy's own ID; whoever the sheet names brings their name and phone along. */
export function withProxyIdentity(draft: ServeDraft, person: BundlePerson, identity: IdentityRead | null): ServeDraft {
  if (!draft.proxy) return draft
  const reserved = person.reserved_proxy ?? null
  const known = identity && reserved && samePersonNumber(identity.number, reserved.number) ? reserved : null
  const same = identity !== null && samePersonNumber(identity.number, draft.proxy.identity?.number ?? '')
  return {
    ...draft,
    proxy: {
      ...draft.proxy,
      identity,
      name: identity?.name ?? known?.name ?? (same ? draft.proxy.name : ''),
      phone: known?.phone ?? (same ? draft.proxy.phone : ''),
      exception: same ? draft.proxy.exception : null,
    },
    pictures: same ? draft.pictures : dropPictures(draft.pictures, 'proxy_id_card'),
    bank: null,
  }
}

/** Change what is said of the proxy; the manager's check is of the whole, so it is asked for again. */
export function changeProxy(draft: ServeDraft, changes: Partial<ProxyDraft>): ServeDraft {
  return draft.proxy ? { ...draft, proxy: { ...draft.proxy, ...changes }, bank: null } : draft
}

/** Turn to another of the lawful ways: a relation belongs to the relatives' way alone. */
export function turnWay(draft: ServeDraft, path: Exclude<Path, 'self'>): ServeDraft {
  return { ...changeProxy(draft, path === 'reserved_proxy' ? { relation: null, exception: null } : {}), path }
}

/** The proxy as the record names them; null where the person collects. */
export function proxyOf({ path, proxy, document, identity }: ServeDraft): Proxy | null {
  if (path === 'self' || !proxy) return null
  const applicants: Proxy['documents'] = identity ? [document === 'household_register' ? 'household_register' : 'applicant_id_card'] : []
  const documents = [...(proxy.identity ? (['proxy_id_card'] as const) : []), ...applicants, ...(proxy.register ? (['household_register'] as const) : [])]
  return {
    name: proxy.name.trim(),
    number: proxy.identity?.number ?? '',
    method: proxy.identity?.method ?? 'typed',
    phone: proxy.phone.trim(),
    relation: path === 'direct_relative' ? proxy.relation : null,
    ...(proxy.household.trim() ? { household: proxy.household.trim() } : {}),
    documents: [...new Set(documents)],
    exception: proxy.exception,
  }
}

/** Who signs (1.1.3.d). */
export const signer = ({ path }: Pick<HandedOver, 'path'>): 'self' | 'proxy' => (path === 'self' ? 'self' : 'proxy')
