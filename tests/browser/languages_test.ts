/** The page in another language: chosen or the browser's, whole, and alone on its way. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "./chromium.ts";
import { CLEAN, MESSY } from "./files.ts";
import { newPerson, register } from "./person.ts";
import { startSite } from "./site.ts";

/** Words that no German sentence has. */
const ENGLISH =
  /\b(?:the|and|with|this|that|your|rows?|issues?|columns?|undo|redo|choose|keep|exclude|merge|search|sign|open|resolved?)\b/i;

Deno.test("the page in other languages", async (t) => {
  const site = await startSite();
  const browser = await launchBrowser();
  const step = (name: string, fn: () => Promise<void>) =>
    t.step({ name, fn, sanitizeOps: false, sanitizeResources: false, sanitizeExit: false });
  try {
    await step(
      "German is chosen at the sign-in, stays, and says all of the main job",
      () => asPerson(browser, site.url, germanMainJob),
    );
    await step(
      "a browser's language and its way to write dates are the page's",
      () => asGermanSpeaker(browser, site.url),
    );
    await step("only the words of one language travel", () => oneLanguage(browser, site.url));
    await step(
      "from right to left nothing leaves the page",
      () => asPerson(browser, site.url, rightToLeft),
    );
  } finally {
    await browser.close();
    await site.close();
  }
});

async function asPerson(browser: Browser, url: string, act: (page: Page) => Promise<void>) {
  const { page, troubles, close } = await newPerson(browser, url);
  try {
    await act(page);
    assert.deepEqual(troubles, [], "no error in the page, no breach of its policy");
  } finally {
    await close();
  }
}

async function germanMainJob(page: Page): Promise<void> {
  await page.goto("/login");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.equal(await languageOf(page), "en ltr");
  await page.getByRole("combobox", { name: "Language" }).selectOption("de");
  await page.getByRole("heading", { name: "Anmelden" }).waitFor();
  assert.equal(await languageOf(page), "de ltr");
  await allGerman(page, "sign-in");
  await page.goto("/register");
  await page.getByRole("heading", { name: "Konto anlegen" }).waitFor();
  await allGerman(page, "registering");

  await register(page);
  await page.getByRole("heading", { name: /saubere/ }).waitFor();
  await allGerman(page, "no uploads");
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Datei hochladen" }).click(),
  ]);
  await chooser.setFiles({
    name: MESSY.name,
    mimeType: "text/csv",
    buffer: Buffer.from(MESSY.text),
  });
  const dialog = page.getByRole("dialog", { name: "So wird Ihre Datei gelesen" });
  await dialog.getByText(/7 Zeilen gelesen/).waitFor();
  await allGerman(page, "preview");
  await dialog.getByRole("button", { name: "Hochladen" }).click();
  await dialog.waitFor({ state: "detached" });

  const row = page.getByRole("listitem").filter({ hasText: "Zu prüfen" });
  await row.getByText("5 Rückfragen offen").waitFor();
  await allGerman(page, "uploads");
  await row.getByRole("link", { name: MESSY.name }).click();
  await page.getByRole("button", { name: /^Dubletten/ }).click();
  await page.getByRole("heading", { name: "2 Zeilen für grace@example.com" }).waitFor();
  await allGerman(page, "review");
  await roomForLongWords(page);
  await page.getByRole("button", { name: "Zeile 3 wählen" }).click();
  await page.getByRole("region", { name: "Letzte Entscheidung" })
    .getByText("Zeile 3 gewählt für grace@example.com. Noch 4 Rückfragen.").waitFor();
  await page.getByRole("button", { name: "Mit Regel klären" }).click();
  await page.getByRole("dialog").getByText(/Klärt \d/).waitFor();
  await allGerman(page, "rule");
  await page.getByRole("button", { name: "Abbrechen" }).click();
  for (const tab of ["Zeilen", "Verlauf"]) {
    await page.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
    await page.getByText(tab === "Zeilen" ? "Turing" : "Entscheidung über").first().waitFor();
    await allGerman(page, tab);
  }
  await page.goto("/account");
  await page.getByRole("heading", { name: "Konto", exact: true }).waitFor();
  await page.getByRole("button", { name: "Tage speichern" }).waitFor();
  await allGerman(page, "account");
  await page.goto("/no-such-page");
  await page.getByRole("heading", { name: "Hier ist nichts" }).waitFor();
  await allGerman(page, "missing page");

  await page.goto("/account");
  await page.getByRole("combobox", { name: "Sprache" }).selectOption("en");
  await page.getByRole("heading", { name: "Account" }).waitFor();
  assert.equal(await languageOf(page), "en ltr");
}

