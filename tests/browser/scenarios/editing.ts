/** A row is corrected while its issue stays open: it is seen, stays, and is taken back. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { SHARED } from "../files.ts";
import { openJob, register, uploadByButton } from "../person.ts";
import { said } from "../screen.ts";

export async function editBesideOthers(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, SHARED);
  await openJob(page, SHARED.name, "Needs review");
  const heading = (name: string) => page.getByRole("heading", { level: 2, name });
  await heading("3 rows for all@example.com").waitFor();
  // So low that the form is longer than the window.
  await page.setViewportSize({ width: 1280, height: 600 });
  await edit(page);
  await heading("2 rows for all@example.com").waitFor();
  await page.getByText("Row 4 was edited: E-mail is now “cid@example.com”.").waitFor();
  await page.getByRole("button", { name: "Undo this edit" }).click();
  await said(page, "Undone: row 4 is as it was before the edit.");
  await heading("3 rows for all@example.com").waitFor();

  // Once more, seen among the rows, and taken back from the history.
  await edit(page);
  await heading("2 rows for all@example.com").waitFor();
  await page.getByRole("tab", { name: /Rows/ }).click();
  await page.getByText("Edited", { exact: true }).waitFor();
  await page.getByRole("gridcell", { name: "cid@example.com was all@example.com" })
    .waitFor();
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByRole("button", { name: /^Undo the edit: A decision on issue 1/ }).click();
  await said(page, "Undone: the row is as it was before the edit.");
  await page.getByRole("button", { name: /^Undo the edit: / }).waitFor({ state: "detached" });
  await page.getByRole("tab", { name: /^Issues/ }).click();
  await heading("3 rows for all@example.com").waitFor();
}

async function edit(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Edit" }).click();
  await isInView(page.getByRole("textbox", { name: "E-mail" }));
  await page.getByRole("radio", { name: "Row 4" }).check();
  await page.getByRole("textbox", { name: "E-mail" }).fill("cid@example.com");
  await page.getByRole("button", { name: "Save the row" }).click();
  await page.getByRole("region", { name: "Last decision" })
    .getByText("Row 4 corrected for all@example.com.", { exact: true }).waitFor();
}

/** What one types into is neither scrolled away nor under the buttons that stick to the form's end. */
async function isInView(input: Locator): Promise<void> {
  await input.and(input.page().locator(":focus")).waitFor();
  const isOnTop = await input.evaluate((node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return document.elementFromPoint(x + width / 2, y + height - 2) === node;
  });
  assert.ok(isOnTop, "what is asked for is in view");
}
