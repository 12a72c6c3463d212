// Kills of the server: node server.js [kills] [first seed] [a mistake to plant] [seconds to shorten a failing run]. Prints one line for docs/operations/chaos.md.
import './way'
import { kill } from '../killing'
import { mistakes } from './mistakes'
import { describeLife, livesOf, type Life } from './lives'
import { runLives } from './run'

const [, , kills = '700', first = '1', mistake = '', shorten = '180'] = process.argv
const planted = mistakes[mistake]
if (!planted) throw new Error(`no such mistake: ${mistake}`)

const kept = await kill<Life>(
  { name: 'server', livesOfARun: 25, lanes: 2, livesOf, describe: describeLife, run: (lives) => runLives(lives, planted) },
  Number(kills),
  Number(first),
  Number(shorten) * 1000,
)
process.exit(kept ? 0 : 1)
