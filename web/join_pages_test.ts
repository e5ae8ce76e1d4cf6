import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { joinPages } from "./join_pages.ts";

const hashOf = (script: string) => `sha256-${createHash("sha256").update(script).digest("base64")}`;

function page(app: string, style = "a.css"): string {
  const start = `\n{ import("/${app}.js").then((kit) => kit.start()); }\n`;
  return `<html lang="en"><head><meta http-equiv="content-security-policy" content="script-src ` +
    `'self' '${hashOf(start)}'">\n<link href="/${app}.js" rel="modulepreload">\n` +
    `<link href="/${app}-2.js" rel="modulepreload">\n<link href="/${style}" rel="stylesheet"></head>` +
    `<body><script>${start}</script></body></html>`;
}

Deno.test("the page of several languages starts the app of one, and its policy knows its scripts", () => {
  const joined = joinPages(new Map([["en", page("english")], ["de", page("german")]]));
  assert.match(joined, /lang === "en"\) \{ import\("\/english\.js"\)/);
  assert.match(joined, /lang === "de"\) \{ import\("\/german\.js"\)/);
  assert.match(joined, /"de":\["\/german\.js","\/german-2\.js"\]/);
  const scripts = [...joined.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text!);
  assert.equal(scripts.length, 2);
  const [, policy = ""] = /content="([^"]+)"/.exec(joined) ?? [];
  assert.deepEqual(
    [...policy.matchAll(/'(sha256-[^']+)'/g)].map(([, hash]) => hash),
    scripts.map(hashOf),
  );
  assert.doesNotMatch(joined, /rel="modulepreload"/);
});

Deno.test("pages that differ in more than their apps, or that are of another kind, are not joined", () => {
  const pages = new Map([["en", page("english")], ["de", page("german", "other.css")]]);
  assert.throws(() => joinPages(pages), /the page in de is another/);
  assert.throws(() => joinPages(new Map([["en", "<html></html>"]])), /another page than/);
});
