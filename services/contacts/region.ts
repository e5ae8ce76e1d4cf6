/**
 * The region that a country's name or code stands for: ISO 3166's codes of two and three letters, and
 * its names in the languages that files come in, from the platform's own tables.
 */
import codes from "i18n-iso-countries/codes.json" with { type: "json" };
import english from "i18n-iso-countries/langs/en.json" with { type: "json" };

const LANGUAGES = [
  ...["en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "sl", "hr", "sr", "hu", "ro"],
  ...["bg", "el", "tr", "ru", "uk", "sv", "da", "nb", "fi", "et", "lv", "lt", "is", "ga", "ca"],
  ...["ar", "he", "fa", "hi", "id", "vi", "th", "ja", "ko", "zh", "zh-Hant"],
];

/** What people write besides. */
const MORE_NAMES: Record<string, string[]> = {
  GB: [
    ...["England", "Scotland", "Wales", "Northern Ireland", "Britain", "Großbritannien"],
    ...["Grande-Bretagne", "Gran Bretaña", "Gran Bretagna", "Grã-Bretanha", "Groot-Brittannië"],
    ...["Wielka Brytania", "Storbritannien", "Великобритания", "England & Wales"],
  ],
  US: ["America", "United States of America (USA)", "U.S.A", "EUA", "EE. UU.", "EEUU"],
  NL: ["Holland", "Hollande", "Holanda"],
  CN: ["PR China", "P.R. China", "PRC", "Mainland China"],
  CI: ["Ivory Coast"],
  CD: ["DR Congo", "DRC"],
  IE: ["Republic of Ireland", "Eire"],
  KR: ["Korea", "Republic of Korea"],
  MK: ["Macedonia"],
  MM: ["Burma"],
  SZ: ["Swaziland"],
  TL: ["East Timor"],
  XK: ["Kosovo", "XKX"],
};

/** Countries whose region is remembered as they are written; then it starts anew. */
const REMEMBERED_COUNTRIES = 1_000;

/** No country's name is longer. */
const MAX_COUNTRY_CHARS = 100;

const remembered = new Map<string, string | undefined>();
let regions: ReadonlyMap<string, string> | undefined;

/** @returns ISO 3166-1 alpha-2, or undefined where the text names no country */
export function regionOf(country: string): string | undefined {
  if (!country || country.length > MAX_COUNTRY_CHARS) return undefined;
  if (remembered.has(country)) return remembered.get(country);
  if (remembered.size >= REMEMBERED_COUNTRIES) remembered.clear();
  regions ??= readRegions();
  const region = regions.get(keyOf(country));
  remembered.set(country, region);
  return region;
}

/** On the first question: most processes never ask one. What is said first of a name counts. */
function readRegions(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (name: string | undefined, region: string) => {
    const key = keyOf(name ?? "");
    if (key && !found.has(key)) found.set(key, region);
  };
  for (const [two, three] of codes) {
    add(two, two!);
    add(three, two!);
  }
  for (const [region, names] of Object.entries(english.countries)) {
    for (const name of [names].flat()) add(name, region);
  }
  for (const [region, names] of Object.entries(MORE_NAMES)) {
    for (const name of names) add(name, region);
  }
  for (const language of LANGUAGES) {
    const names = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
    for (const [region] of codes) add(names.of(region!), region!);
  }
  return found;
}

/**
 * By its letters alone, whatever marks they carry: "Cote d'Ivoire" is "CÔTE D’IVOIRE". A stroke
 * counts: "n/a" is not Namibia.
 */
function keyOf(country: string): string {
  return country.normalize("NFKD").toLowerCase().replaceAll("&", "and").replaceAll("ß", "ss")
    .replace(/[^\p{L}/]/gu, "");
}
