/** The form factor is chosen by the route, never by width alone: a tablet held upright is still a tablet. */
export type Form = 'tablet' | 'pos' | 'desk'

/** The narrowest screen that a tablet's layout fits; below it the field's screens are a companion's. */
const posWidth = 600

export function showForm(form: Form, width: number = window.innerWidth): void {
  document.documentElement.dataset['form'] = form === 'tablet' && width < posWidth ? 'pos' : form
}
