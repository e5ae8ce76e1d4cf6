/** The session ends while somebody works: he signs in over the page, and goes on where he was. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { CLEAN, MISTYPED } from "../files.ts";
import { openJob, PASSWORD, register, uploadByButton } from "../person.ts";
import { said, showIssues } from "../screen.ts";
import { inspect } from "./accessibility.ts";

const dialogOf = (page: Page) => page.getByRole("dialog", { name: "Sign in again" });

/** In the middle of typing a merge; what was refused is sent again, nothing is read anew. */
export async function signInOverThePage(page: Page): Promise<void> {
  const email = await merging(page);
  await endSession(page);
  const form = page.getByRole("form", { name: "Merge the rows" });
  await form.getByRole("button", { name: "Merge" }).click();
  const dialog = dialogOf(page);
  await dialog.waitFor();
  await inspect(page, "Sign in again");
  await page.keyboard.press("Escape");
  assert.equal(await dialog.getByLabel("E-mail").inputValue(), email);
  // Without a click: the password has the focus.
  await page.keyboard.type("not my password");
  await page.keyboard.press("Enter");
  await dialog.getByRole("alert").waitFor();
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await said(page, "2 rows merged for grace@example.com. 3 issues left.");
  assert.equal(await isSameDocument(page), true);
  await page.getByRole("button", { name: /^Resolved 1/ }).click();
  await page.getByRole("cell", { name: "Arlington" }).waitFor();
}

/** What is typed into a cell stays in it, and is not saved half. */
export async function signInOverACell(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, CLEAN);
  await openJob(page, CLEAN.name, "Completed");
  await page.getByRole("tab", { name: /^Rows/ }).click();
  const grid = page.getByRole("grid", { name: "Rows of the file" });
  await grid.getByRole("gridcell", { name: "Turing", exact: true }).dblclick();
  const editor = grid.getByRole("textbox", { name: "Last name" });
  await endSession(page);
  await editor.fill("Turing-W");
  await dialogOf(page).waitFor();
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await dialogOf(page).waitFor({ state: "detached" });
  // The focus is back in the cell, behind what was typed.
  await page.keyboard.press("End");
  await page.keyboard.type("elchman");
  await page.keyboard.press("Enter");
  await grid.getByRole("gridcell", { name: "Turing-Welchman was Turing", exact: true }).waitFor();
}

/** Another tab in which the same person signs in is enough; in which somebody else does, all is left. */
export async function signInElsewhere(page: Page): Promise<void> {
  const email = await merging(page);
  await endSession(page);
  await page.getByRole("form", { name: "Merge the rows" }).getByRole("button", { name: "Merge" })
    .click();
  await dialogOf(page).waitFor();
  const other = await page.context().newPage();
  await signIn(other, email);
  await dialogOf(page).waitFor({ state: "detached" });
  await said(page, "2 rows merged for grace@example.com. 3 issues left.");
  assert.equal(await isSameDocument(page), true);

  const stranger = await newAccount(page);
  await other.getByRole("button", { name: /^Account of/ }).click();
  await other.getByRole("menuitem", { name: "Sign out", exact: true }).click();
  await other.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  await signIn(other, stranger);
  await page.getByRole("button", { name: `Account of ${stranger}` }).waitFor();
  await page.getByText("Turn a messy contact list into a clean one").waitFor();
  assert.equal(await isSameDocument(page), false);
  await other.close();
}

/** Somebody else who signs in there finds a page of his own, and nothing of what was typed. */
export async function somebodyElseSignsIn(page: Page): Promise<void> {
  await merging(page);
  const stranger = await newAccount(page);
  await endSession(page);
  await page.getByRole("form", { name: "Merge the rows" }).getByRole("button", { name: "Merge" })
    .click();
  const dialog = dialogOf(page);
  await dialog.getByLabel("E-mail").fill(stranger);
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: `Account of ${stranger}` }).waitFor();
  await page.getByText("Turn a messy contact list into a clean one").waitFor();
  assert.equal(new URL(page.url()).pathname, "/");
  assert.equal(await isSameDocument(page), false);
  assert.equal(await page.getByText(MISTYPED.name).count(), 0);
  const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  assert.doesNotMatch(kept, /Arlington|\.draft\./);
}

/** Has typed a part of a merge. @returns whose account it is */
async function merging(page: Page): Promise<string> {
  const email = await register(page);
  await uploadByButton(page, MISTYPED);
  await openJob(page, MISTYPED.name, "Needs review");
  await showIssues(page, "Duplicates", "2 rows for grace@example.com");
  await page.getByRole("button", { name: "Merge" }).click();
  await page.getByLabel("City, merged").fill("Arlington");
  await page.evaluate(() => Object.assign(globalThis, { isMarked: true }));
  return email;
}

const isSameDocument = (page: Page) => page.evaluate(() => "isMarked" in globalThis);

/** As by the account's page on another device, or an operator: the session is revoked. */
async function endSession(page: Page): Promise<void> {
  const answer = await page.request.post("/api/auth/logout", {
    headers: { "sec-fetch-site": "same-origin" },
  });
  assert.ok(answer.ok(), await answer.text());
}

/** Without signing this browser in. */
async function newAccount(page: Page): Promise<string> {
  const email = `person-${crypto.randomUUID()}@example.com`;
  const { origin } = new URL(page.url());
  const answer = await fetch(`${origin}/api/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  assert.equal(answer.status, 201, await answer.text());
  return email;
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Uploads", exact: true }).waitFor();
}
