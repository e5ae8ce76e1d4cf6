/**
 * The page of each language's app, as SvelteKit writes it, made into one that starts the app of the
 * language that the document is in by then (app.html): what is fetched ahead, the script that starts
 * it, and the hashes by which the policy of the page knows its scripts.
 */
import { createHash } from "node:crypto";

const PRELOADS = /(?:\s*<link href="[^"]+" rel="modulepreload">)+/;
const HREF = /<link href="([^"]+)" rel="modulepreload">/g;
/** The last one of a page. */
const START = /<script>(\s*\{[^<]*kit\.start\([^<]*)<\/script>/;

/**
 * @param pages by language; that of the first one stands where nothing is known
 * @throws where a page is not what SvelteKit is known to write, or they differ in anything else
 */
export function joinPages(pages: ReadonlyMap<string, string>): string {
  const apps = [...pages].map(([locale, page]) => ({ locale, ...partsOf(page) }));
  const [first] = apps;
  if (!first) throw new Error("there is no page to be joined");
  for (const { locale, rest } of apps) {
    if (rest !== first.rest) {
      throw new Error(`the page in ${locale} is another than its languages'`);
    }
  }
  const preload = `
      (function () {
        var files = ${
    JSON.stringify(Object.fromEntries(apps.map((app) => [app.locale, app.files])))
  };
        files[document.documentElement.lang].forEach(function (file) {
          var link = document.createElement("link");
          link.rel = "modulepreload";
          link.href = file;
          document.head.append(link);
        });
      })();
    `;
  const start =
    apps.map(({ locale, start }) =>
      `\n\t\t\t\tif (document.documentElement.lang === ${JSON.stringify(locale)}) ${start.trim()}`
    ).join("") + "\n\t\t\t";
  // A page without a language of its own is in the first one.
  return first.page
    .replace(PRELOADS, () => `\n    <script>${preload}</script>`)
    .replace(START, () => `<script>${start}</script>`)
    .replace(hashOf(first.start), () => `${hashOf(preload)}' '${hashOf(start)}`);
}

function partsOf(page: string) {
  const preloads = PRELOADS.exec(page)?.[0];
  const start = START.exec(page)?.[1];
  if (!preloads || !start || !page.includes(hashOf(start))) {
    throw new Error("SvelteKit writes another page than web/join_pages.ts knows: see there");
  }
  const files = [...preloads.matchAll(HREF)].map(([, href]) => href!);
  // All but the names of the app's files.
  const rest = page.replace(preloads, "").replace(start, "").replace(hashOf(start), "");
  return { page, files, start, rest };
}

function hashOf(script: string): string {
  return `sha256-${createHash("sha256").update(script).digest("base64")}`;
}
