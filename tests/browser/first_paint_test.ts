/** What a page shows, and asks for, before the app is there: by the built web alone, without services. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { webApp } from "../../deploy/containers/web.ts";
import { builtWeb } from "./built_web.ts";
import { launchBrowser } from "./chromium.ts";
import { newPerson, type Person } from "./person.ts";

const SCRIPTS = "**/_app/immutable/**/*.js";
const JOB = "/jobs/00000000-0000-4000-8000-000000000000";

/** As whoever has the site in a browser, whose services do not answer. */
async function withSite(act: (person: Person) => Promise<void>): Promise<void> {
  const app = webApp("http://127.0.0.1:9", await builtWeb());
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, app.fetch);
  const browser = await launchBrowser();
  const person = await newPerson(browser, `http://127.0.0.1:${server.addr.port}`);
  try {
    await act(person);
  } finally {
    await person.close();
    await browser.close();
    await server.shutdown();
  }
}

const chooseGerman = (page: Page) =>
  page.addInitScript(() => localStorage.setItem("rollcall.language", "de"));

Deno.test("before any script of the app, a page shows its frame and the words that it always has", () =>
  withSite(async ({ page, troubles }) => {
    await page.route(SCRIPTS, (route) => route.abort());
    const shell = page.locator("#shell[aria-hidden=true]");
    await page.goto("/login");
    await shell.getByText("A messy list of contacts in,").waitFor();
    await page.goto("/");
    await shell.getByText("Drop CSV, Excel, vCard or JSON files").waitFor();
    await page.goto(JOB);
    await shell.getByText("Rollcall").waitFor();
    await page.goto("/forgot");
    assert.equal(await shell.count(), 0);
    await chooseGerman(page);
    await page.goto("/login");
    await shell.getByText("Eine unordentliche Kontaktliste hinein,").waitFor();
    // A policy that does not know the script that shows it would tell so.
    assert.deepEqual(troubles.filter((trouble) => /Security Policy/.test(trouble)), []);
  }));

Deno.test("the page takes the place of what stood there, and no script is fetched twice or late", () =>
  withSite(async ({ page }) => {
    const fetched: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.endsWith(".js")) fetched.push(pathname);
    });
    await page.goto("/login");
    await page.getByLabel("E-mail").waitFor();
    assert.equal(await page.locator("#shell").count(), 0);
    assert.equal(await page.getByText("A messy list of contacts in,").count(), 1);
    assert.deepEqual(fetched, [...new Set(fetched)]);
    const ahead = await page.locator("link[rel=modulepreload]").evaluateAll((links) =>
      links.map((link) => new URL((link as HTMLLinkElement).href).pathname)
    );
    // Others come after it: it is there without them.
    await page.route(SCRIPTS, (route) => {
      const { pathname } = new URL(route.request().url());
      return ahead.includes(pathname) ? route.fallback() : route.abort();
    });
    await page.reload();
    await page.getByLabel("E-mail").waitFor();
  }));
