// Kills of the browser: node browser.js [kills] [first seed] ["early" or "alone": a mistake to find] [seconds to shorten]. Prints one line for docs/operations/chaos.md.
import { readFileSync } from 'node:fs'
import { kill } from '../killing'
import { describeLife, livesOf, type Life } from './lives'
import { runLives, type Given } from './run'

const [, , kills = '300', first = '1', mistake = '', shorten = '180'] = process.argv
const given: Given = {
  chromium: process.env['SONGKA_CHROMIUM'] ?? 'chromium',
  script: readFileSync(new URL('page/page.js', import.meta.url), 'utf8'),
  mistake: mistake === 'early' || mistake === 'alone' ? mistake : null,
}

const kept = await kill<Life>(
  { name: 'browser', livesOfARun: 20, lanes: 1, livesOf, describe: describeLife, run: (lives) => runLives(lives, given) },
  Number(kills),
  Number(first),
  Number(shorten) * 1000,
)
process.exit(kept ? 0 : 1)
