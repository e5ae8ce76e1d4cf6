/**
 * What each page loads at once, counted in the build: what its document asks for ahead, each file as
 * gzip has it. The ceilings lie a little above what was counted when they were set: whoever needs more
 * finds out what it is (docs/performance.md, "The page"), and raises them knowingly.
 */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { builtWeb } from "./built_web.ts";

const JOB = "/jobs/00000000-0000-4000-8000-000000000000";
/** In kB of 1,024 bytes: English, German. */
const CEILINGS: readonly [page: string, address: string, kB: Record<string, number>][] = [
  ["sign-in", "/login?", { en: 49.4, de: 53.4 }],
  ["uploads", "/?", { en: 60.2, de: 67 }],
  ["review", `${JOB}?`, { en: 92.4, de: 102 }],
  ["rows", `${JOB}?rows`, { en: 115.2, de: 125.2 }],
];
const IMPORT = /\b(?:import|export)\b[^;"'`()]*?["'`](\.[^"'`]+\.js)["'`]/g;
const DOCUMENT = /var app = (\{[^]*?\})\[\s*document\.documentElement\.lang/;

type App = { files: string[]; pages: [address: string, files: number[]][] };

const build = await builtWeb();
const html = await Deno.readTextFile(`${build}/index.html`);
const apps: Record<string, App> = JSON.parse(DOCUMENT.exec(html)?.[1] ?? "{}");

/** What the document asks for at an address, as its script does. */
function askedFor({ files, pages }: App, address: string): Set<string> {
  const fit = pages.filter(([pattern]) => new RegExp(pattern).test(address));
  return new Set(fit.flatMap(([, numbers]) => numbers.map((number) => files[number]!)));
}

/** The files that a file imports before it runs. */
async function importsOf(file: string): Promise<string[]> {
  const code = await Deno.readTextFile(build + file);
  return Array.from(
    code.matchAll(IMPORT),
    ([, path]) => new URL(path!, `http://x${file}`).pathname,
  );
}

for (const [page, address, ceilings] of CEILINGS) {
  Deno.test(`${page} loads no more at once than it did`, async () => {
    assert.deepEqual(Object.keys(apps).sort(), Object.keys(ceilings).sort());
    for (const [locale, ceiling] of Object.entries(ceilings)) {
      let bytes = 0;
      for (const file of askedFor(apps[locale]!, address)) {
        bytes += gzipSync(await Deno.readFile(build + file)).byteLength;
      }
      const kB = bytes / 1024;
      assert.ok(kB <= ceiling, `${page} in ${locale}: ${kB.toFixed(1)} kB, at most ${ceiling}`);
      // Where it is far below, the ceiling holds nothing any more.
      assert.ok(kB > ceiling - 5, `${page} in ${locale}: ${kB.toFixed(1)} kB: lower the ceiling`);
    }
  });

  Deno.test(`${page} asks for all that it imports at once, without waiting for a file to say so`, async () => {
    for (const app of Object.values(apps)) {
      const asked = askedFor(app, address);
      for (const file of asked) {
        for (const imported of await importsOf(file)) {
          assert.ok(asked.has(imported), `${file} imports ${imported}`);
        }
      }
    }
  });
}
