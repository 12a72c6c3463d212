import { readonly, ref } from 'vue'
import { preferences } from './preferences'

/** Day, or sun for reading outdoors. */
export type Theme = 'day' | 'sun'

const key = 'songka.theme'
const theme = ref<Theme>('day')

function show(next: Theme): void {
  theme.value = next
  document.documentElement.dataset['theme'] = next
}

/** Show the remembered theme at start-up. */
export function startTheme(storage = preferences): void {
  show(storage.getItem(key) === 'sun' ? 'sun' : 'day')
}

/** Switch between day and sun and remember it. */
export function toggleSun(storage = preferences): void {
  show(theme.value === 'sun' ? 'day' : 'sun')
  storage.setItem(key, theme.value)
}

export const useTheme = () => ({ theme: readonly(theme), toggleSun: () => toggleSun() })
