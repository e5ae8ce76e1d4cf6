/**
 * Builds the web (`deno task build`): an app for each language, each without the words of the others,
 * and one page that starts the one whose language was found (app.html). What the apps have in common
 * has the same name in each, by its content, and is stored once.
 */
import { Buffer } from "node:buffer";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { aheadOf } from "./ahead.ts";
import { LOCALES } from "./catalogue.ts";
import { type App, joinPages } from "./join_pages.ts";

const SITES = ".svelte-kit/site";
const BUILD = "build";
const PAGE = "index.html";
const MANIFEST = ".svelte-kit/output/client/.vite/manifest.json";
const NODES = ".svelte-kit/generated/build/client-optimized/nodes";

Deno.chdir(import.meta.dirname!);
const version = String(Date.now());
await Deno.remove(SITES, { recursive: true }).catch(() => {});
const apps = new Map<string, App>();
for (const locale of LOCALES) {
  await buildIn(locale);
  apps.set(locale, await appIn(locale));
}

await Deno.remove(BUILD, { recursive: true }).catch(() => {});
for (const locale of LOCALES) await copy(`${SITES}/${locale}`, BUILD);
const page = Buffer.from(joinPages(apps));
// Written last: it says that the build is whole.
await Deno.writeFile(`${BUILD}/${PAGE}.br`, brotliCompressSync(page));
await Deno.writeFile(`${BUILD}/${PAGE}.gz`, gzipSync(page, { level: 9 }));
await Deno.writeFile(`${BUILD}/${PAGE}`, page);

async function buildIn(locale: string): Promise<void> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "build:one"],
    env: { LOCALE: locale, BUILD_VERSION: version },
  }).output().then((output) => {
    if (output.code !== 0) {
      for (const bytes of [output.stdout, output.stderr]) Deno.stderr.writeSync(bytes);
    }
    return output;
  });
  if (code !== 0) Deno.exit(code);
}

/** The app that was built last. */
async function appIn(locale: string): Promise<App> {
  const manifest = JSON.parse(await Deno.readTextFile(MANIFEST));
  const nodes = new Map<string, string>();
  for await (const { name } of Deno.readDir(NODES)) {
    const node = `${NODES}/${name}`;
    nodes.set(node, await Deno.readTextFile(node));
  }
  const rendered = new URL(`.svelte-kit/shells/${locale}/render.js`, import.meta.url);
  const { shells } = await import(rendered.href);
  return {
    page: await Deno.readTextFile(`${SITES}/${locale}/${PAGE}`),
    ahead: (files) => aheadOf(manifest, nodes, files),
    shells,
  };
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copy(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}
