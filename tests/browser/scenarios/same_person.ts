/** The same person twice: one contact with what both rows say, and what differs is told. */
import type { Page } from "playwright-core";
import { TWICE } from "../files.ts";
import {
  confirmUpload,
  openJob,
  pickFiles,
  readDialog,
  register,
  uploadByButton,
} from "../person.ts";
import { fact, said, tabTo } from "../screen.ts";
import { makeList } from "./lists.ts";

export async function samePersonTwice(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, TWICE);
  await openJob(page, TWICE.name, "Completed");
  await page.getByText("2 contacts from 4 rows: 2 rows merged").waitFor();
  const contacts = page.getByRole("grid", { name: "Contacts" });
  // Only her second row has it.
  await contacts.getByRole("gridcell", { name: "+442079460001" }).waitFor();
  await lookAtThem(page);
  await page.getByText("Row 4 is kept because nobody chose another.").waitFor();
  await page.getByRole("button", { name: "Choose row 5" }).click();
  await said(page, "Row 5 chosen for bob@example.com. Nothing is open.");
  await makeList(page);
  await page.getByRole("tab", { name: /Contacts/ }).click();
  await contacts.getByRole("gridcell", { name: "+442079460003" }).waitFor();
  await page.getByRole("tab", { name: /Rows/ }).click();
  await page.getByText("In row 5").waitFor();
}

/** The rows are looked at, merged and told again without a mouse. */
export async function samePersonByKeyboard(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, TWICE);
  await openJob(page, TWICE.name, "Completed");
  await page.getByText("One person’s rows differ").waitFor();
  await tabTo(page, /^Look at them$/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 2, name: "2 rows of the same person differ" }).waitFor();
  await page.keyboard.press("2");
  await said(page, "Row 5 chosen");
  await page.getByText("Row 5 was chosen.").waitFor();
  await page.keyboard.press("u");
  await page.getByText("Row 4 is kept because nobody chose another.").waitFor();
}

/** An upload that wishes to be asked has an open issue. */
export async function samePersonAsked(page: Page): Promise<void> {
  await register(page);
  await pickFiles(page, TWICE);
  // What stands above it gets its height with what was read of the file.
  await readDialog(page).getByText("4 rows read.").waitFor();
  await readDialog(page).getByLabel("Ask me when rows of the same person differ").check();
  await confirmUpload(page);
  await openJob(page, TWICE.name, "Needs review");
  await fact(page, "Open issues", "1");
  await page.getByRole("heading", { level: 2, name: "2 rows of the same person differ" }).waitFor();
  await page.getByRole("button", { name: "About this file" }).click();
  await page.getByText("Same person asked where rows differ").waitFor();
  await page.keyboard.press("Escape");
}

async function lookAtThem(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Look at them" }).click();
  await page.getByRole("heading", { level: 2, name: "2 rows of the same person differ" }).waitFor();
}
