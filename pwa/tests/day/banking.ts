// The bank manager's side of the day, on the companion.
import { useBank } from '@/features/issuance/companion/useBank'
import { personOf, type Task } from './serving'

type Financial = 'activated' | 'refused'

/** Check one person, and report what the bank's terminal said where the person came themselves (1.1.3.c). */
export async function bank({ task, financial }: { task: Task; financial: Financial | null }): Promise<void> {
  const desk = useBank()
  await desk.begin(personOf(task.number).cardholder_id)
  for (const item of ['id_card', 'photo', 'address'] as const) await desk.toggle(item)
  await desk.agree(task.proxy ? 'proxy' : 'self')
  await desk.leave()
  if (financial) await finance({ task, financial })
}

/** Report what the terminal said of somebody whose check is made already, on the tablet perhaps. */
export async function finance({ task, financial }: { task: Task; financial: Financial }): Promise<void> {
  const desk = useBank()
  await desk.begin(personOf(task.number).cardholder_id)
  await desk.change(financial === 'activated' ? { result: 'activated', passwordChanged: true, terminal: `TX${task.number.slice(-6)}` } : { result: 'refused', reason: 'unwilling' })
  await desk.tell()
  await desk.leave()
}
