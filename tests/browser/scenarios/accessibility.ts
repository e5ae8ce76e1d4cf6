/** Every page keeps the rules of axe in light and dark, wide and narrow, and fits a phone. */
import { AxeBuilder } from "@axe-core/playwright";
import assert from "node:assert/strict";
import type { Page, Route } from "playwright-core";
import { CLEAN, MESSY, MISTYPED, NO_EMAIL } from "../files.ts";
import {
  confirmUpload,
  NARROW,
  openJob,
  PASSWORD,
  pickFiles,
  register,
  uploadByButton,
  WIDE,
} from "../person.ts";
import { showIssues } from "../screen.ts";
import { againOtherwise, makeList } from "./lists.ts";

export async function everyPage(page: Page): Promise<void> {
  await page.goto("/login");
  await inspect(page, "Sign in");
  await page.goto("/register");
  await inspect(page, "Create your account");
  await register(page);
  await inspect(page, "Turn a messy contact list into a clean one");
  await uploadByButton(page, MESSY, CLEAN, NO_EMAIL, { name: "notes.pdf", text: "x" });
  for (const status of ["Needs review", "Completed", "Failed"]) {
    await page.getByRole("listitem").filter({ hasText: status }).waitFor();
  }
  await inspect(page, "Uploads");

  await openJob(page, MESSY.name, "Needs review");
  await page.getByRole("button", { name: /^Duplicates/ }).click();
  await inspect(page, "2 rows for grace@example.com");
  await page.getByRole("button", { name: "Edit" }).click();
  await inspect(page, "Row to edit");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Resolve by rule" }).click();
  await page.getByRole("dialog").getByText("Resolves 1 issue.").waitFor();
  await inspect(page, "Most complete row");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await inspect(page, "Undo the last decision");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Choose row 3" }).click();
  await page.getByRole("button", { name: /^Resolved 1/ }).click();
  await inspect(page, "Row 3 was chosen");
  await page.getByRole("tab", { name: /Rows/ }).click();
  await inspect(page, "Turing");
  await page.getByRole("tab", { name: "History" }).click();
  await inspect(page, "You ·");

  for (const [file, status] of [[CLEAN, "Completed"], [NO_EMAIL, "Failed"]] as const) {
    await page.goto("/");
    await openJob(page, file.name, status);
    await inspect(page, status === "Failed" ? "Headers found" : "Your clean list is ready");
  }
  await page.goto("/no-such-page");
  await inspect(page, "There is nothing here");
}

const DIALOG = "[role=dialog]";
const SECTION = "[role=tabpanel]";
const MENU = "[role=menu]";

/** What is asked and told on the way from a file to its second list. */
export async function everyDialog(page: Page): Promise<void> {
  await register(page);
  await pickFiles(page, MISTYPED);
  await inspect(page, "Column mapping");
  await confirmUpload(page);
  await openJob(page, MISTYPED.name, "Needs review");
  await showIssues(page, "Mistyped e-mails", "“ann@gmial.com” looks mistyped");
  await inspect(page, "Use ann@gmail.com", SECTION);
  await page.getByRole("button", { name: /^All types/ }).click();
  await page.getByRole("button", { name: "Resolve by rule" }).click();
  await page.getByRole("dialog").getByLabel("Issues").selectOption("EMAIL_TYPO");
  await page.getByRole("dialog").getByRole("button", { name: "Resolve 3 issues" }).click();
  await showIssues(page, "Duplicates", "2 rows for grace@example.com");
  await page.getByRole("button", { name: "Merge" }).click();
  await inspect(page, "has the most filled in", SECTION);
  await page.getByRole("form").getByRole("button", { name: "Merge" }).click();
  await makeList(page);

  await page.getByRole("button", { name: "More downloads" }).click();
  await inspect(page, "CSV for Excel");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Why is Grace Hopper here?" }).click();
  await inspect(page, "Where each value comes from");
  await page.keyboard.press("Escape");
  await againOtherwise(page);
  await page.getByRole("tab", { name: /Lists/ }).click();
  await inspect(page, "Changes since the last list", SECTION);
  await page.getByRole("tab", { name: "History" }).click();
  await inspect(page, "Undo all", SECTION);

  await page.getByRole("button", { name: `Delete ${MISTYPED.name}` }).click();
  await inspect(page, "deleted for good");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.evaluate(() => fetch(`/api${location.pathname}`, { method: "DELETE" }));
  await inspect(page, "This job was deleted");
}

/** What opens over a page: menus, what is known of a file, filters, columns, a file read again. */
export async function everyMenu(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY);
  const open = (name: string | RegExp) => page.getByRole("button", { name }).click();
  for (const [menu, item] of [[/^Account of/, "Change password"], [/^Theme/, "System"]] as const) {
    await open(menu);
    await inspect(page, item, MENU);
    await page.keyboard.press("Escape");
  }
  await openJob(page, MESSY.name, "Needs review");
  await open("About this file");
  await inspect(page, "Read again with other options");
  await open("Read again with other options");
  await inspect(page, "This makes a new job of the same file");
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: /^Rows/ }).click();
  await page.getByRole("gridcell", { name: "Turing" }).waitFor();
  await open("Filter");
  await inspect(page, "Add the filter");
  await page.keyboard.press("Escape");
  await open("Columns");
  await inspect(page, "Reset columns");
}

