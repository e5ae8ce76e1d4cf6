/** The delimiters to choose from. */
import { type NamedValue, nameIn } from "./encodings.ts";

export const DELIMITERS: readonly NamedValue[] = [
  { value: ",", label: "Comma" },
  { value: ";", label: "Semicolon" },
  { value: "\t", label: "Tab" },
  { value: "|", label: "Pipe" },
];

export function delimiterName(delimiter: string): string {
  return nameIn(DELIMITERS, delimiter) ?? delimiter;
}
