/**
 * How the catalogue of words (messages/, one file a room and language) is compiled: by the development
 * server whenever it changes, by the build once for each language, and by this file as a program for
 * type checks and tests. What comes of it is ignored by git.
 */
import { readFileSync } from "node:fs";
import { chdir } from "node:process";
import { compile, type CompilerOptions } from "@inlang/paraglide-js";

const PROJECT = "project.inlang";
const OUT = "src/lib/paraglide";

const settings = JSON.parse(
  readFileSync(new URL(`${PROJECT}/settings.json`, import.meta.url), "utf8"),
);

/** The languages that there are, the one that stands where another has no word first. */
export const LOCALES: readonly string[] = settings.locales;

/**
 * @param locale of a built app, which has the words of no other; null where the page says it
 * (app.html), which is English where there is no page
 */
export function compilerOptions(locale: string | null): CompilerOptions {
  return {
    project: `./${PROJECT}`,
    outdir: locale === null ? `./${OUT}` : `./.svelte-kit/words/${locale}`,
    // Each message on its own goes with the part of the app that shows it.
    outputStructure: locale === null ? "locale-modules" : "message-modules",
    strategy: ["globalVariable", "baseLocale"],
    experimentalStaticLocale: locale === null
      ? `/** @type {any} */ (globalThis).document?.documentElement.lang || "en"`
      : JSON.stringify(locale),
    emitReadme: false,
  };
}

if (import.meta.main) {
  chdir(import.meta.dirname!);
  await compile(compilerOptions(null));
}
