/**
 * What several test files need and none of them makes: it is made once, before any of them starts.
 * A file needs what it imports: the built web by tests/browser/site.ts, say.
 */
import { unpackBrowser } from "../browser/chromium.ts";
import { buildWeb } from "./build_web.ts";
import { compileWords } from "./compile_words.ts";

export type Need = "web" | "browser" | "stack";

const imports: Record<Need, RegExp> = {
  web: /from "[^"]*\/(site|built_web)\.ts"/,
  browser: /from "[^"]*\/chromium\.ts"/,
  stack: /from "[^"]*\/shared_stack\.ts"/,
};

/** What these test files need, by their texts. */
export function needsOf(texts: string[]): Set<Need> {
  const names = Object.keys(imports) as Need[];
  return new Set(names.filter((name) => texts.some((text) => imports[name].test(text))));
}

/** @throws where the build fails, with what it said, or the browser cannot be unpacked */
export async function prepare(needs: Set<Need>): Promise<void> {
  // Tests of the web import them by way of what they test.
  await compileWords();
  if (needs.has("web")) await buildWeb();
  if (needs.has("browser")) await unpackBrowser();
}
