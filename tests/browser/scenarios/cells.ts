/** Any row is changed in the grid: cells, many rows at once, excluded ones, spellings of one value. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import type { SomeFile } from "../files.ts";
import { NARROW, openJob, register, uploadByButton, WIDE } from "../person.ts";
import { said } from "../screen.ts";
import { inspect } from "./accessibility.ts";

const COMPANIES: SomeFile = {
  name: "companies.csv",
  text: `Email,First Name,Last Name,Company
ada@example.com,Ada,Lovelace,Acme Inc
alan@example.com,Alan,Turing,"ACME, Inc."
grace@example.com,Grace,Hopper,acme inc
barbara@example,Barbara,Liskov,Fabrikam
`,
};

const grid = (page: Page) => page.getByRole("grid", { name: "Rows of the file" });
const cell = (page: Page, name: string) => grid(page).getByRole("gridcell", { name, exact: true });
const editor = (page: Page, label: string) => grid(page).getByRole("textbox", { name: label });
const button = (within: Page | Locator, name: RegExp) => within.getByRole("button", { name });

async function openRows(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, COMPANIES);
  await openJob(page, COMPANIES.name, "Needs review");
  await page.getByRole("tab", { name: /^Rows/ }).click();
  await cell(page, "ada@example.com").waitFor();
}

/** By mouse and by keyboard; what is wrong is said while it is typed, what was typed is undone. */
export async function cellsEdited(page: Page): Promise<void> {
  await openRows(page);
  await cell(page, "Fabrikam").dblclick();
  await editor(page, "Company").fill("Contoso");
  await page.keyboard.press("Enter");
  await cell(page, "Contoso was Fabrikam").waitFor();
  await button(page, /^Undo$/).click();
  await cell(page, "Fabrikam").waitFor();

  // A letter opens the cell, Escape leaves it as it was, Tab saves and goes on.
  await cell(page, "Lovelace").click();
  await page.keyboard.press("K");
  assert.equal(await editor(page, "Last name").inputValue(), "K");
  await page.keyboard.press("Escape");
  await cell(page, "Lovelace").waitFor();
  await page.keyboard.press("F2");
  await editor(page, "Last name").press("End");
  await page.keyboard.type(" King");
  await page.keyboard.press("Tab");
  await cell(page, "Lovelace King was Lovelace").waitFor();

  await cell(page, "barbara@example").dblclick();
  await editor(page, "E-mail").fill("barbara@");
  await grid(page).getByText("is not a valid e-mail address").waitFor();
  await inspect(page, "is not a valid e-mail address", "[role=tabpanel]");
  await editor(page, "E-mail").press("Enter");
  await editor(page, "E-mail").fill("ada@example.com");
  await grid(page).getByText("1 issue would be open then.").waitFor();
  await editor(page, "E-mail").fill("barbara@example.com");
  await page.keyboard.press("Enter");
  // The question about the address has nothing left to ask.
  await page.getByRole("tab", { name: /^Issues/ }).waitFor({ state: "detached" });
  await button(page, /^Create clean list$/).click();
  await page.getByRole("heading", { name: "Your clean list is ready" }).waitFor({
    state: "attached",
  });

  // After it, the list gets its next version.
  await page.getByRole("tab", { name: /^Rows/ }).click();
  await cell(page, "Hopper").dblclick();
  await editor(page, "Last name").fill("Murray");
  await page.keyboard.press("Enter");
  await button(page, /^Create clean list$/).click();
  await page.getByRole("tab", { name: /^Lists/ }).click();
  await page.getByText("Murray").first().waitFor();
}

/** A contact is corrected in the list: its row is, and the list gets its next version. */
export async function contactsEdited(page: Page): Promise<void> {
  await openRows(page);
  await cell(page, "barbara@example").click();
  await button(page, /^Exclude/).click();
  // What its key has undone is not offered to be undone once more.
  await page.getByText("1 row excluded.", { exact: true }).first().waitFor();
  await page.keyboard.press("Control+z");
  await said(page, "Undone: ");
  await button(page, /^Undo$/).waitFor({ state: "detached" });
  await page.keyboard.press("Control+Shift+z");
  await said(page, "Done again: ");
  await button(page, /^Create clean list$/).click();
  const contacts = page.getByRole("grid", { name: "Contacts" });
  // The first one also has the button that says why the contact is here.
  const contact = (name: string) =>
    contacts.getByRole("gridcell", { name: new RegExp(`^(Why is .* here\\? )?${name}$`) });
  await page.getByRole("tab", { name: /^Contacts/ }).click();
  await page.getByText("your change is in list 2, once you create it.").waitFor();
  await inspect(page, "this is list 1", "[role=tabpanel]");
  await contact("Hopper").dblclick();
  await contacts.getByRole("textbox", { name: "Last name" }).fill("Murray");
  await page.keyboard.press("Enter");
  await contact("Murray").waitFor();
  await page.getByText("List 1 is out of date.").waitFor();
  await inspect(page, "List 1 is out of date.", "[role=tabpanel]");
  // By keyboard, another one; what is wrong is said while it is typed.
  await contact("ada@example.com").click();
  await page.keyboard.press("F2");
  await contacts.getByRole("textbox", { name: "E-mail" }).fill("ada@");
  await contacts.getByText("is not a valid e-mail address").waitFor();
  await contacts.getByRole("textbox", { name: "E-mail" }).fill("ada@example.org");
  await page.keyboard.press("Enter");
  await contacts.getByRole("textbox").waitFor({ state: "detached" });
  await contact("ada@example.org").waitFor();
  await page.keyboard.press("Control+z");
  await contact("ada@example.com").waitFor();
  await contact("Murray").waitFor();
  await button(page, /^Create clean list$/).click();
  await page.getByText("this is list 2").waitFor();
  await contact("Murray").waitFor();
  await contact("Murray").click();
  await page.keyboard.press("Space");
  await page.getByRole("dialog", { name: "Why is Grace Murray here?" }).waitFor();
}

