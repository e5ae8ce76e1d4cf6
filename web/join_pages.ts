/**
 * The page of each language's app, as SvelteKit writes it, made into one that starts the app of the
 * language that the document is in by then (app.html): what is fetched ahead, the script that starts
 * it, and the hashes by which the policy of the page knows its scripts.
 */
import { createHash } from "node:crypto";
import type { Ahead } from "./ahead.ts";

/** An app's page, and what is fetched ahead for each address beside what its page asks for. */
export interface App {
  page: string;
  ahead: (files: ReadonlySet<string>) => Ahead[];
  /** What is shown of each page until the app is there, as HTML; by the page's name. */
  shells: ReadonlyMap<string, string>;
}

const PRELOADS = /(?:\s*<link href="[^"]+" rel="modulepreload">)+/;
/** Where app.html has room for what is shown before the app is there. */
const SHELLS = "<!-- shells -->";
const HREF = /<link href="([^"]+)" rel="modulepreload">/g;
/** The last one of a page. */
const START = /<script>(\s*\{[^<]*kit\.start\([^<]*)<\/script>/;

/**
 * @param built by language; that of the first one stands where nothing is known
 * @throws where a page is not what SvelteKit is known to write, or they differ in anything else
 */
export function joinPages(built: ReadonlyMap<string, App>): string {
  const apps = [...built].map(([locale, app]) => ({ locale, ...partsOf(app) }));
  const [first] = apps;
  if (!first) throw new Error("there is no page to be joined");
  for (const { locale, rest } of apps) {
    if (rest !== first.rest) {
      throw new Error(`the page in ${locale} is another than its languages'`);
    }
  }
  const preload = `
      (function () {
        var app = ${JSON.stringify(Object.fromEntries(apps.map(listed)))}[
          document.documentElement.lang
        ];
        var tab = new URLSearchParams(location.search).get("tab") || "";
        var wanted = {};
        app.pages.forEach(function (page) {
          if (new RegExp(page[0]).test(location.pathname + "?" + tab)) {
            page[1].forEach(function (file) { wanted[file] = true; });
          }
        });
        Object.keys(wanted).forEach(function (file) {
          var link = document.createElement("link");
          link.rel = "modulepreload";
          link.href = app.files[file];
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
    .replace(SHELLS, () => apps.map(templates).join(""))
    .replace(hashOf(first.start), () => `${hashOf(preload)}' '${hashOf(start)}`);
}

/** An app's files, each named once, and which of them each page has, by their number. */
function listed({ locale, files, ahead }: ReturnType<typeof partsOf> & { locale: string }) {
  const pages = [{ address: "", files }, ...ahead];
  const all = [...new Set(pages.flatMap((page) => page.files))];
  return [locale, {
    files: all,
    pages: pages.map((page) => [page.address, page.files.map((file) => all.indexOf(file))]),
  }];
}

/** As app.html looks for them. */
function templates({ locale, shells }: { locale: string; shells: App["shells"] }): string {
  return [...shells].map(([name, html]) =>
    `<template id="shell-${name}-${locale}">${html}</template>`
  ).join("");
}

function partsOf({ page, ahead, shells }: App) {
  const preloads = PRELOADS.exec(page)?.[0];
  const start = START.exec(page)?.[1];
  if (!preloads || !start || !page.includes(hashOf(start))) {
    throw new Error("SvelteKit writes another page than web/join_pages.ts knows: see there");
  }
  const files = [...preloads.matchAll(HREF)].map(([, href]) => href!);
  // All but the names of the app's files.
  const rest = page.replace(preloads, "").replace(start, "").replace(hashOf(start), "");
  return { page, files, start, rest, shells, ahead: ahead(new Set(files)) };
}

function hashOf(script: string): string {
  return `sha256-${createHash("sha256").update(script).digest("base64")}`;
}
