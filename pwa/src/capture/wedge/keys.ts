/** What one key press would write; null for keys that write nothing. `\n` for Enter, `\t` for Tab. */
export function writtenBy(event: KeyboardEvent): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  if (event.repeat) return null // a key held down repeats as fast as a machine types
  if (event.key === 'Enter') return '\n'
  if (event.key === 'Tab') return '\t'
  if (takenByInputMethod(event)) return writtenByCode(event.code, event.shiftKey)
  return [...event.key].length === 1 ? event.key : null // code points: a rare character is two units long
}

/** A Chinese input method hides the key and tells only which one it was. */
function takenByInputMethod(event: KeyboardEvent): boolean {
  return event.key === 'Process' || event.key === 'Unidentified' || event.isComposing
}

// Scanners type as a US keyboard; these are the keys that card codes and ID readers use.
const punctuation: Record<string, [plain: string, shifted: string]> = {
  Backslash: ['\\', '|'],
  Slash: ['/', '?'],
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  Period: ['.', '>'],
  Comma: [',', '<'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Space: [' ', ' '],
}
const shiftedDigits = ')!@#$%^&*('

function writtenByCode(code: string, isShifted: boolean): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter) return isShifted ? letter : letter.toLowerCase()
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1]
  if (digit) return isShifted && code.startsWith('Digit') ? shiftedDigits.charAt(Number(digit)) : digit
  return punctuation[code]?.[isShifted ? 1 : 0] ?? null
}
