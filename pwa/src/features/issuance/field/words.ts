// The words a person signs under: stored with the ink, and in Chinese whatever the screen speaks.
import { reasons } from '@/rules'
import type { BundlePerson } from '@/sync'
import type { ServeDraft } from './draft'

type Line = [head: string, detail: string]
type Said = Pick<ServeDraft, 'path' | 'proxy' | 'temporary' | 'social'>

export function wordsToSign(person: BundlePerson, said: Said): Line[] {
  return [
    ['社会保障卡 1 张', `尾号 ${person.card.number.slice(-4)} · ${person.card.bank_name}`],
    ['姓名、号码、照片都对', '我看过卡面'],
    ['卡已交到我手里', [collected(person, said), temporary(said)].filter(Boolean).join(' · ')],
    said.social === 'requested' ? ['同意启用社保功能', '联网后由人社启用'] : ['社保功能先不启用', '以后本人再来启用'],
    ...(said.path === 'self' ? [] : [['银行功能我不能代办', '由本人带身份证到网点办'] as Line]),
  ]
}

function collected(person: BundlePerson, { path, proxy }: Said): string {
  if (path === 'self') return '本人领取'
  const relation = reasons('relation').find(({ code }) => code === proxy?.relation)?.zh
  return `替${person.name}代领${path === 'reserved_proxy' ? '，预留代办人' : relation ? `，${relation}` : ''}`
}

function temporary({ temporary: { answer, receipt } }: Said): string {
  if (answer === 'returned') return '临时卡已交回'
  if (answer === 'lost') return `临时卡丢失，交了工本费，收据 ${receipt ?? ''}`
  return answer === 'damaged' ? `临时卡损坏已交回，交了工本费，收据 ${receipt ?? ''}` : ''
}
