/**
 * How the words of the page write numbers and find plurals. It stands for the module that comes with
 * them (web/kept_formats.ts), which makes a new format of the browser's for each word. Whole numbers of
 * the languages that are known here need none: the first one takes a slow machine a tenth of a second.
 */

/** What stands between thousands. One thing is "one" in each of them, all else is "other". */
const THOUSANDS = new Map([["en", ","], ["de", "."]]);

const formats = kept((locale, options: Intl.NumberFormatOptions) =>
  new Intl.NumberFormat(locale, options)
);
const rules = kept((locale, options: Intl.PluralRulesOptions) =>
  new Intl.PluralRules(locale, options)
);

export function number(locale: string, n: unknown, options: Intl.NumberFormatOptions): string {
  const value = Number(n);
  const mark = markOf(locale, value, options);
  if (mark === undefined) return formats(locale, options).format(value);
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, mark);
}

export function plural(locale: string, n: unknown, options: Intl.PluralRulesOptions): string {
  const value = Number(n);
  const mark = markOf(locale, value, options);
  if (mark === undefined) return rules(locale, options).select(value);
  return Math.abs(value) === 1 ? "one" : "other";
}

/** Undefined where it is for the browser to say. */
function markOf(locale: string, value: number, options: object): string | undefined {
  const isPlain = Number.isSafeInteger(value) && !Object.is(value, -0);
  return isPlain && Object.keys(options).length === 0 ? THOUSANDS.get(locale) : undefined;
}

function kept<Format, Options>(make: (locale: string, options: Options) => Format) {
  const made = new Map<string, Format>();
  return (locale: string, options: Options): Format => {
    const key = locale + JSON.stringify(options);
    let format = made.get(key);
    if (!format) made.set(key, format = make(locale, options));
    return format;
  };
}
