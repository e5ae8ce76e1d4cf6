import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type App, joinPages } from "./join_pages.ts";

const hashOf = (script: string) => `sha256-${createHash("sha256").update(script).digest("base64")}`;

function app(name: string, style = "a.css"): App {
  const start = `\n{ import("/${name}.js").then((kit) => kit.start()); }\n`;
  return {
    page: `<html lang="en"><head><meta http-equiv="content-security-policy" content="script-src ` +
      `'self' '${hashOf(start)}'">\n<link href="/${name}.js" rel="modulepreload">\n` +
      `<link href="/${name}-2.js" rel="modulepreload">\n<link href="/${style}" rel="stylesheet"></head>` +
      `<body><!-- shells --><script>${start}</script></body></html>`,
    ahead: () => [
      { address: "^/login\\?", files: [`/${name}-login.js`] },
      { address: "^/jobs/[^/]+\\?(issues)?$", files: [`/${name}-job.js`] },
    ],
    shells: new Map([["job", `<p>${name}</p>`]]),
  };
}

/** The files that a page asks for as it is parsed. */
function asked(joined: string, lang: string, pathname: string, search = ""): string[] {
  const [, script = ""] = /<script>([^]*?)<\/script>/.exec(joined) ?? [];
  const hrefs: string[] = [];
  const document = {
    documentElement: { lang },
    createElement: () => ({ href: "" }),
    head: { append: (link: { href: string }) => void hrefs.push(link.href) },
  };
  new Function("document", "location", script)(document, { pathname, search });
  return hrefs;
}

Deno.test("the page of several languages starts the app of one, and its policy knows its scripts", () => {
  const joined = joinPages(new Map([["en", app("english")], ["de", app("german")]]));
  assert.match(joined, /lang === "en"\) \{ import\("\/english\.js"\)/);
  assert.match(joined, /lang === "de"\) \{ import\("\/german\.js"\)/);
  const scripts = [...joined.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text!);
  assert.equal(scripts.length, 2);
  const [, policy = ""] = /content="([^"]+)"/.exec(joined) ?? [];
  assert.deepEqual(
    [...policy.matchAll(/'(sha256-[^']+)'/g)].map(([, hash]) => hash),
    scripts.map(hashOf),
  );
  assert.doesNotMatch(joined, /rel="modulepreload"/);
});

Deno.test("the page asks at once for all files of its address, in its language, each of them once", () => {
  const joined = joinPages(new Map([["en", app("english")], ["de", app("german")]]));
  const start = ["/german.js", "/german-2.js"];
  assert.deepEqual(asked(joined, "de", "/"), start);
  assert.deepEqual(asked(joined, "de", "/login"), [...start, "/german-login.js"]);
  assert.deepEqual(asked(joined, "de", "/jobs/7f"), [...start, "/german-job.js"]);
  assert.deepEqual(asked(joined, "de", "/jobs/7f", "?tab=rows"), start);
  assert.deepEqual(asked(joined, "en", "/"), ["/english.js", "/english-2.js"]);
});

Deno.test("the page has what it shows first in each language, by the names that app.html looks for", async () => {
  const joined = joinPages(new Map([["en", app("english")], ["de", app("german")]]));
  assert.match(joined, /<template id="shell-job-en"><p>english<\/p><\/template>/);
  assert.match(joined, /<template id="shell-job-de"><p>german<\/p><\/template>/);
  const html = await Deno.readTextFile(new URL("src/app.html", import.meta.url));
  assert.match(html, /<!-- shells -->/);
  assert.match(html, /"shell-" \+ name \+ "-" \+ lang/);
});

Deno.test("pages that differ in more than their apps, or that are of another kind, are not joined", () => {
  const pages = new Map([["en", app("english")], ["de", app("german", "other.css")]]);
  assert.throws(() => joinPages(pages), /the page in de is another/);
  const other = { ...app("english"), page: "<html></html>" };
  assert.throws(() => joinPages(new Map([["en", other]])), /another page than/);
});
