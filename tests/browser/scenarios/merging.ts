/** Rows are merged, suggestions taken, and a rule is looked at before and undone as a whole. */
import assert from "node:assert/strict";
import type { Page, Route } from "playwright-core";
import { MISTYPED } from "../files.ts";
import { NARROW, openJob, register, uploadByButton, WIDE } from "../person.ts";
import { fact, said, showIssues, tabTo } from "../screen.ts";

export async function suggestionsAndRules(page: Page): Promise<void> {
  await open(page);
  await showIssues(page, "Mistyped e-mails", "“ann@gmial.com” looks mistyped");
  await page.getByRole("button", { name: "Use ann@gmail.com" }).click();
  await said(page, "Corrected to ann@gmail.com for ann@gmial.com. 3 issues left.");
  await page.getByRole("heading", { level: 2, name: "“bob@gmial.com” looks mistyped" }).waitFor();

  await page.getByRole("button", { name: "Resolve by rule" }).click();
  const dialog = page.getByRole("dialog", { name: "Resolve by rule" });
  await dialog.getByRole("radio", { name: /Take the suggestion/ }).waitFor();
  await dialog.getByText("Resolves 2 issues.").waitFor();
  await dialog.getByText("becomes cleo@hotmail.com").waitFor();
  await dialog.getByRole("button", { name: "Resolve 2 issues" }).click();
  await said(page, "2 issues resolved by the rule “Take the suggestion”.");
  await fact(page, "Open issues", "1");
  await page.getByRole("region", { name: "Last decision" }).getByRole("button", { name: "Undo" })
    .click();
  await said(page, "Undone: 2 issues are open again.");
  await fact(page, "Open issues", "3");

  // Once more, and taken back from the history, where it stays for good.
  await page.getByRole("button", { name: "Resolve by rule" }).click();
  await dialog.getByLabel("Issues").selectOption({ label: "Mistyped e-mails (2 open)" });
  await dialog.getByText("Resolves 2 issues.").waitFor();
  await dialog.getByRole("button", { name: "Resolve 2 issues" }).click();
  await fact(page, "Open issues", "1");
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByRole("button", { name: /^Undo all/ }).click();
  await fact(page, "Open issues", "3");
  await page.getByRole("button", { name: /^Undo all/ }).waitFor({ state: "detached" });
}

/** What a rule would do comes later, and decisions of another tab come at any time: nothing jumps. */
export async function steadyRule(page: Page): Promise<void> {
  await open(page);
  const dialog = page.getByRole("dialog", { name: "Resolve by rule" });
  const button = dialog.getByRole("button", { name: /^Resolve \d/ });
  for (const size of [WIDE, NARROW]) {
    await page.setViewportSize(size);
    const asked = Promise.withResolvers<Route>();
    await page.route("**/resolve/preview", (route) => asked.resolve(route), { times: 1 });
    await page.getByRole("button", { name: "Resolve by rule" }).click();
    const preview = await asked.promise;
    const before = await button.boundingBox();
    await preview.continue();
    await dialog.getByText("For example").waitFor();
    assert.deepEqual(await button.boundingBox(), before, `${size.width} px wide`);
    await dialog.getByRole("button", { name: "Cancel" }).click();
  }

  await page.getByRole("button", { name: "Resolve by rule" }).click();
  await dialog.getByLabel("Issues").selectOption({ label: "Mistyped e-mails (3 open)" });
  const other = await page.context().newPage();
  await other.goto(page.url());
  await showIssues(other, "Mistyped e-mails", "“ann@gmial.com” looks mistyped");
  await other.getByRole("button", { name: "Use ann@gmail.com" }).click();
  // Closed before it is answered, the tab might never have sent it.
  await fact(other, "Open issues", "3");
  await fact(page, "Open issues", "3");
  await other.close();
  await button.getByText("Resolve 2 issues").waitFor();
  assert.equal(await dialog.getByLabel("Issues").inputValue(), "EMAIL_TYPO");
  await button.click();
  await said(page, "2 issues resolved by the rule “Take the suggestion”.");
}