async function asGermanSpeaker(browser: Browser, baseURL: string): Promise<void> {
  const context = await browser.newContext({ baseURL, locale: "de-AT" });
  try {
    const page = await context.newPage();
    await register(page);
    assert.equal(await languageOf(page), "de ltr");
    const posted = await page.request.post("/api/jobs", {
      multipart: {
        file: { name: CLEAN.name, mimeType: "text/csv", buffer: Buffer.from(CLEAN.text) },
      },
      headers: { "sec-fetch-site": "same-origin" },
    });
    // A list that is asked for at once may be from before it; the job itself is waited for.
    assert.ok((await page.request.get(posted.headers().location!)).ok());
    await page.reload();
    const time = page.getByRole("listitem").filter({ hasText: CLEAN.name }).locator("time");
    // As Austria writes it: 30.11.2026, and not Nov 30, 2026.
    assert.match(await time.getAttribute("title") ?? "", /^\d{2}\.\d{2}\.\d{4}/);

    // Where a contact comes from is told in German, and not in the server's words.
    await page.getByRole("link", { name: CLEAN.name }).click();
    await page.getByRole("button", { name: /^Warum steht/ }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Aus der Spalte „email“ in Zeile 2.").waitFor();
    await dialog.getByText("die einzige Zeile mit dieser Adresse").waitFor();
    assert.equal(await dialog.locator("[lang=en]").count(), 0);
  } finally {
    await context.close();
  }
}

/** Scripts of each language have no words of the other. */
async function oneLanguage(browser: Browser, baseURL: string): Promise<void> {
  const words = { en: /Sign out everywhere|Drop your files/, de: /Überall abmelden|hier ablegen/ };
  for (const [own, other] of [["en", "de"], ["de", "en"]] as const) {
    const context = await browser.newContext({ baseURL, locale: own });
    try {
      const page = await context.newPage();
      const files = new Set<string>();
      page.on("request", (request) => {
        if (/\.js$/.test(new URL(request.url()).pathname)) files.add(request.url());
      });
      await register(page);
      await page.goto("/account");
      await page.getByRole("combobox", { name: /^(Language|Sprache)$/ }).waitFor();
      await page.waitForLoadState("networkidle");
      // Read again: the browser forgets what came for a page that it has left.
      const texts = Array.from(files, async (url) => (await page.request.get(url)).text());
      const scripts = (await Promise.all(texts)).join("\n");
      assert.match(scripts, words[own]);
      assert.doesNotMatch(scripts, words[other]);
    } finally {
      await context.close();
    }
  }
}

/** Beside the list the buttons stand in one line, and filters that go on behind its end fade there. */
async function roomForLongWords(page: Page): Promise<void> {
  const { width, height } = page.viewportSize()!;
  await page.setViewportSize({ width: 1024, height: 768 });
  const lines = new Set<number>();
  const buttons = page.getByRole("group", { name: "Entscheidung" }).getByRole("button");
  for (const button of await buttons.all()) {
    lines.add(Math.round((await button.boundingBox())!.y));
  }
  assert.equal(lines.size, 1, `buttons at ${[...lines].join()}`);
  const filters = page.getByRole("group", { name: "Art", exact: true });
  const fading = () =>
    filters.evaluate((node) => {
      const style = getComputedStyle(node);
      return ["--fade-before", "--fade-after"].map((name) =>
        style.getPropertyValue(name) !== "0px"
      );
    });
  assert.deepEqual(await fading(), [false, true]);
  await filters.evaluate((node) => node.scrollTo({ left: node.scrollWidth }));
  await page.waitForFunction(
    (node) => getComputedStyle(node!).getPropertyValue("--fade-after") === "0px",
    await filters.elementHandle(),
  );
  assert.deepEqual(await fading(), [true, false]);
  await page.setViewportSize({ width, height });
}

async function rightToLeft(page: Page): Promise<void> {
  await register(page);
  for (const path of ["/login", "/", "/account"]) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    if (path === "/") await page.getByText("+4930901820").waitFor();
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await page.evaluate(() => void (document.documentElement.dir = "rtl"));
      const beside = await page.evaluate(() =>
        document.documentElement.scrollWidth - document.documentElement.clientWidth
      );
      assert.equal(beside, 0, `${path} at ${width}`);
      assert.deepEqual(
        await loosePhones(page),
        [],
        `${path}: their plus would go to the other end`,
      );
    }
  }
}

/** Phone numbers that take the direction of the page. */
const loosePhones = (page: Page) =>
  page.evaluate(() => {
    const loose: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? "";
      if (/^\+\d/.test(text) && !node.parentElement?.closest("bdi")) loose.push(text);
    }
    return loose;
  });

const languageOf = (page: Page) =>
  page.evaluate(() => `${document.documentElement.lang} ${document.documentElement.dir}`);

/** All that is seen or heard, but for what is marked as English and people's own values. */
async function allGerman(page: Page, where: string): Promise<void> {
  const said = await page.evaluate(() => {
    const texts: string[] = [document.title];
    const skipped = "[lang=en], bdi, script, style, option[lang], code";
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement?.closest(skipped)) texts.push(node.textContent ?? "");
    }
    for (const name of ["aria-label", "title", "placeholder", "aria-valuetext", "alt"]) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        if (!element.closest("[lang=en]")) texts.push(element.getAttribute(name)!);
      }
    }
    return texts;
  });
  assert.deepEqual(said.filter((text) => ENGLISH.test(text)), [], where);
}
