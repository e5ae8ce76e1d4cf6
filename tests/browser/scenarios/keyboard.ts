/** A person who has no mouse resolves every issue and creates the list. */
import type { Page } from "playwright-core";
import { MESSY } from "../files.ts";
import { openJob, register, uploadByButton } from "../person.ts";
import { fact, said, tabTo } from "../screen.ts";

export async function keyboardOnly(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY);
  await openJob(page, MESSY.name, "Needs review");
  await tabTo(page, /^Duplicates/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "2 rows for grace@example.com" }).waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("2");
  await said(page, "Row 4 chosen for grace@example.com. 4 issues left.");
  await page.keyboard.press("u");
  await said(page, "Undone: grace@example.com is open again");
  await page.getByRole("heading", { name: "2 rows for grace@example.com" }).waitFor();
  await page.keyboard.press("1");
  await said(page, "Row 3 chosen for grace@example.com. 4 issues left.");

  for (let left = 4; left > 0; left--) {
    await tabTo(page, /^Resolve by rule/);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Resolve by rule" }).waitFor();
    await tabTo(page, /^Resolve 1 issue/);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await fact(page, "Open issues", String(left - 1));
  }
  await tabTo(page, /^Create clean list/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Your clean list is ready" }).waitFor();
  await fact(page, "Contacts", "6");
}