/** Rows are excluded and brought back, where they are and where excluded ones are told. */
export async function rowsExcluded(page: Page): Promise<void> {
  await openRows(page);
  await cell(page, "alan@example.com").click();
  await page.keyboard.press("Shift+ArrowDown");
  await button(page, /^Exclude/).click();
  await page.getByText("2 rows excluded.").first().waitFor();
  await grid(page).getByText("Excluded").nth(1).waitFor();
  await cell(page, "grace@example.com").click();
  await button(page, /^Bring back/).click();
  await page.getByText("1 row brought back.").first().waitFor();
  await cell(page, "barbara@example").click();
  await button(page, /^Exclude/).click();
  await button(page, /^Create clean list$/).click();
  await page.getByRole("tab", { name: /^Excluded/ }).click();
  const excluded = page.getByRole("grid", { name: "Excluded rows" });
  await excluded.getByText("Excluded by you").nth(1).waitFor();
  await excluded.getByRole("gridcell", { name: "alan@example.com" }).click();
  await button(page, /^Bring back/).click();
  await cell(page, "alan@example.com").waitFor();
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByText("1 row was brought back.").first().waitFor();
}

/** A part goes into a new column, which every list has until the change is undone. */
async function addedColumn(page: Page, dialog: Locator): Promise<void> {
  await dialog.getByLabel("Operation").selectOption("split");
  await dialog.getByLabel("Column", { exact: true }).selectOption("email");
  const part = dialog.getByRole("textbox", { name: "Name of the new column: First part into" });
  assert.equal(await part.inputValue(), "E-mail 1");
  // What is there already is picked, and not written over by the way.
  await part.fill("job title");
  await dialog.getByRole("status").getByText("A column is called that already.").waitFor();
  await inspect(page, "A column is called that already.");
  await part.fill("Box");
  await dialog.getByRole("textbox", { name: "Name of the new column: Rest into" }).fill("Host");
  await dialog.getByText("4 rows would be changed. New columns: Box, Host.").waitFor();
  await inspect(page, "Name of the new column");
  // It comes last, and the grid scrolls there: what is out of view is not drawn.
  await page.setViewportSize(NARROW);
  await button(dialog, /^Change 4 rows$/).click();
  const header = page.getByRole("columnheader", { name: /^Host/ });
  await header.waitFor();
  await page.setViewportSize(WIDE);
  await grid(page).getByRole("gridcell", { name: /^example\.com/ }).first().waitFor();
  await button(page, /^Values/).click();
  const values = page.getByRole("dialog", { name: "Values of a column" });
  await values.getByLabel("Column", { exact: true }).selectOption("Host");
  await values.getByText("2 different values, 0 rows without one.").waitFor();
  await page.keyboard.press("Escape");
  await button(page, /^Undo$/).click();
  await header.waitFor({ state: "detached" });
}

/** One operation on all rows, looked at before, taken back after; then three spellings become one. */
export async function rowsOperated(page: Page): Promise<void> {
  await openRows(page);
  await cell(page, "Acme Inc").click();
  await button(page, /^Change/).click();
  const dialog = page.getByRole("dialog", { name: "Change rows" });
  await dialog.getByLabel("Operation").selectOption("case");
  await dialog.getByLabel("Case").selectOption("upper");
  await dialog.getByText("4 rows would be changed.").waitFor();
  await dialog.getByRole("cell", { name: "FABRIKAM", exact: true }).waitFor();
  await inspect(page, "4 rows would be changed.");
  await button(dialog, /^Change 4 rows$/).click();
  await cell(page, "FABRIKAM was Fabrikam").waitFor();
  await button(page, /^Undo$/).click();
  await cell(page, "Fabrikam").waitFor();

  // A part goes into a field that the file has no column for.
  await button(page, /^Change/).click();
  await dialog.getByLabel("Operation").selectOption("split");
  await dialog.getByLabel("Split at").fill("@");
  await dialog.getByLabel("Column", { exact: true }).selectOption("email");
  await dialog.getByRole("combobox", { name: "First part into" }).selectOption("job_title");
  await dialog.getByRole("combobox", { name: "Rest into" }).selectOption("company");
  await dialog.getByText("4 rows would be changed.").waitFor();
  await addedColumn(page, dialog);
  await button(page, /^Change/).click();
  await dialog.getByLabel("Operation").selectOption("phones");
  await dialog.getByLabel(/^Country/).selectOption({ label: "Germany" });
  await dialog.getByText("Nothing would be different.").waitFor();
  await page.keyboard.press("Escape");

  await button(page, /^Values/).click();
  const values = page.getByRole("dialog", { name: "Values of a column" });
  await values.getByText("4 different values, 0 rows without one.").waitFor();
  await inspect(page, "Probably the same");
  await values.getByLabel("Becomes").fill("Acme");
  await button(values, /^Make one/).click();
  await values.getByText("No two are written nearly the same.").waitFor();
  await values.getByRole("button", { name: /^Acme/ }).click();
  await page.getByText("3 rows", { exact: true }).waitFor();
}
