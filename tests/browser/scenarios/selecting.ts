/** Issues are selected in the list, or looked for, and a rule is applied to just these. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { SomeFile } from "../files.ts";
import { openJob, register, uploadByButton } from "../person.ts";
import { fact, said } from "../screen.ts";
import { inspect } from "./accessibility.ts";

const people = (domain: string, from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `p${from + i}@${domain},Pat,No${from + i}\n`).join("");

/** Nine mistyped addresses of two domains, and a nameless row. */
const DOMAINS: SomeFile = {
  name: "domains.csv",
  text: "Email,First Name,Last Name\n" + people("gmial.com", 1, 6) + people("hotmial.com", 7, 3) +
    "ada@example.com,,Lovelace\n",
};

const option = (page: Page, name: string) =>
  page.getByRole("listbox", { name: "Issues" }).getByRole("option", { name: new RegExp(name) });
const dialogOf = (page: Page) => page.getByRole("dialog", { name: "Resolve by rule" });

async function open(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, DOMAINS);
  await openJob(page, DOMAINS.name, "Needs review");
  await fact(page, "Open issues", "10");
  await option(page, "p1@gmial").waitFor();
}

const selected = (page: Page, text: string) => page.getByText(text, { exact: true }).waitFor();

/** By Shift and Ctrl, by mouse and keyboard; one rule, one undo. */
export async function ruleOnSelection(page: Page): Promise<void> {
  await open(page);
  await option(page, "p2@gmial").click();
  await option(page, "p4@gmial").click({ modifiers: ["Shift"] });
  await selected(page, "3 of 10 selected");
  await option(page, "p6@gmial").click({ modifiers: ["Control"] });
  await option(page, "p3@gmial").click({ modifiers: ["Control"] });
  await selected(page, "3 of 10 selected");
  await inspect(page, "3 of 10 selected", "[role=tabpanel]");

  await page.getByRole("button", { name: "Resolve the selected issues by rule" }).click();
  const dialog = dialogOf(page);
  assert.equal(await dialog.getByLabel("For").inputValue(), "selected");
  await dialog.getByText("Resolves 3 issues.").waitFor();
  await dialog.getByText("becomes p6@gmail.com").waitFor();
  await inspect(page, "Resolves 3 issues.");
  await dialog.getByRole("button", { name: "Resolve 3 issues" }).click();
  await said(page, "3 issues resolved by the rule “Take the suggestion”.");
  await fact(page, "Open issues", "7");
  await selected(page, "7 open issues");
  await option(page, "p3@gmial").waitFor();
  await page.getByRole("region", { name: "Last decision" }).getByRole("button", { name: "Undo" })
    .click();
  await fact(page, "Open issues", "10");
  // The list is read again a little after the figures.
  await option(page, "p2@gmial").waitFor();

  await option(page, "p1@gmial").click();
  await page.getByRole("listbox", { name: "Issues" }).focus();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await selected(page, "3 of 10 selected");
  await page.keyboard.press("Space");
  await selected(page, "2 of 10 selected");
  await page.keyboard.press("Escape");
  await selected(page, "10 open issues");
  await page.keyboard.press("Control+a");
  await selected(page, "10 of 10 selected");
  // Of what is selected only what is of the type, and of the others nothing.
  await page.getByRole("button", { name: "Resolve the selected issues by rule" }).click();
  await dialog.getByLabel("Issues").selectOption({ label: "No first name (1 open)" });
  await dialog.getByRole("radio", { name: /^Keep the rows/ }).check();
  await dialog.getByText("Resolves 1 issue.").waitFor();
  await dialog.getByRole("button", { name: "Resolve 1 issue" }).click();
  await fact(page, "Open issues", "9");
}

/** More than the list has read: all of them are selected but one, which stays. */
export async function ruleOnAllOfTheList(page: Page): Promise<void> {
  await register(page);
  const text = `Email,First Name,Last Name\n${people("gmial.com", 1, 250)}`;
  await uploadByButton(page, { name: "many-typos.csv", text });
  await openJob(page, "many-typos.csv", "Needs review");
  await option(page, "p1@gmial").click();
  await page.getByRole("listbox", { name: "Issues" }).press("Control+a");
  await selected(page, "250 of 250 selected");
  await option(page, "p2@gmial").click({ modifiers: ["Control"] });
  await selected(page, "249 of 250 selected");

  await page.getByRole("button", { name: "Resolve the selected issues by rule" }).click();
  const dialog = dialogOf(page);
  assert.equal(await dialog.getByLabel("For").inputValue(), "listed");
  await dialog.getByText("Resolves 249 issues.").waitFor();
  // Enter on the rule takes it, without a way to the button.
  await dialog.getByRole("radio", { name: /^Take the suggestion/ }).press("Enter");
  await fact(page, "Open issues", "1");
  await option(page, "p2@gmial").waitFor();
}

/** All of one domain, or what a name finds; the rule is for what the list shows. */
export async function ruleOnFound(page: Page): Promise<void> {
  await open(page);
  // A rule is offered for the type that is looked at.
  await option(page, "ada@example").click();
  await page.getByRole("heading", { level: 2, name: /has no first name/ }).waitFor();
  await page.keyboard.press("r");
  await dialogOf(page).getByText("Resolves 1 issue.").waitFor();
  assert.equal(await dialogOf(page).getByLabel("Issues").inputValue(), "MISSING_FIRST_NAME");
  await page.keyboard.press("Escape");
  await dialogOf(page).waitFor({ state: "detached" });
  await option(page, "p8@hotmial").click();
  await page.getByRole("button", { name: "All of @hotmial.com" }).click();
  await selected(page, "3 open issues");
  await option(page, "p1@gmial").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Resolve by rule" }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel("For").getByText("All 3 found by “@hotmial.com”").waitFor({
    state: "attached",
  });
  await dialog.getByText("Resolves 3 issues.").waitFor();
  await dialog.getByRole("button", { name: "Resolve 3 issues" }).click();
  await said(page, "3 issues resolved by the rule “Take the suggestion”.");
  await fact(page, "Open issues", "7");
  await selected(page, "7 open issues");

  const search = page.getByRole("searchbox", { name: "Search issues" });
  await search.fill("lovelace");
  await selected(page, "1 open issue");
  await option(page, "ada@example").waitFor();
  await search.fill("nobody");
  await page.getByText("No open issue is about a row with “nobody”.").waitFor();
  await inspect(page, "No such issues", "[role=tabpanel]");
  await page.getByRole("button", { name: "Clear the search" }).click();
  await selected(page, "7 open issues");
  assert.equal(await search.inputValue(), "");
}
