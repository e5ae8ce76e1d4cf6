/** Values as a preview shows them: their beginning. */
const SHOWN_CHARS = 80;

export function shortened(value: string): string {
  const text = value.length > SHOWN_CHARS ? `${value.slice(0, SHOWN_CHARS - 1)}…` : value;
  return text.toWellFormed();
}
