type Field = HTMLInputElement | HTMLTextAreaElement

/** The text field that has the focus, with what stood in it and where the cursor was. */
export interface FieldSnapshot {
  restore: () => void
  /** Write after all what had been kept from the field. */
  insert: (text: string) => void
}

/** Remember the focused field; null when the focus is elsewhere. */
export function snapshotField(document: Document): FieldSnapshot | null {
  const field = document.activeElement
  if (!isField(field)) return null
  const { value, selectionStart, selectionEnd } = field
  const start = selectionStart ?? value.length // fields for numbers have no cursor to ask for
  const end = selectionEnd ?? value.length

  function write(text: string, cursor: number): void {
    if (!isField(field)) return
    field.value = text
    if (selectionStart !== null) field.setSelectionRange(cursor, cursor)
    field.dispatchEvent(new Event('input', { bubbles: true })) // v-model listens to this
  }

  return {
    restore: () => write(value, start),
    insert: (text) => write(value.slice(0, start) + text + value.slice(end), start + text.length),
  }
}

function isField(element: Element | null): element is Field {
  return element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type !== 'button')
}
