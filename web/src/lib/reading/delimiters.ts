/** The delimiters to choose from. */
import { m } from "../paraglide/messages.js";
import { type NamedValue, nameIn } from "./encodings.ts";

export const DELIMITERS: readonly NamedValue[] = [
  { value: ",", label: m.reading_comma() },
  { value: ";", label: m.reading_semicolon() },
  { value: "\t", label: m.reading_tab() },
  { value: "|", label: m.reading_pipe() },
];

export function delimiterName(delimiter: string): string {
  return nameIn(DELIMITERS, delimiter) ?? delimiter;
}
