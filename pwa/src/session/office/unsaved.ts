// Words typed and not yet sent: leaving the page asks first, since they are kept nowhere else.
import { onBeforeUnmount, onMounted } from 'vue'
import { useI18n } from 'vue-i18n'
import { onBeforeRouteLeave } from 'vue-router'
import { useDesk } from '../desk'

export function useUnsaved(isUnsaved: () => boolean): void {
  const { t } = useI18n()
  const desk = useDesk()
  const warn = (event: BeforeUnloadEvent): void => { if (isUnsaved()) event.preventDefault() }
  onMounted(() => window.addEventListener('beforeunload', warn))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', warn))
  // Whoever is logged out has nothing left to decide: the page goes at once.
  onBeforeRouteLeave(() => !isUnsaved() || !desk.officer || window.confirm(t('session.office.unsaved')))
}
