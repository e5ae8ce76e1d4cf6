/** A list is created, corrected and created again; its versions are compared, explained, downloaded. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { MESSY } from "../files.ts";
import { openJob, register, uploadByButton } from "../person.ts";
import { fact, said, showIssues } from "../screen.ts";

export async function listsAndReasons(page: Page): Promise<void> {
  await madeList(page);
  for (const [label, file] of [["Excel", /\.xlsx$/], ["JSON", /\.json$/]] as const) {
    assert.match(await downloaded(page, "More downloads", label), file);
  }
  assert.match(await downloaded(page, "More downloads", "CSV for Excel"), /\.csv$/);
  assert.match(await downloaded(page, "More downloads", "Rows not on the list"), /\.csv$/);

  await page.getByRole("button", { name: "Why is Grace Hopper here?" }).click();
  const dialog = page.getByRole("dialog", { name: "Why is Grace Hopper here?" });
  await dialog.getByRole("heading", { name: "Where each value comes from" }).waitFor();
  await dialog.getByText("grace@example.com").first().waitFor();
  await dialog.getByText("Row 4").first().waitFor();
  await page.keyboard.press("Escape");

  await againOtherwise(page);
  await page.getByRole("tab", { name: /Lists/ }).click();
  await page.getByRole("heading", { name: "Changes since the last list" }).waitFor();
  const changes = page.getByRole("region", { name: "Changes since the last list" });
  await changes.getByText("Gracie", { exact: true }).waitFor();
  await changes.getByText("Hopper", { exact: true }).waitFor();
  assert.match(await downloaded(page, "Download list 1", "CSV"), /\.csv$/);
}

/** Every issue is resolved by what comes first; Grace of row 3 stands. */
async function madeList(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY);
  await openJob(page, MESSY.name, "Needs review");
  await showIssues(page, "Duplicates", "2 rows for grace@example.com");
  await page.getByRole("button", { name: "Choose row 3" }).click();
  await said(page, "Row 3 chosen");
  await page.getByRole("button", { name: /^All types/ }).click();
  for (let left = 4; left > 0; left--) {
    await page.getByRole("button", { name: /^Exclude/ }).click();
    await said(page, left === 1 ? "Nothing is open." : `${left - 1} issue`);
  }
  await makeList(page);
  await fact(page, "Contacts", "2");
}

export async function makeList(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Create clean list" }).click();
  await page.getByRole("heading", { name: "Your clean list is ready" }).waitFor();
}

/** Takes back what was decided about two rows, takes the second, and creates the list again. */
export async function againOtherwise(page: Page): Promise<void> {
  await page.getByRole("tab", { name: /Issues/ }).click();
  await page.getByRole("button", { name: /^Resolved/ }).click();
  await page.getByRole("button", { name: /^Duplicates/ }).click();
  await page.getByRole("button", { name: "Undo this decision" }).click();
  await page.getByRole("heading", { name: "Next: the clean list" }).waitFor();
  await page.getByRole("button", { name: /^Open 1/ }).click();
  await page.getByRole("heading", { level: 2, name: "2 rows for grace@example.com" }).waitFor();
  await page.keyboard.press("2");
  await makeList(page);
}

/** Chooses from a menu of downloads; answers the name of the file that comes. */
async function downloaded(page: Page, menu: string, label: string): Promise<string> {
  await page.getByRole("button", { name: menu }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: new RegExp(`^${label}( |$)`) }).first().click(),
  ]);
  await download.path();
  return download.suggestedFilename();
}
