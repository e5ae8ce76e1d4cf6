/** The outcome: every row is accounted for, each figure leads to its rows, and a reader hears them all. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { MESSY } from "../files.ts";
import { openJob, register, uploadByButton } from "../person.ts";
import { fact, said, showIssues } from "../screen.ts";
import { inspect } from "./accessibility.ts";
import { makeList } from "./lists.ts";

/** Row 3 is chosen, the other issues' rows are excluded: 2 contacts, 5 excluded of 7 rows. */
async function made(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MESSY);
  await openJob(page, MESSY.name, "Needs review");
  await showIssues(page, "Duplicates", "2 rows for grace@example.com");
  await page.keyboard.press("1");
  await said(page, "Row 3 chosen");
  await page.getByRole("button", { name: /^All types/ }).click();
  await page.getByRole("heading", { level: 2, name: /^Row / }).waitFor();
  for (let left = 3; left >= 0; left--) {
    await page.keyboard.press("s");
    await fact(page, "Open issues", String(left));
  }
  await makeList(page);
}

export async function outcomeAddsUp(page: Page): Promise<void> {
  await made(page);
  await page.getByRole("tab", { name: "Outcome" }).click();
  await page.getByRole("heading", { name: "2 contacts from 7 rows" }).waitFor();
  const account = page.getByRole("region", { name: "What became of the rows" });
  const words = (await account.textContent())!.replace(/\s*([=+])\s*/g, " $1 ")
    .replace(/\s+/g, " ").trim();
  assert.equal(words, "7 rows = 2 contacts + 0 merged into a contact + 5 excluded");

  const table = page.getByRole("table", { name: /^Values by column/ });
  await table.waitFor();
  const cells = async (column: string) =>
    (await table.getByRole("row").filter({ hasText: column }).getByRole("cell").allTextContents())
      .map((text) => text.trim().split(" ")[0]);
  assert.deepEqual(await cells("First name"), ["2", "100%", "0", "2", "0"]);
  assert.deepEqual(await cells("Phone"), ["0", "0%", "2", "0", "0"]);
  await page.getByRole("img", { name: "How full each column is" }).waitFor();
  await inspect(page, "How complete the list is");
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 390, height: 844 });
  const beside = await table.evaluate((node) => {
    const box = node.parentElement!;
    return box.scrollWidth - box.clientWidth;
  });
  assert.equal(beside, 0, "a phone shows all of its columns");
  await page.setViewportSize(size);

  await table.getByRole("link", { name: "2 with City" }).click();
  await page.getByText("City is filled").waitFor();
  await page.getByText("2 contacts", { exact: true }).waitFor();
  await page.getByRole("tab", { name: "Outcome" }).click();
  await page.getByRole("link", { name: "Invalid e-mails" }).click();
  await page.getByText("1 row", { exact: true }).waitFor();
  await page.getByRole("tab", { name: "Outcome" }).click();
  await account.getByRole("link", { name: "5 excluded" }).click();

  // Excluded rows stand by themselves, each with its reason.
  await page.getByRole("tab", { name: /^Excluded/, selected: true }).waitFor();
  await page.getByText("5 rows", { exact: true }).waitFor();
  const excluded = page.getByRole("grid", { name: "Excluded rows" });
  await excluded.getByRole("gridcell", { name: /^row \d+ was chosen for grace@example.com/ })
    .waitFor();
  await inspect(page, "Why it is not on the list");
}

/** On paper there is the outcome, and nothing to press. */
export async function outcomeOnPaper(page: Page): Promise<void> {
  await made(page);
  await page.getByRole("tab", { name: "Outcome" }).click();
  await page.getByRole("table").waitFor();
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.getByRole("button", { name: "Print" }).isVisible(), false);
  assert.equal(await page.getByRole("tab", { name: "Outcome" }).isVisible(), false);
  assert.equal(
    await page.getByRole("heading", { name: "2 contacts from 7 rows" }).isVisible(),
    true,
  );
  const [shown, whole] = await page.evaluate(() => {
    const article = document.querySelector("article")!.getBoundingClientRect();
    return [document.documentElement.scrollHeight, article.bottom];
  });
  assert.ok(shown! >= whole!, "nothing is cut off at the window's end");
}
