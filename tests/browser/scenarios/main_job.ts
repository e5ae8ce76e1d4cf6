/** A person takes a file from its upload to the clean list. */
import assert from "node:assert/strict";
import type { Download, Page } from "playwright-core";
import { CLEAN, MESSY } from "../files.ts";
import { openJob, register, registerByForm, uploadByButton, uploadByDrop } from "../person.ts";
import { fact, said, showIssues } from "../screen.ts";

export async function everyDecision(page: Page): Promise<void> {
  await registerByForm(page);
  await uploadByButton(page, MESSY);
  await openJob(page, MESSY.name, "Needs review");
  await fact(page, "Open issues", "5");

  await showIssues(page, "Duplicates", "2 rows for grace@example.com");
  await page.getByRole("rowheader", { name: /First name.*differs/ }).waitFor();
  await page.getByRole("button", { name: "Choose row 4" }).click();
  await said(page, "Row 4 chosen for grace@example.com. 4 issues left.");

  await showIssues(page, "No e-mail", "Row 5 has no e-mail address");
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("textbox", { name: "E-mail" }).fill("alan at example.com");
  await page.getByRole("button", { name: "Save the row" }).click();
  await page.getByText("is not a valid e-mail address").waitFor();
  await page.getByRole("textbox", { name: "E-mail" }).fill("alan@example.com");
  await page.getByRole("button", { name: "Save the row" }).click();
  await said(page, "Row 5 corrected");

  await showIssues(page, "Invalid e-mails", "Row 6");
  await page.getByRole("button", { name: "Exclude", exact: true }).click();
  await said(page, "Row excluded for edsger at example.com. 2 issues left.");

  await showIssues(page, "No first name", "Row 7");
  await page.getByRole("button", { name: "Keep as it is" }).click();
  await said(page, "1 issue left");

  await showIssues(page, "No last name", "Row 8");
  await page.getByRole("button", { name: "Exclude", exact: true }).click();
  await page.getByRole("heading", { name: "All issues are resolved" }).waitFor();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.getByRole("heading", { name: "Row 8 has no last name" }).waitFor();
  await fact(page, "Open issues", "1");
  await page.getByRole("button", { name: "Keep as it is" }).click();

  await page.getByRole("heading", { name: "All issues are resolved" }).waitFor();
  await page.getByRole("button", { name: "Create clean list" }).click();
  await page.getByRole("heading", { name: "Your clean list is ready" }).waitFor();
  const contacts = page.getByRole("grid", { name: "Contacts" });
  await contacts.getByRole("gridcell", { name: "Gracie", exact: true }).waitFor();
  assert.equal(await contacts.getByRole("row").count(), 1 + 5);
  await fact(page, "Contacts", "5");

  await page.getByRole("tab", { name: /Rows/ }).click();
  const rows = page.getByRole("grid", { name: "Rows of the file" });
  const edited = rows.getByRole("row").filter({ hasText: "Edited" });
  await edited.getByText("alan@example.com").waitFor();
  await edited.getByText("was empty").waitFor();
  assert.equal(await edited.count(), 1);

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download CSV" }).click(),
  ]);
  const csv = await textOf(download);
  assert.match(csv, /"grace@example\.com","Gracie","Hooper"/);
  assert.match(csv, /"alan@example\.com","Alan","Turing"/);
  assert.match(csv, /Manchester/, "a column that nobody knows is kept");
  assert.doesNotMatch(csv, /edsger|"Grace"/);
  assert.equal(csv.trim().split(/\r?\n/).length, 1 + 5);
}

export async function droppedCleanFile(page: Page): Promise<void> {
  await register(page);
  await uploadByDrop(page, CLEAN);
  await openJob(page, CLEAN.name, "Completed");
  await page.getByText("there were no issues").waitFor();
  await page.getByRole("gridcell", { name: "alan@example.com" }).waitFor();
}

export async function liveInTwoTabs(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY);
  await page.getByRole("link", { name: MESSY.name }).click();
  await page.getByRole("heading", { name: "Next: the clean list" }).waitFor();

  const other = await page.context().newPage();
  await other.goto(page.url());
  await showIssues(other, "Duplicates", "2 rows for grace@example.com");
  await other.getByRole("button", { name: "Keep all" }).click();
  await fact(page, "Open issues", "4");
  await page.getByRole("button", { name: /^Resolved 1/ }).waitFor();
}

async function textOf(download: Download): Promise<string> {
  return await Deno.readTextFile(await download.path());
}
