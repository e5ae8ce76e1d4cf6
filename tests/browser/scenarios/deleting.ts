/** A job is deleted, from the list and from its page; a page that shows it elsewhere says so. */
import type { Page } from "playwright-core";
import { CLEAN, MESSY } from "../files.ts";
import { openJob, register, uploadByButton } from "../person.ts";
import { said } from "../screen.ts";

export async function deletedJob(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, CLEAN, MESSY);
  await openJob(page, MESSY.name, "Needs review");
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole("heading", { level: 1, name: MESSY.name }).waitFor();

  await page.bringToFront();
  await page.getByRole("button", { name: `Delete ${MESSY.name}` }).click();
  const dialog = page.getByRole("dialog", { name: `Delete “${MESSY.name}”?` });
  await dialog.getByText("deleted for good").waitFor();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { level: 1, name: "Uploads" }).waitFor();
  await said(page, `“${MESSY.name}” is deleted.`);
  await page.getByRole("link", { name: CLEAN.name }).waitFor();
  await page.getByRole("link", { name: MESSY.name }).waitFor({ state: "detached" });

  await other.bringToFront();
  await other.getByRole("heading", { name: "This job was deleted" }).waitFor();
  await other.getByRole("link", { name: "Go to your uploads" }).click();
  await other.getByRole("button", { name: `Delete ${CLEAN.name}` }).click();
  await other.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await other.getByRole("heading", { name: "Turn a messy contact list" }).waitFor();
}