/** Whoever is faster than the look at a rule does nothing yet, and stays where he is. */
export async function ruleAsSeen(page: Page): Promise<void> {
  await open(page);
  const dialog = page.getByRole("dialog", { name: "Resolve by rule" });
  const button = dialog.getByRole("button", { name: /^Resolve \d/ });
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && /\/resolve$/.test(request.url())) {
      sent.push(request.postData() ?? "");
    }
  });
  const held = async () => {
    const asked = Promise.withResolvers<Route>();
    await page.route("**/resolve/preview", (route) => asked.resolve(route), { times: 1 });
    return asked.promise;
  };
  const first = held();
  await page.getByRole("button", { name: "Resolve by rule" }).click();
  const look = await first;
  await dialog.getByText("Loading the preview…").waitFor();
  // As a hand does, which does not ask whether a button is ready.
  const place = await button.boundingBox();
  await page.mouse.click(place!.x + place!.width / 2, place!.y + place!.height / 2);
  await button.focus();
  await page.keyboard.press("Enter");
  await look.continue();
  await dialog.getByText("For example").waitFor();
  assert.equal(await button.evaluate((node) => node === document.activeElement), true);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.deepEqual(sent, []);
  await fact(page, "Open issues", "4");

  // A look that failed is taken again from where it says so, and then the rule can be taken.
  await page.route("**/resolve/preview", (route) => route.abort(), { times: 1 });
  await page.getByRole("button", { name: "Resolve by rule" }).click();
  await dialog.getByRole("button", { name: "Try again" }).click();
  await dialog.getByText("For example").waitFor();
  await button.focus();
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  assert.equal(sent.length, 1);
}

export async function mergedByHand(page: Page): Promise<void> {
  await open(page);
  await showIssues(page, "Duplicates", "2 rows for grace@example.com");
  await page.getByRole("button", { name: "Merge" }).click();
  const form = page.getByRole("form", { name: "Merge the rows" });
  // Row 6 is as complete as row 5: the first of them stands, with the other's phone.
  await form.getByText("Row 5 has the most filled in").waitFor();
  await merged(page, "Phone", "+1 212 555 0100");
  await form.getByRole("radio", { name: "Row 6 Gracie" }).check();
  await merged(page, "First name", "Gracie");
  await form.getByLabel("City, merged").fill("Arlington");
  await form.getByRole("button", { name: "Merge" }).click();
  await said(page, "2 rows merged for grace@example.com. 3 issues left.");
  await page.getByRole("button", { name: /^Resolved 1/ }).click();
  await page.getByText("The rows were merged into row 5").waitFor();
  // Each row as it was, and what they became beside them.
  const table = page.getByRole("region", { name: "Rows of this issue" });
  await table.getByRole("columnheader", { name: "Merged" }).waitFor();
  const city = table.getByRole("row").filter({ hasText: "City" }).getByRole("cell");
  assert.deepEqual((await city.allTextContents()).map((text) => text.trim()), [
    "New York",
    "empty",
    "Arlington",
  ]);
}

export async function mergedByKeyboard(page: Page): Promise<void> {
  await open(page);
  await showIssues(page, "Duplicates", "2 rows for grace@example.com");
  await page.keyboard.press("m");
  // The focus is on the first field in which the rows differ; arrows go from row to row.
  await merged(page, "First name", "Grace");
  await page.keyboard.press("ArrowRight");
  await merged(page, "First name", "Gracie");
  await page.keyboard.press("Tab");
  await page.keyboard.press("End");
  await page.keyboard.type(" B.");
  await merged(page, "First name", "Gracie B.");
  await tabTo(page, /^Merge$/);
  await page.keyboard.press("Enter");
  await said(page, "2 rows merged for grace@example.com. 3 issues left.");
  await page.keyboard.press("u");
  await said(page, "Undone: grace@example.com is open again");
  await page.keyboard.press("m");
  await page.getByRole("form", { name: "Merge the rows" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Choose row 5" }).waitFor();
}

async function open(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, MISTYPED);
  await openJob(page, MISTYPED.name, "Needs review");
  await fact(page, "Open issues", "4");
}

/** Waits until the merged contact has the value. */
async function merged(page: Page, field: string, value: string): Promise<void> {
  const input = page.getByLabel(`${field}, merged`);
  await input.waitFor();
  await page.waitForFunction(
    ([node, wanted]) => (node as HTMLInputElement).value === wanted,
    [await input.elementHandle(), value] as const,
  );
}
