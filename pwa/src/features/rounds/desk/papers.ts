// Which papers a round has, by its state, and who may print them.
export interface Paper { key: 'notification' | 'roster' | 'register' | 'register_sheet' | 'error_list' | 'report'; file: string; permission: string; when: 'before' | 'out' }

const papers: readonly Paper[] = [
  { key: 'notification', file: 'notification-list.pdf', permission: 'rounds.notify', when: 'before' },
  { key: 'roster', file: 'paper-roster.pdf', permission: 'rounds.print_roster', when: 'out' },
  { key: 'register', file: 'collection-register.pdf', permission: 'rounds.print', when: 'out' },
  { key: 'register_sheet', file: 'collection-register.xlsx', permission: 'rounds.print', when: 'out' },
  { key: 'error_list', file: 'error-list.pdf', permission: 'rounds.print', when: 'out' },
  { key: 'report', file: 'report.pdf', permission: 'rounds.print', when: 'out' },
]

/** Papers that make sense now: before the cards leave there is only the list of whom to tell. */
export function papersOf(state: string, may: (permission: string) => boolean): Paper[] {
  if (state === 'cancelled') return []
  return papers.filter((paper) => may(paper.permission) && (paper.when === 'before' || state !== 'planned'))
}
