import 'fake-indexeddb/auto'
import { config } from '@vue/test-utils'
import { Quasar } from 'quasar'

// Vue Test Utils' plugin tuple wants mutable options.
config.global.plugins.push([Quasar, {}])
