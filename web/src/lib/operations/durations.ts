/** Short durations, such as "0.4 s" and "5 min", in the language of the page. */
import { m } from "../paraglide/messages.js";
import { language } from "../text/language.ts";
import { number } from "../text/words.ts";

const tenths = new Intl.NumberFormat(language, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** "0.4 s", "12 s", "5 min", "3 h", "2 d" */
export function duration(seconds: number): string {
  if (seconds < 9.95) return m.operations_seconds({ value: tenths.format(seconds) });
  if (seconds < 99.5) return m.operations_seconds({ value: number(Math.round(seconds)) });
  if (seconds < 90 * 60) return m.operations_minutes({ value: number(Math.round(seconds / 60)) });
  if (seconds < 36 * 3600) return m.operations_hours({ value: number(Math.round(seconds / 3600)) });
  return m.operations_days({ value: number(Math.round(seconds / 86400)) });
}
