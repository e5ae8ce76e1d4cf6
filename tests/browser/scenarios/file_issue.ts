/** A file without a column for last names is asked about once, and a column is named for all rows. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { NAMELESS } from "../files.ts";
import { openJob, register, uploadByButton } from "../person.ts";
import { fact, said } from "../screen.ts";
import { makeList } from "./lists.ts";

export async function oneIssueForTheFile(page: Page): Promise<void> {
  await openQuestion(page);
  await fact(page, "Open issues", "1");
  await page.getByRole("button", { name: "Use Tribe as last name" }).click();
  await said(page, "Column Tribe used for the whole file.");
  await page.getByRole("heading", { level: 2, name: "2 rows for grace@example.com" }).waitFor();

  await page.getByRole("button", { name: /^Resolved/ }).click();
  await page.getByText("The column “Tribe” is the last name.").waitFor();
  await page.getByRole("button", { name: "Undo this decision" }).click();
  await said(page, "Undone: the whole file is open again.");
  await page.getByRole("button", { name: /^Open 1/ }).click();
  await page.getByRole("heading", { level: 2, name: "The file has no last names" }).waitFor();

  await page.keyboard.press("1");
  await page.getByRole("heading", { level: 2, name: "2 rows for grace@example.com" }).waitFor();
  await page.getByRole("button", { name: "Choose row 4" }).click();
  await makeList(page);
  const contacts = page.getByRole("grid", { name: "Contacts" });
  for (const name of ["Lovelace", "Hooper"]) {
    await contacts.getByRole("gridcell", { name, exact: true }).first().waitFor();
  }
  assert.equal(await contacts.getByRole("row").count(), 1 + 3);
}

/** Ends on the issue. */
async function openQuestion(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, NAMELESS);
  await openJob(page, NAMELESS.name, "Needs review");
  await page.getByRole("heading", { level: 2, name: "The file has no last names" }).waitFor();
}
