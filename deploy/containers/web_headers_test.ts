import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { webApp } from "./web.ts";
import { webHeaders } from "./web_headers.ts";
import { builtWeb } from "../../tests/browser/built_web.ts";

Deno.test("web: every file has the headers that CloudFront adds, and no policy allows inline scripts", async () => {
  const app = webApp("http://127.0.0.1:1", await builtWeb());
  for (const path of ["/", "/jobs/1", "/favicon.svg", "/missing.js"]) {
    const { headers } = await app.request(path);
    for (const [name, value] of Object.entries(webHeaders)) {
      assert.equal(headers.get(name), value, `${path}: ${name}`);
    }
  }
  const aws = await Deno.readTextFile("deploy/aws/security_headers.ts");
  assert.match(aws, /\.\.\.others\s*} = webHeaders/);
  assert.doesNotMatch(aws, /unsafe-/);
});

Deno.test("web: the page's own policy names the hash of each inline script, and allows no other", async () => {
  const page = await Deno.readTextFile(`${await builtWeb()}/index.html`);
  const [, policy = ""] = /http-equiv="content-security-policy" content="([^"]+)"/.exec(page) ?? [];
  assert.deepEqual(faultsOf(policy, page), []);
  // Negative twins: a script that was changed, and a policy that lets everything in.
  assert.equal(faultsOf(policy, page.replace("<script>", "<script>alert(1);")).length, 1);
  assert.ok(faultsOf(policy.replace("script-src", "script-src 'unsafe-inline'"), page).length > 0);
  assert.ok(faultsOf("", page).length > 0);
});

function faultsOf(policy: string, page: string): string[] {
  const directives = new Map(
    policy.split(";").map((one) => one.trim().split(/\s+/)).map(([name, ...rest]) => [name, rest]),
  );
  const faults: string[] = [];
  const scripts = directives.get("script-src") ?? [];
  if (!scripts.includes("'self'")) faults.push("no script-src");
  for (const [name, sources] of directives) {
    for (const source of sources) {
      if (/unsafe-(inline|eval)|\*/.test(source)) faults.push(`${name}: ${source}`);
    }
  }
  for (const [, text] of page.matchAll(/<script>([^]*?)<\/script>/g)) {
    const hash = `'sha256-${createHash("sha256").update(text!).digest("base64")}'`;
    if (!scripts.includes(hash)) faults.push(`a script of ${text!.length} characters has no hash`);
  }
  return faults;
}