/** Who signed in a while ago is asked for the password before one session ends, or all. */
export async function askedBeforeTheEnd(page: Page): Promise<void> {
  const email = await register(page);
  await page.route(/\/api\/auth\/sessions(\/|$)/, async (route) => {
    const { password } = route.request().postDataJSON() ?? {};
    if (route.request().method() !== "DELETE" || password) return await route.continue();
    await refuse(route, 403, "PASSWORD_NEEDED", "You signed in a while ago.");
  });
  const other = await page.context().browser()!.newContext({
    baseURL: new URL(page.url()).origin,
    userAgent: "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0",
  });
  try {
    const data = { email, password: PASSWORD };
    const headers = { "sec-fetch-site": "same-origin" };
    await other.request.post("/api/auth/login", { data, headers });
  } finally {
    await other.close();
  }
  await page.goto("/account");
  const end = page.getByRole("button", { name: "Sign out Firefox on Windows" });
  await end.click();
  const one = page.getByRole("dialog", { name: "Sign out there?" });
  await one.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await inspect(page, "You signed in a while ago");
  await one.getByRole("button", { name: "Sign out" }).click();
  await end.waitFor({ state: "detached" });

  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out everywhere" }).click();
  const dialog = page.getByRole("dialog", { name: "Sign out everywhere?" });
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await inspect(page, "You signed in a while ago");
  await dialog.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
}

const MESSAGES = "section[aria-label=Messages]";

/** What passes by in a corner: what was done, what was refused, what waits. */
export async function everyMessage(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, CLEAN);
  await openJob(page, CLEAN.name, "Completed");
  const download = async (format: RegExp) => {
    await page.getByRole("button", { name: "More downloads" }).click();
    await page.getByRole("menuitem", { name: format }).click();
  };
  await page.route(
    "**/contacts.xlsx?check=true",
    (route) => refuse(route, 404, "NOT_FOUND", "There is no such job."),
  );
  await download(/^Excel/);
  await inspect(page, "There is no such job.", MESSAGES);
  await page.route(
    "**/contacts.json?check=true",
    (route) => refuse(route, 429, "TOO_MANY_DOWNLOADS", "You have 3 downloads running."),
  );
  await download(/^JSON/);
  await inspect(page, "Stop waiting", MESSAGES);
  await page.goto("/account");
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByRole("button", { name: "Save name" }).click();
  await inspect(page, "Your name is saved.", MESSAGES);
}

/** Answers as the server does where it refuses something. */
export async function refuse(
  route: Route,
  status: number,
  code: string,
  detail: string,
): Promise<void> {
  const json = { type: "about:blank", title: "Refused", status, code, detail };
  const headers: Record<string, string> = status === 429 ? { "retry-after": "3" } : {};
  await route.fulfill({ status, headers, contentType: "application/problem+json", json });
}

/**
 * Looks at what is shown, wide and narrow, in light and dark, once `text` is there. Nothing but
 * contrast depends on the theme.
 *
 * @param within the part that is new, where the rest of the page was looked at before
 */
export async function inspect(page: Page, text: string, within = "html"): Promise<void> {
  await page.getByText(text).first().waitFor();
  // What lies behind a dialog is out of reach, and was looked at before.
  const part = await page.locator(DIALOG).count() > 0 ? DIALOG : within;
  for (const size of [WIDE, NARROW]) {
    await page.setViewportSize(size);
    await wear(page, "light");
    const where = `with “${text}” shown, ${size.width} px wide`;
    assert.deepEqual(await violations(page, part), [], `${where}, light`);
    await wear(page, "dark");
    assert.deepEqual(await violations(page, part, ["color-contrast"]), [], `${where}, dark`);
    const sideways = await page.evaluate(() =>
      document.documentElement.scrollWidth - document.documentElement.clientWidth
    );
    assert.equal(sideways, 0, `${where}: the page scrolls sideways`);
  }
  await page.setViewportSize(WIDE);
}

async function wear(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.evaluate((name) => document.documentElement.dataset.theme = name, theme);
}

/** @param rules of axe; all that are on by default where left out */
async function violations(page: Page, part: string, rules?: string[]): Promise<string[]> {
  // Axe is half a megabyte, which a page that has it does not need again.
  const isThere = await page.evaluate(() => "axe" in globalThis);
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: ";" }) }).include(part)
    .options({ resultTypes: ["violations"] })
    .setLegacyMode(true); // there are no frames to enter
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join("\n")}`
  );
}
