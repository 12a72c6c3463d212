// Words typed to find somebody live while the tab does, in memory: never in an address, never in storage.
import { ref } from 'vue'

const words = ref('')
const typed = ref('')

export const useSearchWords = () => ({ words, typed })
