/**
 * The language of the page: the one that was chosen here, else the first of the browser's that there
 * is. app.html finds it before the first paint, and the built app comes in it alone.
 */
import { getLocale, type Locale, locales } from "../paraglide/runtime.js";

const KEY = "rollcall.language"; // app.html reads the same key

export const language: Locale = typeof __LOCALE__ === "undefined"
  ? getLocale()
  : __LOCALE__ as Locale;

/** Known while building, so that other words are left out of the English app. */
export const isEnglish = typeof __LOCALE__ === "undefined"
  ? language === "en"
  : __LOCALE__ === "en";

/** As the user's region has it, such as "en-GB": that is how dates are written. */
export const variety: string = varietyOf(language, globalThis.navigator?.languages ?? []);

/** The browser's own variety of a language; the language itself where it has none. */
export function varietyOf(of: string, languages: readonly string[]): string {
  return languages.find((one) => one.toLowerCase().split("-")[0] === of && isTag(one)) ?? of;
}

/** Some browsers name languages in ways that Intl refuses, such as "en-US@posix". */
function isTag(language: string): boolean {
  try {
    return new Intl.Locale(language).language !== "";
  } catch {
    return false;
  }
}

/** Each named in itself. Written down: asking Intl for them delays every page. */
const NAMES: Record<Locale, string> = { en: "English", de: "Deutsch" };

/** The languages that there are. */
export const LANGUAGES: readonly { value: Locale; label: string }[] = locales.map((value) => ({
  value,
  label: NAMES[value],
}));

/** Remembers the language in this browser, and begins anew in it. */
export function chooseLanguage(chosen: string): void {
  localStorage.setItem(KEY, chosen);
  location.reload();
}
