/** Columns called like parts of every object are labelled, edited and merged as any other. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { ODD_COLUMNS } from "../files.ts";
import { openJob, register, uploadByButton } from "../person.ts";
import { said, showIssues } from "../screen.ts";
import { makeList } from "./lists.ts";

export async function oddColumns(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, ODD_COLUMNS);
  await openJob(page, ODD_COLUMNS.name, "Needs review");

  await showIssues(page, "Duplicates", "2 rows for grace@example.com");
  const rows = page.getByRole("region", { name: "Rows of this issue" });
  for (const header of ["constructor", "__proto__", "querySelector"]) {
    await rows.getByRole("rowheader", { name: header }).waitFor();
  }
  await page.getByRole("button", { name: "Merge" }).click();
  const merge = page.getByRole("form", { name: "Merge the rows" });
  assert.equal(await merge.getByLabel("constructor, merged").inputValue(), "c1");
  await merge.getByRole("group", { name: "__proto__" }).getByRole("radio", { name: "Row 3 p2" })
    .check();
  await merge.getByLabel("constructor, merged").fill("typed");
  await merge.getByRole("button", { name: "Merge" }).click();
  await said(page, "2 rows merged for grace@example.com.");

  await showIssues(page, "No e-mail", "Row 4 has no e-mail address");
  await page.getByRole("button", { name: "Edit" }).click();
  const edit = page.getByRole("form", { name: "Edit the row" });
  assert.equal(await edit.getByLabel("__proto__").inputValue(), "p3");
  await edit.getByLabel("__proto__").fill("x".repeat(10_001));
  await edit.getByRole("button", { name: "Save the row" }).click();
  await edit.getByText("a value has at most 10,000 characters").waitFor();
  assert.equal(await edit.getByLabel("__proto__").getAttribute("aria-invalid"), "true");
  await edit.getByLabel("__proto__").fill("anew");
  await edit.getByLabel("E-mail").fill("alan@example.com");
  await edit.getByRole("button", { name: "Save the row" }).click();
  await said(page, "Row 4 corrected");

  await makeList(page);
  await page.getByRole("tab", { name: /Contacts/ }).click();
  const contacts = page.getByRole("grid", { name: "Contacts" });
  for (const cell of ["typed", "p2", "anew", "c3"]) {
    await contacts.getByRole("gridcell", { name: cell, exact: true }).waitFor();
  }
  await page.getByRole("tab", { name: /Rows/ }).click();
  const read = page.getByRole("grid", { name: "Rows of the file" });
  for (const cell of ["p2", "p2 was p1", "anew was p3", "typed was c1"]) {
    await read.getByRole("gridcell", { name: cell, exact: true }).waitFor();
  }
}
