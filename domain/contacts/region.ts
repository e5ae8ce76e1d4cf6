/**
 * Maps a country's name or code to its region: two- and three-letter ISO 3166 codes, and names in
 * the supported languages, from the runtime's own tables.
 */
import codes from "i18n-iso-countries/codes.json" with { type: "json" };
import english from "i18n-iso-countries/langs/en.json" with { type: "json" };

const LANGUAGES = [
  ...["en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "sl", "hr", "sr", "hu", "ro"],
  ...["bg", "el", "tr", "ru", "uk", "sv", "da", "nb", "fi", "et", "lv", "lt", "is", "ga", "ca"],
  ...["ar", "he", "fa", "hi", "id", "vi", "th", "ja", "ko", "zh", "zh-Hant"],
];

/** Other common names. */
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

/** Cached countries, as written; the cache is cleared when full. */
const REMEMBERED_COUNTRIES = 1_000;

/** The region of a person who says that there is none: CLDR's code for one that nobody knows. */
export const NOWHERE = "ZZ";

/** No country's name is longer. */
const MAX_COUNTRY_CHARS = 100;

const remembered = new Map<string, string | undefined>();
let regions: ReadonlyMap<string, string> | undefined;

/**
 * The region of a country's name or code.
 *
 * ```ts
 * assert.equal(regionOf("Deutschland"), "DE");
 * assert.equal(regionOf("Atlantis"), undefined);
 * ```
 *
 * @returns ISO 3166-1 alpha-2, or undefined if the text is not a country
 */
export function regionOf(country: string): string | undefined {
  if (!country || country.length > MAX_COUNTRY_CHARS) return undefined;
  if (remembered.has(country)) return remembered.get(country);
  if (remembered.size >= REMEMBERED_COUNTRIES) remembered.clear();
  regions ??= readRegions();
  const region = regions.get(keyOf(country));
  remembered.set(country, region);
  return region;
}

/** Built on first use, since most processes never need it. The first region of a name wins. */
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
 * By its letters only, without diacritics: "Cote d'Ivoire" is "CÔTE D’IVOIRE". A slash counts:
 * "n/a" is not Namibia.
 */
function keyOf(country: string): string {
  return country.normalize("NFKD").toLowerCase().replaceAll("&", "and").replaceAll("ß", "ss")
    .replace(/[^\p{L}/]/gu, "");
}
