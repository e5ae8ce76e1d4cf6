/** The region that a country's name or code stands for, in the languages that files come in. */
import { trimText } from "./text.ts";

const LANGUAGES = [
  ...["en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "sl", "hr", "sr", "hu", "ro"],
  ...["bg", "el", "tr", "ru", "uk", "sv", "da", "nb", "fi", "et", "lv", "lt", "ar", "he", "fa"],
  ...["hi", "id", "vi", "th", "ja", "ko", "zh", "zh-Hant", "ca"],
];

/** What people write besides the names of CLDR. */
const ALIASES: Record<string, string> = {
  uk: "GB",
  "u.k.": "GB",
  "great britain": "GB",
  england: "GB",
  scotland: "GB",
  wales: "GB",
  "northern ireland": "GB",
  usa: "US",
  "u.s.a.": "US",
  "u.s.": "US",
  "united states of america": "US",
  america: "US",
  holland: "NL",
  "the netherlands": "NL",
  "czech republic": "CZ",
  turkey: "TR",
  "republic of ireland": "IE",
  "russian federation": "RU",
  "republic of korea": "KR",
  korea: "KR",
  "viet nam": "VN",
  uae: "AE",
  brasil: "BR",
};

let names: Map<string, string> | undefined;

/** @returns ISO 3166-1 alpha-2, or undefined where the text names no country */
export function regionOf(country: string): string | undefined {
  names ??= readNames();
  return names.get(keyOf(country));
}

/** Built on the first question: many processes never ask one. */
function readNames(): Map<string, string> {
  const found = new Map<string, string>();
  const known = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const regions: string[] = [];
  for (let a = 65; a <= 90; a++) {
    for (let b = 65; b <= 90; b++) {
      const code = String.fromCharCode(a, b);
      if (Intl.getCanonicalLocales(`und-${code}`)[0] !== `und-${code}`) continue;
      if (known.of(code) && !/^(EU|EZ|UN|QO|XA|XB|ZZ)$/.test(code)) regions.push(code);
    }
  }
  for (const language of LANGUAGES) {
    const display = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
    for (const code of regions) {
      const key = keyOf(display.of(code) ?? "");
      if (key && !found.has(key)) found.set(key, code);
    }
  }
  for (const [name, code] of Object.entries(ALIASES)) found.set(keyOf(name), code);
  for (const code of regions) found.set(code.toLowerCase(), code);
  return found;
}

const keyOf = (text: string) => trimText(text).normalize("NFKC").toLowerCase().replace(/\s+/g, " ");
