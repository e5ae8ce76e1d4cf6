/**
 * The main job as a screen reader tells it, by keyboard alone: what has the focus at each step by its
 * role and name, and what is announced.
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { MESSY } from "../files.ts";
import { PASSWORD, readDialog, register } from "../person.ts";

export async function spokenMainJob(page: Page): Promise<void> {
  await listen(page);
  const email = await register(page);
  await page.context().clearCookies();

  // Signing in.
  await page.goto("/login");
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  await tabTo(page, 'textbox "E-mail"');
  await page.keyboard.type(email);
  await tabTo(page, 'textbox "Password"');
  await page.keyboard.type("not my password");
  await page.keyboard.press("Enter");
  await heard(page, /no account with this e-mail address and password/);
  await page.getByLabel("Password", { exact: true }).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Uploads" }).waitFor();

  // The file: a button, a dialog with a name, and a sentence once it is sent.
  const chooser = page.waitForEvent("filechooser");
  await tabTo(page, 'button "Upload a file"');
  await page.keyboard.press("Enter");
  const buffer = Buffer.from(MESSY.text);
  await (await chooser).setFiles({ name: MESSY.name, mimeType: "text/csv", buffer });
  await readDialog(page).getByRole("button", { name: /^Upload/ }).waitFor();
  await tabTo(page, /^- button "Upload/);
  await page.keyboard.press("Enter");
  await heard(page, `${MESSY.name} is uploaded.`);
  await page.getByRole("listitem").filter({ hasText: "Needs review" }).waitFor();
  await tabTo(page, `link "${MESSY.name}"`);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: MESSY.name }).waitFor();

  // The review: sections, a list of which one is selected, the issue by its title.
  await tabTo(page, /^- tab "Issues 5" \[selected\]/);
  await tabTo(page, /^- listbox "Issues"/);
  const list = page.getByRole("listbox", { name: "Issues" });
  assert.match(
    await list.ariaSnapshot(),
    /- option "grace@example\.com Duplicate · Rows 3, 4" \[selected\]/,
  );
  await page.keyboard.press("Enter");
  await focusIs(page, /^- heading "2 rows for grace@example\.com" \[level=2\]/);
  await page.keyboard.press("1");
  await heard(page, "Row 3 chosen for grace@example.com. 4 issues left.");
  await focusIs(page, /^- heading "Row 5 has no e-mail address" \[level=2\]/);
  await page.keyboard.press("s");
  await heard(page, "Row excluded for Alan Turing. 3 issues left.");
  await page.keyboard.press("Control+z");
  await heard(page, /^Undone: A decision on issue /);
  await page.keyboard.press("Control+Shift+Z");
  await heard(page, /^Done again: A decision on issue /);

  // A form, and what is wrong with it, tied to its field.
  await focusIs(page, /^- heading "Row 6: .* is not an e-mail address" \[level=2\]/);
  await page.keyboard.press("e");
  await focusIs(page, /^- textbox "E-mail"/);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("edsger@");
  await page.keyboard.press("Enter");
  const field = page.getByRole("textbox", { name: "E-mail" });
  await page.waitForFunction(
    (node) => node!.getAttribute("aria-invalid") === "true",
    await field.elementHandle(),
  );
  await page.keyboard.press("Control+a");
  await page.keyboard.type("edsger@example.com");
  await page.keyboard.press("Enter");
  await heard(page, /^Row 6 corrected for .* 2 issues left\.$/);
  await page.keyboard.press("a");
  await heard(page, /^Row kept for .* 1 issue left\.$/);
  await page.keyboard.press("a");
  await heard(page, /^Row kept for .* Nothing is open\.$/);

  // The list, and the file.
  await tabTo(page, /^- button "Create clean list"/);
  await page.keyboard.press("Enter");
  await heard(page, "The clean list is ready.");
  await focusIs(page, /^- heading "Your clean list is ready" \[level=2\]/);
  await tabTo(page, 'link "Download CSV"');
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.keyboard.press("Enter"),
  ]);
  assert.match(download.suggestedFilename(), /\.csv$/);
}

/** Keeps all that live regions say, in the page, from the first document on. */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    const LIVE = "[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]";
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const node = target instanceof Element ? target : target.parentElement;
        const added = node?.querySelectorAll(LIVE) ?? [];
        for (const region of new Set([node?.closest(LIVE), ...added])) {
          const text = region?.textContent?.replace(/\s+/g, " ").trim();
          if (text && said.at(-1) !== text) said.push(text);
        }
      }
    }).observe(document, { childList: true, characterData: true, subtree: true });
  });
}

/** Waits until something was announced, and forgets it. */
async function heard(page: Page, text: string | RegExp): Promise<void> {
  const [source, flags] = text instanceof RegExp ? [text.source, text.flags] : [null, ""];
  await page.waitForFunction(([source, flags, text]) => {
    const { said } = globalThis as unknown as { said: string[] };
    const isIt = (one: string) =>
      source === null ? one.includes(text!) : new RegExp(source!, flags!).test(one);
    const at = said.findIndex(isIt);
    if (at >= 0) said.splice(0, at + 1);
    return at >= 0;
  }, [source, flags, String(text)] as const);
}

/** Role, name and state, without the quotes in which YAML puts a name with a colon. */
const spoken = async (page: Page) =>
  (await page.locator(":focus").ariaSnapshot()).replace(/^- '/, "- ");

const isIt = (told: string, wanted: string | RegExp) =>
  wanted instanceof RegExp ? wanted.test(told) : told.startsWith(`- ${wanted}`);

/** Waits until the focus is on what is told so. */
async function focusIs(page: Page, wanted: RegExp): Promise<void> {
  for (let looks = 0; looks < 200; looks++) {
    if (await page.locator(":focus").count() === 1 && isIt(await spoken(page), wanted)) return;
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
  }
  assert.match(await spoken(page), wanted);
}

/** Walks with the Tab key until what has the focus is told so. */
async function tabTo(page: Page, wanted: string | RegExp): Promise<void> {
  const told: string[] = [];
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    if (await page.locator(":focus").count() === 0) continue;
    told.push((await spoken(page)).split("\n")[0]!);
    if (isIt(told.at(-1)!, wanted)) return;
  }
  assert.fail(`Tab did not reach ${wanted}, but:\n${told.join("\n")}`);
}
